/* SPDX-License-Identifier: GPL-2.0 */
/* A growing array in an arena. Growing moves it: keep indexes, not pointers. */
#ifndef STAPX_BASE_VEC_H
#define STAPX_BASE_VEC_H

#include <stapx/types.h>

#include "base/arena.h"

struct vec {
	struct arena *arena; /* borrowed */
	void *data;
	u32 nr;
	u32 cap;
	u32 size; /* bytes of an element */
};

void vec_init(struct vec *vec, struct arena *arena, u32 size);

/* The new last element, zeroed. */
void *vec_push(struct vec *vec);

/* nr new elements behind each other; the first of them. */
void *vec_push_many(struct vec *vec, u32 nr);

/* For vectors of pointers. */
void vec_push_ptr(struct vec *vec, void *ptr);

static inline void *vec_at(const struct vec *vec, u32 i)
{
	return (char *)vec->data + (size_t)i * vec->size;
}

static inline void *vec_ptr(const struct vec *vec, u32 i)
{
	return ((void **)vec->data)[i];
}

#endif
