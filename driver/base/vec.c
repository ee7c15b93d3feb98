// SPDX-License-Identifier: GPL-2.0
/* A growing array in an arena. */
#include "base/vec.h"

#include <string.h>

void vec_init(struct vec *vec, struct arena *arena, u32 size)
{
	*vec = (struct vec){ .arena = arena, .size = size };
}

static void grow(struct vec *vec)
{
	u32 cap = vec->cap ? vec->cap * 2 : 8;
	void *data = arena_alloc(vec->arena, (size_t)cap * vec->size);

	if (vec->nr)
		memcpy(data, vec->data, (size_t)vec->nr * vec->size);
	vec->data = data;
	vec->cap = cap;
}

void *vec_push(struct vec *vec)
{
	if (vec->nr == vec->cap)
		grow(vec);
	return vec_at(vec, vec->nr++);
}

void vec_push_ptr(struct vec *vec, void *ptr)
{
	*(void **)vec_push(vec) = ptr;
}
