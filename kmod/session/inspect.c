// SPDX-License-Identifier: GPL-2.0
/* STATS, DUMP and mmap: what user space sees of a session. */
#include "session/session.h"

#include "kabi/cpu.h"
#include "kabi/device.h"
#include "kabi/uaccess.h"
#include "probe/engine.h"
#include "session/budget.h"
#include "mem.h"

#define MAX_DUMP (256ull << 20)

static void add_stats(struct sx_point_stats *sum,
		      const struct sx_point_stats *add)
{
	sum->hits += READ_ONCE(add->hits);
	sum->skipped_busy += READ_ONCE(add->skipped_busy);
	sum->skipped_lock += READ_ONCE(add->skipped_lock);
	sum->errors += READ_ONCE(add->errors);
}

static void add_missed(const struct sx_session *s,
		       struct sx_point_stats *points)
{
	const struct sx_point *pt;

	for (pt = s->points; pt; pt = pt->next) {
		struct sx_point_stats *stats = &points[pt->index];

		if (pt->engine->missed)
			stats->missed += pt->engine->missed(pt);
		if (pt->engine->abandoned)
			stats->abandoned += pt->engine->abandoned(pt);
		if (pt->engine->unplaced)
			stats->unplaced += pt->engine->unplaced(pt);
	}
}

static void sum_cpus(const struct sx_session *s, struct sx_stats *args,
		     struct sx_point_stats *points)
{
	u32 cpu;
	u32 i;

	for (cpu = 0; cpu < nr_cpu_ids; cpu++) {
		const struct sx_cpu *c = s->cpus[cpu];

		if (!c)
			continue;
		args->map_full += READ_ONCE(c->vm->count.map_full);
		args->read_faults += READ_ONCE(c->vm->count.read_faults);
		args->no_entry += READ_ONCE(c->vm->count.no_entry);
		args->lost_records += READ_ONCE(c->ring.lost);
		for (i = 0; c->stats && i < s->points_nr; i++)
			add_stats(&points[i], &c->stats[i]);
	}
}

int sx_session_stats(struct sx_session *s, struct sx_stats *args)
{
	u64 user = args->points;
	u32 room = args->points_nr;
	struct sx_point_stats *points;
	int err = 0;

	if (!s->cpus)
		return -EINVAL;
	sx_memset(args, 0, sizeof(*args));
	args->points = user;
	args->points_nr = s->points_nr;
	points = sx_alloc((u64)(s->points_nr + 1) * sizeof(*points));
	if (!points)
		return -ENOMEM;
	sum_cpus(s, args, points);
	add_missed(s, points);
	if (room > s->points_nr)
		room = s->points_nr;
	if (room)
		err = sx_copy_to_user(user, points, room * sizeof(*points));
	sx_free(points);
	return err;
}

int sx_session_costs(struct sx_session *s, struct sx_costs *args)
{
	u32 room = args->points_nr;
	struct sx_point_cost *sum;
	int err = 0;
	u32 cpu;

	if (!s->set.overhead || !s->started || args->pad)
		return -ENODATA;
	sum = sx_alloc((u64)(s->points_nr + 1) * sizeof(*sum));
	if (!sum)
		return -ENOMEM;
	for (cpu = 0; cpu < nr_cpu_ids; cpu++)
		if (s->cpus[cpu] && s->cpus[cpu]->costs)
			sx_budget_add(sum, s->cpus[cpu]->costs, s->points_nr);
	args->points_nr = s->points_nr;
	if (room > s->points_nr)
		room = s->points_nr;
	if (room)
		err = sx_copy_to_user(args->costs, sum, room * sizeof(*sum));
	sx_free(sum);
	return err;
}

/* Interrupts are off for a slice only: handlers want the global too. */
static int dump_global(struct sx_session *s, struct sx_dump *args, void *buf)
{
	struct sx_dump_state state = { 0 };
	int err;

	do {
		unsigned long flags = local_irq_save();

		err = sx_globals_dump(s->globals, args->global, buf,
				      args->buf_len, &state);
		local_irq_restore(flags);
	} while (!err && state.next);
	args->used = state.used;
	args->entries = state.entries;
	return !err && state.used > args->buf_len ? -ENOSPC : err;
}

int sx_session_dump(struct sx_session *s, struct sx_dump *args)
{
	void *buf;
	int err;

	if (!s->globals || args->pad || args->flags)
		return -EINVAL;
	if (args->buf_len > MAX_DUMP)
		return -E2BIG;
	buf = sx_alloc(args->buf_len + 1);
	if (!buf)
		return -ENOMEM;
	err = dump_global(s, args, buf);
	if (!err)
		err = sx_copy_to_user(args->buf, buf, args->used);
	sx_free(buf);
	return err;
}

static int map_status(struct sx_session *s, void *vma)
{
	u64 *flags = vma_flags(vma);

	if (*flags & VM_WRITE)
		return -EPERM;
	*flags &= ~VM_MAYWRITE;
	return remap_vmalloc_range(vma, s->status, 0);
}

static int map_ring(struct sx_session *s, void *vma, u64 offset)
{
	u64 cpu = offset >> 28;

	if (offset & ((1ull << 28) - 1) || !sx_session_loaded(s) ||
	    cpu >= nr_cpu_ids || !s->cpus[cpu])
		return -EINVAL;
	if (vma_len(vma) != SX_PAGE_SIZE + s->cpus[cpu]->ring.size)
		return -EINVAL;
	return remap_vmalloc_range(vma, s->cpus[cpu]->ring.shm, 0);
}

int sx_session_mmap(struct sx_session *s, void *vma)
{
	u64 offset = vma_offset(vma);

	/* A child of the reader has no use for it and would pin the session. */
	*vma_flags(vma) |= VM_DONTCOPY;
	if (offset == SX_MMAP_STATUS && vma_len(vma) == SX_PAGE_SIZE)
		return map_status(s, vma);
	if (offset >= SX_MMAP_RINGS)
		return map_ring(s, vma, offset - SX_MMAP_RINGS);
	return -EINVAL;
}
