/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The columns of an array: its keys, then what its kind of value shows. Each
 * kind of column is a set of operations.
 */
#ifndef STAPX_TOP_COLUMN_H
#define STAPX_TOP_COLUMN_H

#include <stdbool.h>

#include "session/dump.h"

#define TOP_MAX_COLUMNS (SX_MAX_KEYS + 6)
#define TOP_NUMBER_LEN	48 /* of a formatted number, with its NUL */

/* An entry and how it changed since the frame before. */
struct top_row {
	const struct dump_entry *entry;
	double rate; /* a second */
	bool rate_known;
	size_t rank; /* place in the order of the keys */
};

struct top_column;

struct top_column_ops {
	bool right; /* numbers stand at the right end of their column */
	bool down; /* sorted in descending order at first */
	int (*compare)(const struct top_column *column, const struct top_row *a,
		       const struct top_row *b);
	/* The cell's text, in buf or in the row: valid as long as both. */
	struct dump_str (*text)(const struct top_column *column,
				const struct top_row *row,
				char buf[TOP_NUMBER_LEN]);
};

struct top_column {
	char title[16];
	int index; /* of the key, or enum sx_agg */
	const struct top_column_ops *ops;
};

/* The columns of a global in their order on the screen; returns how many. */
int top_columns_of(const struct dump_table *table,
		   struct top_column columns[TOP_MAX_COLUMNS]);

/* -1234567 as "-1,234,567". Returns buf. */
const char *top_column_int(s64 num, char buf[TOP_NUMBER_LEN]);

#endif
