/* SPDX-License-Identifier: GPL-2.0 */
/* The command line of `stapx flame`. */
#ifndef STAPX_FLAME_OPTIONS_H
#define STAPX_FLAME_OPTIONS_H

#include <stdbool.h>
#include <stdio.h>
#include <stapx/types.h>

struct flame_writer;

struct flame_options {
	const struct flame_writer *writer; /* --format */
	const char *output; /* NULL: stdout */
	const char *base; /* --diff */
	const char *title; /* NULL: the one that fits */
	const char *unit; /* what the counts count */
	u32 width; /* pixels */
	u64 min; /* 1/LAYOUT_PIXEL, LAYOUT_MIN_AUTO */
	bool normalize;
	bool ordered;
	bool reverse;
	bool icicle;
	bool skip_bad;
	bool help;
	char **inputs; /* ends with NULL; borrowed from argv */
};

/*
 * argv[0] is "flame". All strings are borrowed from argv. Returns 0 or
 * -EINVAL, reported.
 */
int flame_options_parse(struct flame_options *opt, int argc, char **argv);

void flame_options_help(FILE *out);

#endif
