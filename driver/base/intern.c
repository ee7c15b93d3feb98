// SPDX-License-Identifier: GPL-2.0
/* Strings stored once: open addressing, at most half full. */
#include "base/intern.h"

#include <string.h>

#include <stapx/types.h>

struct slot {
	const char *text; /* NULL: free */
	size_t len;
	u64 hash;
};

struct intern {
	struct arena *arena;
	struct slot *slots;
	size_t cap; /* power of two */
	size_t nr;
};

/* FNV-1a. */
static u64 hash_bytes(const char *s, size_t len)
{
	u64 hash = 14695981039346656037ull;
	size_t i;

	for (i = 0; i < len; i++)
		hash = (hash ^ (u8)s[i]) * 1099511628211ull;
	return hash;
}

static struct slot *find(struct intern *in, const char *s, size_t len, u64 hash)
{
	size_t i = hash & (in->cap - 1);

	for (;; i = (i + 1) & (in->cap - 1)) {
		struct slot *slot = &in->slots[i];

		if (!slot->text)
			return slot;
		if (slot->hash == hash && slot->len == len &&
		    !memcmp(slot->text, s, len))
			return slot;
	}
}

static void resize(struct intern *in, size_t cap)
{
	struct slot *old = in->slots;
	size_t old_cap = in->cap;
	size_t i;

	in->slots = arena_alloc(in->arena, cap * sizeof(*in->slots));
	in->cap = cap;
	for (i = 0; i < old_cap; i++)
		if (old[i].text)
			*find(in, old[i].text, old[i].len, old[i].hash) =
				old[i];
}

struct intern *intern_create(struct arena *arena)
{
	struct intern *in = arena_alloc(arena, sizeof(*in));

	in->arena = arena;
	resize(in, 256);
	return in;
}

const char *intern_bytes(struct intern *in, const char *s, size_t len)
{
	u64 hash = hash_bytes(s, len);
	struct slot *slot = find(in, s, len, hash);

	if (slot->text)
		return slot->text;
	if (2 * (in->nr + 1) > in->cap) {
		resize(in, in->cap * 2);
		slot = find(in, s, len, hash);
	}
	in->nr++;
	slot->text = arena_strndup(in->arena, s, len);
	slot->len = len;
	slot->hash = hash;
	return slot->text;
}

const char *intern_str(struct intern *in, const char *s)
{
	return intern_bytes(in, s, strlen(s));
}
