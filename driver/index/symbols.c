// SPDX-License-Identifier: GPL-2.0
/* Searches for what an ELF file says without debug information. */
#include "index/symbols.h"

#include <elf.h>
#include <string.h>

#define WALK_MAX 256 /* symbols that begin below an address and end there too */

const struct index_symbol *index_symbol_named(const struct index *ix, u32 n)
{
	const u32 *row = index_row(ix, INDEX_SYMBOL_NAMES, n);

	return row ? index_row(ix, INDEX_SYMBOLS, *row) : NULL;
}

static int compare_name(const struct index *ix, u32 n, const char *name)
{
	const struct index_symbol *s = index_symbol_named(ix, n);

	return strcmp(s ? index_str(ix, s->name) : "", name);
}

u32 index_find_symbols(const struct index *ix, const char *name, u32 *ret_first)
{
	u32 nr = index_nr(ix, INDEX_SYMBOL_NAMES), low = 0, high = nr, end;

	while (low < high) {
		u32 middle = low + (high - low) / 2;

		if (compare_name(ix, middle, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (end = low; end < nr && !compare_name(ix, end, name);)
		end++;
	*ret_first = low;
	return end - low;
}

/* Thread-local and absolute symbols have no place, and stand at the end. */
static int has_place(const struct index_symbol *s)
{
	return s->type != STT_TLS && !(s->flags & INDEX_SYMBOL_ABSOLUTE);
}

/* The first of the rows that begin where row n does. */
static u32 first_there(const struct index_symbol *rows, u32 n)
{
	u32 i = n;

	while (i && n - i < WALK_MAX && rows[i - 1].addr == rows[n].addr)
		i--;
	return i;
}

static u32 rows_up_to(const struct index_symbol *rows, u32 nr, u32 addr)
{
	u32 low = 0, high = nr;

	while (low < high) {
		u32 middle = low + (high - low) / 2;

		if (has_place(&rows[middle]) && rows[middle].addr <= addr)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Of the rows from n on, at one address, the first that covers addr. */
static u32 covering(const struct index_symbol *rows, u32 n, u32 end, u32 addr,
		    int is_next)
{
	u32 i;

	for (i = n; i < end && rows[i].addr == rows[n].addr; i++) {
		if (rows[i].size ? addr - rows[i].addr < rows[i].size
				 : is_next && rows[i].flags & INDEX_SYMBOL_CODE)
			return i;
	}
	return INDEX_NONE;
}

u32 index_symbol_at(const struct index *ix, u32 addr)
{
	u32 nr = index_nr(ix, INDEX_SYMBOLS), end, at, tries, found;
	const struct index_symbol *rows = index_rows(ix, INDEX_SYMBOLS, 0, nr);

	end = rows_up_to(rows, nr, addr);
	for (at = end, tries = 0; at && tries < WALK_MAX; tries++) {
		u32 n = first_there(rows, at - 1);

		found = covering(rows, n, end, addr, !tries);
		if (found != INDEX_NONE)
			return found;
		at = n;
	}
	return INDEX_NONE;
}

u32 index_plt_at(const struct index *ix, u32 addr)
{
	u32 low = 0, high = index_nr(ix, INDEX_PLT);
	const struct index_plt *rows = index_rows(ix, INDEX_PLT, 0, high);

	while (low < high) {
		u32 middle = low + (high - low) / 2;

		if (rows[middle].addr <= addr)
			low = middle + 1;
		else
			high = middle;
	}
	return low && addr - rows[low - 1].addr < rows[low - 1].len
		       ? low - 1
		       : INDEX_NONE;
}

static u32 labels_below(const struct index_label *rows, u32 nr, u32 scope)
{
	u32 low = 0, high = nr;

	while (low < high) {
		u32 middle = low + (high - low) / 2;

		if (rows[middle].scope < scope)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

u32 index_labels_of(const struct index *ix, u32 scope, u32 *ret_first)
{
	const struct index_scope *s = index_row(ix, INDEX_SCOPES, scope);
	u32 nr = index_nr(ix, INDEX_LABELS), end;
	const struct index_label *rows = index_rows(ix, INDEX_LABELS, 0, nr);

	*ret_first = labels_below(rows, nr, scope);
	end = s && s->end > scope ? labels_below(rows, nr, s->end) : *ret_first;
	return end > *ret_first ? end - *ret_first : 0;
}
