/* SPDX-License-Identifier: GPL-2.0 */
/* The stap++ macros over a text, as one text: for tests. */
#ifndef STAPX_TESTS_SXX_EXPAND_H
#define STAPX_TESTS_SXX_EXPAND_H

#include "codegen/compile.h"
#include "run/sxx_options.h"
#include "sxx/sxx.h"

/*
 * The expanded script, or what was complained about: logged lines, then the
 * diagnostics. Behind it each module, after a line "-- NAME --". Warnings come
 * first. malloc'ed. *ret_err (may be NULL) is what sxx_expand() returned.
 */
char *sxx_expand_text(const struct sxx_request *req, int *ret_err);

/*
 * The files (SXX_MAX_FILES) that a script becomes, with modules of
 * tests/language, and a process 42 that runs /usr/bin/example and has loaded
 * libexample-2.1.so. Returns what sxx_expand() does.
 */
int sxx_expand_files(const struct compile_source *src,
		     const struct sxx_options *options, struct arena *arena,
		     struct diag *diag, struct compile_module *ret,
		     size_t *ret_modules_nr);

#endif
