/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A script, compiled and run in user space, as the text that it makes: its
 * diagnostics, and if there were no errors, what its begin handlers and then
 * its end handlers print (by sequence number; exit() leaves the begin ones).
 */
#ifndef STAPX_TESTS_SCRIPT_RUN_H
#define STAPX_TESTS_SCRIPT_RUN_H

#include <stddef.h>
#include <stdio.h>

#include "codegen/compile.h"

enum script_run_mode {
	SCRIPT_RUN, /* run it */
	SCRIPT_LIST, /* the listing of the program instead */
};

/*
 * Writes that text to out. Returns 0, or -EINVAL after errors in the script
 * or when the verifier rejects the program (which is written to out, too).
 */
int script_run(const struct compile_source *src,
	       const struct compile_opts *opts, enum script_run_mode mode,
	       FILE *out);

/*
 * The same for a file; its arguments are the lines of FILE with .args in
 * place of .stp, if there is one. In FILE.sxx the stap++ macros are expanded
 * before, with the lines "--arg NAME=VALUE" of FILE.args and a process 42 that
 * runs /usr/bin/example with libexample-2.1.so.0. *ret is malloc'ed. Returns 0 whatever the
 * script does, or -errno when it cannot be read.
 */
int script_run_file(const char *path, enum script_run_mode mode, char **ret);

#endif
