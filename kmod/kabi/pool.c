// SPDX-License-Identifier: GPL-2.0
/* Objects of one size. */
#include "kabi/pool.h"

#include "kabi/alloc.h"
#include "mem.h"

#define CHUNK (64u << 10)

void *sx_pool_get(struct sx_pool *pool)
{
	unsigned long flags = sx_spin_lock(&pool->lock);
	void **obj = pool->free;

	if (obj) {
		pool->free = *obj;
		pool->free_nr--;
	}
	sx_spin_unlock(&pool->lock, flags);
	if (obj)
		sx_memset(obj, 0, pool->size);
	return obj;
}

void sx_pool_put(struct sx_pool *pool, void *obj)
{
	unsigned long flags;

	if (!obj)
		return;
	flags = sx_spin_lock(&pool->lock);
	*(void **)obj = pool->free;
	pool->free = obj;
	pool->free_nr++;
	sx_spin_unlock(&pool->lock, flags);
}

static void add_chunk(struct sx_pool *pool, char *chunk)
{
	unsigned long flags = sx_spin_lock(&pool->lock);
	u32 off;

	*(void **)chunk = pool->chunks;
	pool->chunks = chunk;
	for (off = 16; off + pool->size <= CHUNK; off += pool->size) {
		*(void **)(chunk + off) = pool->free;
		pool->free = chunk + off;
		pool->free_nr++;
	}
	sx_spin_unlock(&pool->lock, flags);
}

int sx_pool_fill(struct sx_pool *pool, u32 n)
{
	while (READ_ONCE(pool->free_nr) < n) {
		char *chunk = sx_alloc(CHUNK);

		if (!chunk)
			return -ENOMEM;
		add_chunk(pool, chunk);
	}
	return 0;
}

void *sx_pool_get_sleep(struct sx_pool *pool)
{
	void *obj;

	do {
		if (sx_pool_fill(pool, 1))
			return NULL;
		obj = sx_pool_get(pool);
	} while (!obj);
	return obj;
}

void sx_pool_destroy(struct sx_pool *pool)
{
	while (pool->chunks) {
		void *chunk = pool->chunks;

		pool->chunks = *(void **)chunk;
		sx_free(chunk);
	}
	pool->free = NULL;
	pool->free_nr = 0;
}
