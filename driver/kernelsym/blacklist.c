// SPDX-License-Identifier: GPL-2.0
/* "0xSTART-0xEND\tNAME" a line; addresses may be hidden (all 0). */
#include "kernelsym/blacklist.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATH_BLACKLIST "/sys/kernel/debug/kprobes/blacklist"

static int add(struct blacklist *list, u64 start, u64 end)
{
	void *bigger = list->rows;

	if (!(list->nr & (list->nr + 1)) || !list->rows)
		bigger = reallocarray(list->rows, 2 * list->nr + 2,
				      sizeof(*list->rows));
	if (!bigger)
		return -ENOMEM;
	list->rows = bigger;
	list->rows[list->nr++] = (struct blacklist_range){ start, end };
	return 0;
}

static int by_start(const void *a, const void *b)
{
	const struct blacklist_range *x = a;
	const struct blacklist_range *y = b;

	return x->start < y->start ? -1 : x->start > y->start;
}

int blacklist_read(const char *path, struct blacklist *ret)
{
	FILE *f = fopen(path ? path : PATH_BLACKLIST, "re");
	char line[1024];
	int err = 0;

	memset(ret, 0, sizeof(*ret));
	if (!f)
		return 0;
	while (!err && fgets(line, sizeof(line), f)) {
		u64 start, end;

		if (sscanf(line, "0x%" SCNx64 "-0x%" SCNx64, &start, &end) ==
			    2 &&
		    end > start)
			err = add(ret, start, end);
	}
	fclose(f);
	if (err)
		blacklist_deinit(ret);
	else if (ret->nr)
		qsort(ret->rows, ret->nr, sizeof(*ret->rows), by_start);
	return err;
}

void blacklist_deinit(struct blacklist *list)
{
	free(list->rows);
	memset(list, 0, sizeof(*list));
}

/* Ranges do not overlap: the last one that starts at or before addr. */
bool blacklist_has(const struct blacklist *list, u64 addr)
{
	u32 low = 0;
	u32 high = list->nr;

	while (low < high) {
		u32 mid = low + (high - low) / 2;

		if (list->rows[mid].start <= addr)
			low = mid + 1;
		else
			high = mid;
	}
	return low && addr < list->rows[low - 1].end;
}
