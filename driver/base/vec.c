// SPDX-License-Identifier: GPL-2.0
/* A growing array in an arena. */
#include "base/vec.h"

#include <string.h>

/* Of smaller arrays it is not worth the call. */
#define DISCARD_MIN ((size_t)1 << 20)

void vec_init(struct vec *vec, struct arena *arena, u32 size)
{
	*vec = (struct vec){ .arena = arena, .size = size };
}

static void grow(struct vec *vec, u32 nr)
{
	u32 cap = vec->cap ? vec->cap : 8;
	void *data;

	while (cap < vec->nr + nr)
		cap *= 2;
	data = arena_alloc(vec->arena, (size_t)cap * vec->size);

	if (vec->nr)
		memcpy(data, vec->data, (size_t)vec->nr * vec->size);
	if ((size_t)vec->cap * vec->size >= DISCARD_MIN)
		arena_discard(vec->arena, vec->data,
			      (size_t)vec->cap * vec->size);
	vec->data = data;
	vec->cap = cap;
}

void *vec_push(struct vec *vec)
{
	return vec_push_many(vec, 1);
}

void *vec_push_many(struct vec *vec, u32 nr)
{
	void *first;

	if (vec->cap - vec->nr < nr)
		grow(vec, nr);
	first = vec_at(vec, vec->nr);
	vec->nr += nr;
	return first;
}

void vec_push_ptr(struct vec *vec, void *ptr)
{
	*(void **)vec_push(vec) = ptr;
}
