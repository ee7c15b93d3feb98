// SPDX-License-Identifier: GPL-2.0
/* Searches for what an ELF file says without debug information. */
#include "index/symbols.h"

#include <elf.h>
#include <stdbool.h>
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

/*
 * Rows are asked for one by one: a search looks at few of them. One that is
 * damaged ends it.
 */
static const struct index_symbol *symbol(const struct index *ix, u32 n)
{
	return index_row(ix, INDEX_SYMBOLS, n);
}

/* Thread-local and absolute symbols have no place, and stand at the end. */
static bool is_up_to(const struct index_symbol *s, u32 addr)
{
	return s && s->type != STT_TLS && !(s->flags & INDEX_SYMBOL_ABSOLUTE) &&
	       s->addr <= addr;
}

static u32 symbols_up_to(const struct index *ix, u32 addr)
{
	u32 low = 0, high = index_nr(ix, INDEX_SYMBOLS);

	while (low < high) {
		u32 middle = low + (high - low) / 2;

		if (is_up_to(symbol(ix, middle), addr))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_at(const struct index_symbol *s, u32 addr)
{
	return s && s->addr == addr;
}

/* The first of the rows that begin where row n does. */
static u32 first_there(const struct index *ix, u32 n, u32 addr)
{
	u32 i = n;

	while (i && n - i < WALK_MAX && is_at(symbol(ix, i - 1), addr))
		i--;
	return i;
}

/* Of the rows from n on that begin at one address, the first that covers addr. */
static u32 covering(const struct index *ix, u32 n, u32 end, u32 addr,
		    bool is_next)
{
	const struct index_symbol *first = symbol(ix, n), *s;
	u32 i;

	for (i = n; first && i < end; i++) {
		s = symbol(ix, i);
		if (!is_at(s, first->addr))
			break;
		if (s->size ? addr - s->addr < s->size
			    : is_next && s->flags & INDEX_SYMBOL_CODE)
			return i;
	}
	return INDEX_NONE;
}

u32 index_symbol_at(const struct index *ix, u32 addr)
{
	u32 end = symbols_up_to(ix, addr), at = end, tries, found;

	for (tries = 0; at && tries < WALK_MAX; tries++) {
		const struct index_symbol *s = symbol(ix, at - 1);

		if (!s)
			break;
		at = first_there(ix, at - 1, s->addr);
		found = covering(ix, at, end, addr, !tries);
		if (found != INDEX_NONE)
			return found;
	}
	return INDEX_NONE;
}

u32 index_plt_at(const struct index *ix, u32 addr)
{
	u32 low = 0, high = index_nr(ix, INDEX_PLT);
	const struct index_plt *p;

	while (low < high) {
		u32 middle = low + (high - low) / 2;

		p = index_row(ix, INDEX_PLT, middle);
		if (p && p->addr <= addr)
			low = middle + 1;
		else
			high = middle;
	}
	p = low ? index_row(ix, INDEX_PLT, low - 1) : NULL;
	return p && addr - p->addr < p->len ? low - 1 : INDEX_NONE;
}

static u32 labels_below(const struct index *ix, u32 scope)
{
	u32 low = 0, high = index_nr(ix, INDEX_LABELS);

	while (low < high) {
		u32 middle = low + (high - low) / 2;
		const struct index_label *l =
			index_row(ix, INDEX_LABELS, middle);

		if (l && l->scope < scope)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

u32 index_labels_of(const struct index *ix, u32 scope, u32 *ret_first)
{
	const struct index_scope *s = index_row(ix, INDEX_SCOPES, scope);
	u32 end;

	*ret_first = labels_below(ix, scope);
	end = s && s->end > scope ? labels_below(ix, s->end) : *ret_first;
	return end > *ret_first ? end - *ret_first : 0;
}
