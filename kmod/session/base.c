// SPDX-License-Identifier: GPL-2.0
/* BASE: where the target has mapped the files of the program. */
#include "session/session.h"

#include "kabi/mm.h"
#include "kabi/task.h"
#include "probe/follow_watch.h"

/* A module whose file is watched; of the session's arena. */
struct base_watch {
	struct base_watch *next;
	struct follow_watch watch;
	struct sx_base_cache *cache;
	u32 module;
	u64 addr; /* of the watched place in the file */
};

static int space_of_pid(s32 pid, struct sx_space *ret)
{
	struct mm_struct *mm = pid > 0 ? sx_mm_of_pid(pid) : NULL;
	bool known;

	if (!mm)
		return -ESRCH;
	known = sx_mm_space(mm, ret->id);
	mmput(mm);
	return known ? 0 : -EOPNOTSUPP;
}

int sx_session_base(struct sx_session *s, const struct sx_base *args)
{
	u32 state = sx_session_state(s);
	struct sx_space space;
	int err;

	if (state == SX_STATE_OPEN || state == SX_STATE_STOPPED)
		return -EBUSY;
	if (args->module >= s->prog.modules_nr)
		return -EINVAL;
	err = space_of_pid(args->pid, &space);
	if (!err && (args->start_code || args->start_stack) &&
	    (args->start_code != space.id[0] ||
	     args->start_stack != space.id[1]))
		err = -ESTALE;
	if (!err)
		sx_base_set(&s->bases[args->module], &space, args->base);
	return err;
}

static int module_found(struct follow_watch *w, struct mm_struct *mm, u64 addr)
{
	struct base_watch *bw = container_of(w, struct base_watch, watch);
	struct sx_space space;

	if (sx_mm_space(mm, space.id))
		sx_bases_put(bw->cache, bw->module, &space, addr - bw->addr);
	return 0;
}

static int make_cache(struct sx_session *s)
{
	u32 i;

	if (s->base_cache)
		return 0;
	s->base_cache = sx_alloc(sizeof(*s->base_cache));
	if (!s->base_cache)
		return -ENOMEM;
	s->memory += sizeof(*s->base_cache);
	for (i = 0; i < nr_cpu_ids; i++)
		if (s->cpus[i])
			s->cpus[i]->vm->base_cache = s->base_cache;
	return 0;
}

static int watch_module(struct sx_session *s, struct base_watch *bw,
			const struct sx_module_file *args)
{
	int err = follow_watch_init(&bw->watch, s, args->fd, args->offset,
				    args->pid);

	if (err)
		return err;
	err = follow_watch_start(&bw->watch,
				 args->flags & SX_FILE_LOOK ? args->pid : 0);
	if (err) {
		follow_watch_deinit(&bw->watch);
		return err;
	}
	bw->next = s->base_watches;
	s->base_watches = bw;
	return 0;
}

int sx_session_module(struct sx_session *s, const struct sx_module_file *args)
{
	struct base_watch *bw;
	u64 id[2];
	int err;

	if (sx_session_state(s) != SX_STATE_LOADED)
		return -EBUSY;
	if (args->module >= s->prog.modules_nr || args->flags & ~SX_FILE_LOOK)
		return -EINVAL;
	if (!follow_available() || !sx_mm_space(task_mm(current), id))
		return -EOPNOTSUPP;
	err = make_cache(s);
	if (err)
		return err;
	bw = sx_arena_alloc(&s->arena, sizeof(*bw));
	if (!bw)
		return -ENOMEM;
	bw->cache = s->base_cache;
	bw->module = args->module;
	bw->addr = args->addr;
	bw->watch.found = module_found;
	return watch_module(s, bw, args);
}

void sx_session_forget_modules(struct sx_session *s)
{
	struct base_watch *bw;

	for (bw = s->base_watches; bw; bw = bw->next) {
		follow_watch_stop(&bw->watch);
		follow_watch_deinit(&bw->watch);
	}
	s->base_watches = NULL;
}
