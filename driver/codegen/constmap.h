/* SPDX-License-Identifier: GPL-2.0 */
/* 64-bit keys to the index of a row: each constant is stored once. */
#ifndef STAPX_CODEGEN_CONSTMAP_H
#define STAPX_CODEGEN_CONSTMAP_H

#include <stdbool.h>

#include <stapx/types.h>

#include "base/arena.h"

struct constmap {
	struct arena *arena; /* borrowed */
	struct constmap_slot *slots;
	u32 cap; /* power of two */
	u32 nr;
};

void constmap_init(struct constmap *map, struct arena *arena);

/* The value of key; *found says whether it is new and to be set. */
u32 *constmap_get(struct constmap *map, u64 key, bool *found);

#endif
