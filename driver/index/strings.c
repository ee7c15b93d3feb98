// SPDX-License-Identifier: GPL-2.0
/* Strings of an index that is being made: a hash set over one block. */
#include "index/strings.h"

#include <string.h>

#define SLOTS_FIRST 4096

/* FNV-1a, 32 bits (Fowler, Noll, Vo). */
static u32 hash_text(const char *text)
{
	u32 h = 2166136261u;

	for (; *text; text++)
		h = (h ^ (unsigned char)*text) * 16777619u;
	return h;
}

void index_strings_init(struct index_strings *s, struct arena *arena)
{
	vec_init(&s->bytes, arena, 1);
	vec_push(&s->bytes);
	s->slots_nr = SLOTS_FIRST;
	s->slots = arena_alloc(arena, s->slots_nr * sizeof(u32));
	s->used = 0;
}

void index_strings_adopt(struct index_strings *s, const char *strs, u32 len)
{
	if (s->bytes.nr == 1 && len)
		s->bytes.nr = 0; /* they have an empty one of their own */
	if (len)
		memcpy(vec_push_many(&s->bytes, len), strs, len);
}

static u32 *find_slot(struct index_strings *s, const char *text)
{
	u32 i = hash_text(text) & (s->slots_nr - 1);

	while (s->slots[i] && strcmp(index_strings_at(s, s->slots[i]), text))
		i = (i + 1) & (s->slots_nr - 1);
	return &s->slots[i];
}

static void grow(struct index_strings *s)
{
	u32 old_nr = s->slots_nr, i;
	u32 *old = s->slots;

	s->slots_nr *= 2;
	s->slots = arena_alloc(s->bytes.arena, s->slots_nr * sizeof(u32));
	for (i = 0; i < old_nr; i++)
		if (old[i])
			*find_slot(s, index_strings_at(s, old[i])) = old[i];
}

u32 index_strings_add(struct index_strings *s, const char *text)
{
	u32 *slot, off;
	size_t len;

	if (!text || !*text)
		return 0;
	if (s->used >= s->slots_nr / 2)
		grow(s);
	slot = find_slot(s, text);
	if (*slot)
		return *slot;
	len = strlen(text) + 1;
	off = s->bytes.nr;
	memcpy(vec_push_many(&s->bytes, (u32)len), text, len);
	*slot = off;
	s->used++;
	return off;
}
