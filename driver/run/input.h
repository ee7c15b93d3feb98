/* SPDX-License-Identifier: GPL-2.0 */
/* The script, or program file, that the command line names. */
#ifndef STAPX_RUN_INPUT_H
#define STAPX_RUN_INPUT_H

#include "run/options.h"

struct input {
	const char *name; /* for messages */
	const char *text;
	size_t len;
	char *owned;
};

/* Reads it; *ret is the caller's until input_deinit(). Reports. */
int input_read(const struct options *opt, struct input *ret);
void input_deinit(struct input *in);

/* A program file, not a script? */
bool input_is_program(const struct input *in);

#endif
