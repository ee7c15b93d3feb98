/* SPDX-License-Identifier: GPL-2.0 */
/* The functions that a victim calls. */
#ifndef STAPX_TARGETS_VICTIM_H
#define STAPX_TARGETS_VICTIM_H

struct victim_row {
	const char *name;
	long (*call)(long a, long b); /* returns a + b + adds */
	long adds;
	int times; /* calls in a round */
	const char *kind; /* "relative": out of line it would break */
};

/* Ends with a row without a name. */
extern const struct victim_row victim_rows[];

#endif
