/* SPDX-License-Identifier: GPL-2.0 */
/* A bytecode listing with the lines of the script between (-p3). */
#ifndef STAPX_RUN_LINES_H
#define STAPX_RUN_LINES_H

#include <stdio.h>

#include "program.h"

/*
 * Writes the listing. text (may be NULL) is that of the source `name`; those
 * of other sources are read from their files. 0 or -ENOMEM.
 */
int lines_print(const struct sx_program *prog, const char *name,
		const char *text, FILE *out);

#endif
