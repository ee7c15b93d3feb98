// SPDX-License-Identifier: GPL-2.0
/* Names to rows: open addressing, at most half full. */
#include "sxx/names.h"

#include <string.h>

#define FIRST_CAP 16

void names_init(struct names *names, struct arena *arena)
{
	*names = (struct names){ .arena = arena, .cap = FIRST_CAP };
	vec_init(&names->rows, arena, sizeof(struct name_row *));
	names->slots = arena_alloc(arena, FIRST_CAP * sizeof(*names->slots));
}

/* FNV-1a. */
static u32 hash_name(const char *name, size_t len)
{
	u64 hash = 14695981039346656037ull;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (u8)name[i]) * 1099511628211ull;
	return (u32)(hash ^ hash >> 32);
}

/* The slot of a name: its own, or the free one that it would take. */
static u32 *find_slot(const struct names *names, const char *name, size_t len)
{
	u32 i = hash_name(name, len) & (names->cap - 1);

	for (;; i = (i + 1) & (names->cap - 1)) {
		u32 *slot = &names->slots[i];
		const struct name_row *row;

		if (!*slot)
			return slot;
		row = names_at(names, *slot - 1);
		if (row->name_len == len && !memcmp(row->name, name, len))
			return slot;
	}
}

static void grow(struct names *names)
{
	names->cap *= 2;
	names->slots =
		arena_alloc(names->arena, names->cap * sizeof(*names->slots));
	for (u32 i = 0; i < names_nr(names); i++) {
		const struct name_row *row = names_at(names, i);

		*find_slot(names, row->name, row->name_len) = i + 1;
	}
}

struct name_row *names_find(const struct names *names, const char *name,
			    size_t len)
{
	u32 slot = *find_slot(names, name, len);

	return slot ? names_at(names, slot - 1) : NULL;
}

struct name_row *names_add(struct names *names, const char *name, size_t len)
{
	struct name_row *row = names_find(names, name, len);

	if (row)
		return row;
	if (2 * (names_nr(names) + 1) > names->cap)
		grow(names);
	row = arena_alloc(names->arena, sizeof(*row));
	row->name = arena_strndup(names->arena, name, len);
	row->name_len = len;
	row->text = "";
	vec_push_ptr(&names->rows, row);
	*find_slot(names, name, len) = names_nr(names);
	return row;
}
