/* SPDX-License-Identifier: GPL-2.0 */
/* What the run-time errors of handlers are called, on both sides. */
#ifndef STAPX_LIB_ERROR_H
#define STAPX_LIB_ERROR_H

#include <stapx/record.h>

#include "program.h"

struct sx_error_info {
	u32 code; /* enum sx_error */
	u32 text_len;
	u64 arg;
	const char *text; /* SX_ERR_SCRIPT: text_len bytes, borrowed */
};

/*
 * Writes what happened into buf as printf would, without the place: what a
 * catch block gets and the driver prints. Returns the bytes needed without
 * the NUL, writes at most size with it.
 */
sx_size sx_error_text(const struct sx_program *prog,
		      const struct sx_error_info *info, char *buf,
		      sx_size size);

/* The same for what to do about it; "" where there is nothing to say. */
sx_size sx_error_advice(const struct sx_program *prog,
			const struct sx_error_info *info, char *buf,
			sx_size size);

#endif
