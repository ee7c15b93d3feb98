/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where the globals come from: a running script, or a test. The model knows
 * nothing else of the rest of the program.
 */
#ifndef STAPX_TOP_SOURCE_H
#define STAPX_TOP_SOURCE_H

#include <stdbool.h>

#include "session/dump.h"

struct top_global {
	const char *name;
	const struct sx_global *decl;
};

struct top_source {
	const struct top_global *globals; /* borrowed, as their names are */
	size_t globals_nr;
	/*
	 * Reads global i into table, which was initialized for it, and the
	 * time of that in *ret_ns. 0, -EAGAIN when this one cannot be read at
	 * the moment, or another -errno after it was reported: the end.
	 */
	int (*read)(void *arg, size_t i, struct dump_table *table, u64 *ret_ns);
	/*
	 * Lets the script's output come out. *ret_ended becomes true once the
	 * script, or what it looks at, has ended. 0 or -errno after it was
	 * reported.
	 */
	int (*tick)(void *arg, bool *ret_ended);
	/* Milliseconds until the next tick is useful. */
	int (*wait_ms)(void *arg);
	void *arg;
};

#endif
