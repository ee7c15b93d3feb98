// SPDX-License-Identifier: GPL-2.0
/* Binary searches in an index. */
#include "index/find.h"

#include <string.h>

static const char *name_at(const struct index *ix, u32 n)
{
	const struct index_name *row = index_row(ix, INDEX_NAMES, n);

	return row ? index_str(ix, row->name) : "";
}

/* The first row whose name is not below `name`. */
static u32 first_not_below(const struct index *ix, const char *name)
{
	u32 low = 0, high = index_nr(ix, INDEX_NAMES);

	while (low < high) {
		u32 middle = low + (high - low) / 2;

		if (strcmp(name_at(ix, middle), name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

u32 index_find_name(const struct index *ix, const char *name, u32 *ret_first)
{
	u32 first = first_not_below(ix, name), end = first;

	while (end < index_nr(ix, INDEX_NAMES) &&
	       !strcmp(name_at(ix, end), name))
		end++;
	*ret_first = first;
	return end - first;
}

u32 index_find_kind(const struct index *ix, const char *name,
		    enum index_name_kind kind)
{
	u32 first, nr = index_find_name(ix, name, &first), i;
	const struct index_name *rows = index_rows(ix, INDEX_NAMES, first, nr);

	for (i = 0; rows && i < nr; i++)
		if (rows[i].kind == (u32)kind)
			return rows[i].row;
	return INDEX_NONE;
}

u32 index_below(const struct index *ix, enum index_section section,
		size_t field, u64 key)
{
	u32 low = 0, high = index_nr(ix, section), value;

	while (low < high) {
		u32 middle = low + (high - low) / 2;
		const u8 *row = index_row(ix, section, middle);

		if (!row)
			return 0;
		memcpy(&value, row + field, sizeof(value));
		if (value < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

u32 index_find_addr(const struct index *ix, u32 addr)
{
	u32 low = 0, high = index_nr(ix, INDEX_FUNC_ADDRS);
	const struct index_func_addr *row;

	while (low < high) {
		u32 middle = low + (high - low) / 2;

		row = index_row(ix, INDEX_FUNC_ADDRS, middle);
		if (!row)
			return INDEX_NONE;
		if (row->high <= addr)
			low = middle + 1;
		else
			high = middle;
	}
	row = index_row(ix, INDEX_FUNC_ADDRS, low);
	return row && addr >= row->low ? row->scope : INDEX_NONE;
}

static int holds(const struct index *ix, const struct index_scope *scope,
		 u32 addr)
{
	const struct index_range *r = index_rows(
		ix, INDEX_RANGES, scope->range_first, scope->range_nr);
	u32 i;

	for (i = 0; r && i < scope->range_nr; i++)
		if (addr >= r[i].low && addr < r[i].high)
			return 1;
	return 0;
}

u32 index_find_scope(const struct index *ix, u32 scope, u32 addr)
{
	const struct index_scope *body = index_row(ix, INDEX_SCOPES, scope);
	u32 found = scope, n = scope + 1, end = body ? body->end : 0;

	/* Preorder: what holds the address inside of `found` follows it. */
	while (n < end) {
		const struct index_scope *s = index_row(ix, INDEX_SCOPES, n);

		if (!s)
			break;
		if (holds(ix, s, addr)) {
			found = n++;
			end = s->end < end ? s->end : end;
		} else {
			n = s->end > n ? s->end : n + 1;
		}
	}
	return found;
}
