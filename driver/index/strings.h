/* SPDX-License-Identifier: GPL-2.0 */
/* The strings of an index while it is made: each once, named by offset. */
#ifndef STAPX_INDEX_STRINGS_H
#define STAPX_INDEX_STRINGS_H

#include "base/vec.h"

struct index_strings {
	struct vec bytes; /* char */
	u32 *slots; /* offsets, 0: free; open addressing */
	u32 slots_nr; /* power of two */
	u32 used;
};

void index_strings_init(struct index_strings *s, struct arena *arena);

/* The offset of the one copy of text; 0 for "" and NULL. */
u32 index_strings_add(struct index_strings *s, const char *text);

/*
 * Takes over strings of another table as they are: behind each other, in front
 * of all that are added, so that they keep their offsets. The first of them is
 * the empty one. index_strings_add() does not find them.
 */
void index_strings_adopt(struct index_strings *s, const char *strs, u32 len);

/* Borrowed until the next string is added. */
static inline const char *index_strings_at(const struct index_strings *s,
					   u32 off)
{
	return (const char *)s->bytes.data + off;
}

#endif
