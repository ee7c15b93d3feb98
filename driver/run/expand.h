/* SPDX-License-Identifier: GPL-2.0 */
/* The stap++ macros of the command line's script. */
#ifndef STAPX_RUN_EXPAND_H
#define STAPX_RUN_EXPAND_H

#include <stdio.h>

#include "codegen/compile.h"
#include "run/options.h"
#include "sxx/sxx.h"

struct expansion {
	struct arena *arena; /* of all that follows */
	struct sxx_result result;
	struct compile_module *files; /* the script, then its modules */
};

/*
 * Expands a script; dirs are those of library files, the ones of -I first.
 * Returns 0, or -errno after errors were recorded in diag or reported. ret,
 * which is empty before, is deinitialized by the caller in any case, after the
 * diagnostics were rendered.
 */
int expand_script(const struct options *opt, const char *const *dirs,
		  u32 dirs_nr, const struct compile_source *src,
		  struct diag *diag, struct expansion *ret);
void expand_deinit(struct expansion *e);

/* --args: the arguments; --dump-src: the script's text. */
void expand_print(const struct options *opt, const struct expansion *e,
		  FILE *out);

#endif
