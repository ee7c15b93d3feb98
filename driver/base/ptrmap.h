/* SPDX-License-Identifier: GPL-2.0 */
/* From interned strings to things, by address. */
#ifndef STAPX_BASE_PTRMAP_H
#define STAPX_BASE_PTRMAP_H

#include "base/arena.h"

struct ptrmap_slot {
	const void *key; /* NULL: free */
	void *value;
};

struct ptrmap {
	struct arena *arena; /* borrowed */
	struct ptrmap_slot *slots;
	size_t cap; /* power of two, or 0 */
	size_t nr;
};

void ptrmap_init(struct ptrmap *map, struct arena *arena);

/* What was put under key last; NULL: nothing. */
void *ptrmap_get(const struct ptrmap *map, const void *key);

/* key is not NULL; value NULL is like nothing. */
void ptrmap_put(struct ptrmap *map, const void *key, void *value);

#endif
