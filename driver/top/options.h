/* SPDX-License-Identifier: GPL-2.0 */
/* The command line of stapx-top: that of stapx, and what frames need. */
#ifndef STAPX_TOP_OPTIONS_H
#define STAPX_TOP_OPTIONS_H

#include <stdbool.h>
#include <stdio.h>

#include "run/options.h"

struct top_options {
	struct options base; /* the first member: rows of options get this */
	bool batch;
	unsigned int frames; /* 0: no limit */
	unsigned int delay_ms;
};

/* 0, or -EINVAL after one sentence on stderr. */
int top_options_parse(struct top_options *opt, int argc, char **argv);
void top_options_deinit(struct top_options *opt);

void top_options_help(FILE *out);

/* The script's name for the title. */
const char *top_options_title(const struct top_options *opt);

#endif
