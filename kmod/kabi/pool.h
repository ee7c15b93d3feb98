/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Objects of one size that can be taken and given back where nothing may
 * sleep. Memory comes in chunks and stays until the pool is destroyed.
 */
#ifndef STAPX_KABI_POOL_H
#define STAPX_KABI_POOL_H

#include "kabi/lock.h"

struct sx_pool {
	struct sx_spin lock;
	u32 size; /* bytes of an object, at least 8; written once */
	void *free; /* singly linked through the first word; under lock */
	void *chunks; /* the same */
	u32 free_nr;
};

#define SX_POOL_INIT(type)                         \
	{                                          \
		.size = (sizeof(type) + 15) & ~15u \
	}

/* Zeroed; NULL when none is left. Any context. */
void *sx_pool_get(struct sx_pool *pool);

/* NULL is accepted. Any context. */
void sx_pool_put(struct sx_pool *pool, void *obj);

/* Makes sure that n objects are free; 0 or -ENOMEM. Sleeps. */
int sx_pool_fill(struct sx_pool *pool, u32 n);

/* get, but fills first. Sleeps. */
void *sx_pool_get_sleep(struct sx_pool *pool);

/* Nobody uses an object any more. Sleeps. */
void sx_pool_destroy(struct sx_pool *pool);

#endif
