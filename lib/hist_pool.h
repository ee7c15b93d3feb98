/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where the buckets of histograms are kept. For the files of the machine only.
 *
 * A scalar statistic has its buckets in each CPU's part. For a map that would
 * be entries x CPUs, of which few are ever used. So each entry has one block
 * of buckets, its home, and there is a pool of further blocks, about half as
 * many. The first sample of an entry on a CPU takes a block of the pool for
 * that CPU alone. While there are none left, or with one CPU only, CPUs add
 * to the home instead, atomically where there are several: slower, but no
 * sample is lost.
 *
 * A block is taken under an UPDATE lock, by several CPUs at a time, and given
 * back under the WRITE lock. So the list of free blocks is never pushed to
 * while it is popped from: a head that was read and is still there at the
 * exchange has its old successor.
 */
#ifndef STAPX_LIB_HIST_POOL_H
#define STAPX_LIB_HIST_POOL_H

#include "object.h"

/* Blocks of the pool for a map of `entries` on nr_cpus CPUs. */
u64 sx_hist_pool_blocks(u32 entries, u32 nr_cpus);

/* Adds one to a bucket, for the CPU whose part it is, under UPDATE or WRITE. */
void sx_hist_pool_add(struct sx_object *o, struct sx_part *part, u32 entry,
		      u32 bucket);

/* The sum of all CPUs, and back to 0, under WRITE. */
u64 sx_hist_pool_read(const struct sx_object *o, u32 entry, u32 bucket);
void sx_hist_pool_clear(struct sx_object *o, u32 entry);

#endif
