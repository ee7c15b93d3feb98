// SPDX-License-Identifier: GPL-2.0
/* Unregistering many things by one call of the kernel. */
#include "kabi/batch.h"

void sx_batch_init(struct sx_batch *batch)
{
	sx_mutex_init(&batch->lock);
}

static void flush(struct sx_batch *batch)
{
	if (batch->nr)
		batch->call(batch->rows, (int)batch->nr);
	batch->nr = 0;
}

void sx_batch_add(struct sx_batch *batch, void *row)
{
	sx_mutex_lock(&batch->lock);
	batch->rows[batch->nr++] = row;
	if (batch->nr == SX_BATCH_MAX)
		flush(batch);
	sx_mutex_unlock(&batch->lock);
}

void sx_batch_flush(struct sx_batch *batch)
{
	sx_mutex_lock(&batch->lock);
	flush(batch);
	sx_mutex_unlock(&batch->lock);
}
