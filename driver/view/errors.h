/* SPDX-License-Identifier: GPL-2.0 */
/* The sentences for run-time errors of handlers. */
#ifndef STAPX_VIEW_ERRORS_H
#define STAPX_VIEW_ERRORS_H

#include <stdio.h>

#include <stapx/record.h>

#include "program.h"

/* The checked fields of a SX_REC_ERROR record. */
struct error_info {
	u32 code; /* enum sx_error */
	u32 pc;
	u64 arg;
	u32 probe;
	u32 text_len;
	const char *text; /* text_len bytes */
};

/*
 * Writes "division by zero near operator '/' at FILE:LINE:COLUMN (in PROBE):
 * test the divisor before" without a newline. Numbers that are outside of
 * the program leave their part out.
 */
void errors_write(FILE *out, const struct sx_program *prog,
		  const struct error_info *info);

/* The source place of an instruction; NULL when no row covers it. */
const struct sx_span *errors_span(const struct sx_program *prog, u32 pc);

#endif
