/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Unregistering many things by one call of the kernel, which waits for the
 * last user of all of them once.
 *
 * A batch is shared by everybody: who flushes it flushes what others have
 * added, and who comes meanwhile waits. So when sx_batch_flush() returns all
 * that its caller has added is unregistered.
 */
#ifndef STAPX_KABI_BATCH_H
#define STAPX_KABI_BATCH_H

#include "kabi/lock.h"

#define SX_BATCH_MAX 1024u

struct sx_batch {
	struct sx_mutex lock;
	void (*call)(void **rows, int nr);
	u32 nr; /* lock */
	void *rows[SX_BATCH_MAX]; /* lock */
};

/* Once, when loading; call is written before. */
void sx_batch_init(struct sx_batch *batch);

/* Sleep. */
void sx_batch_add(struct sx_batch *batch, void *row);
void sx_batch_flush(struct sx_batch *batch);

#endif
