/* SPDX-License-Identifier: GPL-2.0 */
/* From the script of the command line to a verified program. */
#ifndef STAPX_RUN_LOAD_H
#define STAPX_RUN_LOAD_H

#include <stdio.h>

#include "program.h"
#include "run/options.h"

struct load_program {
	void *image; /* malloc'ed */
	u32 image_len;
	struct sx_program prog; /* borrows the image */
};

/*
 * Compiles the script, or takes it as it is when it is a program file of
 * -p4, and verifies the result. Reports. ret is the caller's on success.
 */
int load_script(const struct options *opt, struct load_program *ret);

/*
 * Writes to out how the script was read (-p1) or resolved (-p2). A program
 * file has no text any more: with -p2 it goes to *ret and the result is
 * LOAD_IS_PROGRAM. Reports.
 */
#define LOAD_IS_PROGRAM 1
int load_print(const struct options *opt, FILE *out, struct load_program *ret);

/* Lists the probe points that match opt->pattern (-l, -L). Reports. */
int load_list(const struct options *opt, FILE *out);

/* Only expands its stap++ macros, for --args and --dump-src. */
int load_expand(const struct options *opt, FILE *out);

void load_deinit(struct load_program *program);

#endif
