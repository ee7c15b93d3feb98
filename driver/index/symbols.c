// SPDX-License-Identifier: GPL-2.0
/* Searches for what an ELF file says without debug information. */
#include "index/symbols.h"

#include <elf.h>
#include <stddef.h>
#include <string.h>

#include "index/find.h"

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

static const struct index_symbol *symbol_row(const struct index *ix, u32 n)
{
	return index_row(ix, INDEX_SYMBOLS, n);
}

/* The first of the rows that begin where row n does. */
static u32 first_there(const struct index *ix, u32 n)
{
	const struct index_symbol *row = symbol_row(ix, n), *before;
	u32 i = n;

	while (row && i && n - i < WALK_MAX) {
		before = symbol_row(ix, i - 1);
		if (!before || before->addr != row->addr)
			break;
		i--;
	}
	return i;
}

static u32 rows_up_to(const struct index *ix, u32 addr)
{
	u32 low = 0, high = index_nr(ix, INDEX_SYMBOLS);

	while (low < high) {
		u32 middle = low + (high - low) / 2;
		const struct index_symbol *row = symbol_row(ix, middle);

		if (row && has_place(row) && row->addr <= addr)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Of the rows from n on, at one address, the first that covers addr. */
static u32 covering(const struct index *ix, u32 n, u32 end, u32 addr,
		    int is_next)
{
	const struct index_symbol *row = symbol_row(ix, n);
	u32 first = row ? row->addr : 0, i;

	for (i = n; row && i < end && row->addr == first;
	     row = symbol_row(ix, ++i)) {
		if (row->size ? addr - row->addr < row->size
			      : is_next && row->flags & INDEX_SYMBOL_CODE)
			return i;
	}
	return INDEX_NONE;
}

u32 index_symbol_at(const struct index *ix, u32 addr)
{
	u32 end = rows_up_to(ix, addr), at, tries, found;

	for (at = end, tries = 0; at && tries < WALK_MAX; tries++) {
		u32 n = first_there(ix, at - 1);

		found = covering(ix, n, end, addr, !tries);
		if (found != INDEX_NONE)
			return found;
		at = n;
	}
	return INDEX_NONE;
}

u32 index_plt_at(const struct index *ix, u32 addr)
{
	u32 end = index_below(ix, INDEX_PLT, offsetof(struct index_plt, addr),
			      (u64)addr + 1);
	const struct index_plt *row = end ? index_row(ix, INDEX_PLT, end - 1)
					  : NULL;

	return row && addr - row->addr < row->len ? end - 1 : INDEX_NONE;
}

static u32 labels_below(const struct index *ix, u32 scope)
{
	return index_below(ix, INDEX_LABELS,
			   offsetof(struct index_label, scope), scope);
}

u32 index_labels_of(const struct index *ix, u32 scope, u32 *ret_first)
{
	const struct index_scope *s = index_row(ix, INDEX_SCOPES, scope);
	u32 end;

	*ret_first = labels_below(ix, scope);
	end = s && s->end > scope ? labels_below(ix, s->end) : *ret_first;
	return end > *ret_first ? end - *ret_first : 0;
}
