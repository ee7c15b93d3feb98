// SPDX-License-Identifier: GPL-2.0
/* Rows that are read while they are written: a sequence lock, never retried. */
#include "bases.h"

void sx_base_set(struct sx_base_row *row, const struct sx_space *space,
		 u64 base)
{
	u32 seq = row->seq;

	__atomic_store_n(&row->seq, seq + 1, __ATOMIC_RELAXED);
	/* Nobody sees a new field and the old number. */
	__atomic_thread_fence(__ATOMIC_RELEASE);
	__atomic_store_n(&row->base, base, __ATOMIC_RELAXED);
	__atomic_store_n(&row->id[0], space->id[0], __ATOMIC_RELAXED);
	__atomic_store_n(&row->id[1], space->id[1], __ATOMIC_RELAXED);
	__atomic_store_n(&row->seq, seq + 2, __ATOMIC_RELEASE);
}

int sx_base_get(const struct sx_base_row *row, const struct sx_space *space,
		u64 *ret)
{
	u32 seq = __atomic_load_n(&row->seq, __ATOMIC_ACQUIRE);
	u64 id[2];

	if (!seq || seq & 1)
		return 0;
	*ret = __atomic_load_n(&row->base, __ATOMIC_RELAXED);
	id[0] = __atomic_load_n(&row->id[0], __ATOMIC_RELAXED);
	id[1] = __atomic_load_n(&row->id[1], __ATOMIC_RELAXED);
	/* What was read belongs to the number that was seen first. */
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	if (__atomic_load_n(&row->seq, __ATOMIC_RELAXED) != seq)
		return 0;
	return (id[0] || id[1]) && id[0] == space->id[0] &&
	       id[1] == space->id[1];
}
