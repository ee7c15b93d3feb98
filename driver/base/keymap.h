/* SPDX-License-Identifier: GPL-2.0 */
/* Numbers for keys, in the order in which they come: 0, 1, 2, ... */
#ifndef STAPX_BASE_KEYMAP_H
#define STAPX_BASE_KEYMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stapx/types.h>

#include "base/arena.h"

struct keymap;

/* Lives in the arena; there is nothing to destroy. */
struct keymap *keymap_create(struct arena *arena);

/*
 * The number of the key, copied if it is new. Returns true if it was there
 * before.
 */
bool keymap_find(struct keymap *map, const void *key, size_t len,
		 u32 *ret_number);

/* The key of a number, borrowed from the arena. */
const void *keymap_key(const struct keymap *map, u32 number, size_t *ret_len);

u32 keymap_nr(const struct keymap *map);

#endif
