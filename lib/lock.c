// SPDX-License-Identifier: GPL-2.0
/* Waiting for the locks of globals. */
#include "lock.h"

int sx_lock_write(u32 *word)
{
	u32 spins;

	for (spins = 0; spins < SX_LOCK_SPINS; spins++) {
		if (!__atomic_load_n(word, __ATOMIC_RELAXED) &&
		    sx_lock_try_write(word))
			return 0;
		sx_lock_relax();
	}
	return -1;
}

int sx_lock_read(u32 *word)
{
	u32 spins;

	for (spins = 0; spins < SX_LOCK_SPINS; spins++) {
		if (sx_lock_try_read(word))
			return 0;
		sx_lock_relax();
	}
	return -1;
}

int sx_lock_update(u32 *word, u32 *mark)
{
	u32 spins;

	for (spins = 0; spins < SX_LOCK_SPINS; spins++) {
		if (!__atomic_load_n(word, __ATOMIC_RELAXED) &&
		    sx_lock_try_update(word, mark))
			return 0;
		sx_lock_relax();
	}
	return -1;
}

static int take_word(u32 *word, u32 *spins)
{
	u32 old = 0;

	while (!__atomic_compare_exchange_n(word, &old, SX_LOCK_WRITER, 0,
					    __ATOMIC_SEQ_CST,
					    __ATOMIC_RELAXED)) {
		if (++*spins >= SX_LOCK_SPINS)
			return -1;
		sx_lock_relax();
		old = 0;
	}
	return 0;
}

static int wait_mark(u32 *mark, u32 *spins)
{
	while (__atomic_load_n(mark, __ATOMIC_SEQ_CST)) {
		if (++*spins >= SX_LOCK_SPINS)
			return -1;
		sx_lock_relax();
	}
	return 0;
}

int sx_lock_all(u32 *word, void *marks, u64 stride, u32 nr)
{
	u32 spins = 0, i;

	if (take_word(word, &spins))
		return -1;
	for (i = 0; i < nr; i++) {
		if (wait_mark((u32 *)((u8 *)marks + i * stride), &spins)) {
			sx_unlock_write(word);
			return -1;
		}
	}
	return 0;
}
