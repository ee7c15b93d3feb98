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
/* Only reads the script and writes it to out as it was understood (-p1). */
int load_print(const struct options *opt, FILE *out);

/* Only expands its stap++ macros, for --args and --dump-src. */
int load_expand(const struct options *opt, FILE *out);

void load_deinit(struct load_program *program);

#endif
