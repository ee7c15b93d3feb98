// SPDX-License-Identifier: GPL-2.0
/* A session's life, from open() to close(). */
#include "session/session.h"

#include <stapx/opcodes.h>

#include "kabi/cpu.h"
#include "kabi/sync.h"
#include "kabi/task.h"
#include "kabi/uaccess.h"
#include "session/budget.h"
#include "probe/counter.h"
#include "probe/engine.h"
#include "mem.h"

struct sx_session *sx_session_create(void)
{
	struct sx_session *s = sx_alloc(sizeof(*s));

	if (!s)
		return NULL;
	s->status = sx_alloc_user(SX_PAGE_SIZE);
	if (!s->status) {
		sx_free(s);
		return NULL;
	}
	sx_mutex_init(&s->lock);
	s->owner = task_tgid(current);
	return s;
}

/* Only OPEN, LOADED and RUNNING change to EXITING; later states stay. */
void sx_session_exit(struct sx_session *s)
{
	u32 *state = &s->status->state;
	u32 old = READ_ONCE(*state);

	while (old < SX_STATE_EXITING &&
	       !__atomic_compare_exchange_n(state, &old, SX_STATE_EXITING,
					    false, __ATOMIC_RELEASE,
					    __ATOMIC_RELAXED))
		;
}

static bool probe_is_empty(const struct sx_program *p, u32 probe)
{
	const struct sx_func *f = &p->funcs[p->probes[probe].func];

	return p->code[f->entry].op == SX_OP_RET && !f->lock_nr;
}

void **sx_session_ftrace(struct sx_session *session)
{
	return &session->ftrace;
}

void **sx_session_processes(struct sx_session *session)
{
	return &session->processes;
}

/* A string of user space for the life of the session; an empty one is NULL. */
static int copy_text(struct sx_session *s, u64 user, u32 len,
		     const struct sx_str **ret)
{
	struct sx_str *str;

	if (!len)
		return user ? -EINVAL : 0;
	if (len > SX_MAX_POINT_TEXT)
		return -E2BIG;
	str = sx_arena_alloc(&s->arena, sizeof(*str) + len + 1);
	if (!str)
		return -ENOMEM;
	if (sx_copy_from_user(str->data, user, len))
		return -EFAULT;
	str->len = sx_strlen(str->data); /* no NUL inside */
	*ret = str;
	return 0;
}

static int fill_point(struct sx_session *s, struct sx_point *pt,
		      const struct sx_attach *args)
{
	int err;

	pt->session = s;
	pt->probe = args->probe;
	pt->decl = &s->prog.probes[args->probe];
	pt->empty = probe_is_empty(&s->prog, args->probe);
	err = copy_text(s, args->name, args->name_len, &pt->name);
	return err ? err : copy_text(s, args->text, args->text_len, &pt->text);
}

int sx_session_attach(struct sx_session *s, struct sx_attach *args)
{
	const struct sx_engine *engine = sx_engine_find(args->kind);
	bool same = args->flags & SX_ATTACH_SAME_POINT;
	struct sx_point *pt;
	int err;

	if (sx_session_state(s) != SX_STATE_LOADED)
		return -EBUSY;
	if (!engine || args->flags & ~SX_ATTACH_SAME_POINT ||
	    args->probe >= s->prog.probes_nr ||
	    (same && (!s->points || s->points->probe != args->probe)))
		return -EINVAL;
	if (!engine->available())
		return -EOPNOTSUPP;
	if (s->places_nr == SX_MAX_POINTS)
		return -ENOSPC;
	pt = sx_arena_alloc(&s->arena, engine->point_size);
	if (!pt)
		return -ENOMEM;
	pt->engine = engine;
	pt->index = same ? s->points->index : s->points_nr;
	err = fill_point(s, pt, args);
	if (!err)
		err = engine->attach(pt, args);
	if (err)
		return err; /* the memory goes with the session */
	pt->next = s->points;
	s->points = pt;
	args->point = pt->index;
	s->points_nr = pt->index + 1;
	s->places_nr++;
	return 0;
}

int sx_session_counter(struct sx_session *s, const struct sx_counter *args)
{
	if (sx_session_state(s) != SX_STATE_LOADED)
		return -EBUSY;
	return args->pad ? -EINVAL
			 : counter_add(&s->counters, args->pid, args->addr);
}

static int alloc_stats(struct sx_session *s)
{
	u64 len = (u64)s->points_nr * sizeof(struct sx_point_stats);
	u32 i;

	for (i = 0; i < nr_cpu_ids; i++) {
		struct sx_cpu *c = s->cpus[i];

		if (!c || !len)
			continue;
		c->stats = sx_alloc(len);
		if (!c->stats || (s->set.overhead && sx_budget_init(s, c)))
			return -ENOMEM;
		s->memory += len;
	}
	return 0;
}

static bool uses(const struct sx_session *s, const struct sx_engine *engine)
{
	const struct sx_point *pt;

	for (pt = s->points; pt; pt = pt->next)
		if (pt->engine == engine)
			return true;
	return false;
}

static void drain_all(const struct sx_session *s)
{
	u32 kind;

	for (kind = 0; kind < SX_ATTACH_KIND_NR; kind++) {
		const struct sx_engine *engine = sx_engine_find(kind);

		if (engine->drain && uses(s, engine))
			engine->drain();
	}
}

/* After it no handler runs, on any CPU, and none will. */
static void disarm_all(struct sx_session *s)
{
	struct sx_point *pt;

	if (s->disarmed)
		return;
	s->disarmed = true;
	counters_lower(s->counters);
	for (pt = s->points; pt; pt = pt->next)
		pt->engine->disarm(pt);
	drain_all(s);
	sx_synchronize();
}

static int arm_all(struct sx_session *s)
{
	struct sx_point *pt;
	int err;

	for (pt = s->points; pt; pt = pt->next) {
		err = pt->engine->arm(pt);
		if (err)
			return err;
		pt->armed = true;
	}
	return counters_raise(s->counters);
}

int sx_session_start(struct sx_session *s)
{
	u32 loaded = SX_STATE_LOADED;
	int err;

	if (sx_session_state(s) != SX_STATE_LOADED)
		return -EBUSY;
	err = alloc_stats(s);
	if (err)
		return err;
	s->started = true;
	sx_run_handlers(s, SX_PROBE_BEGIN);
	if (!__atomic_compare_exchange_n(&s->status->state, &loaded,
					 SX_STATE_RUNNING, false,
					 __ATOMIC_RELEASE, __ATOMIC_RELAXED))
		return 0; /* exit() in a begin handler */
	err = arm_all(s);
	if (err) {
		sx_session_exit(s);
		disarm_all(s);
	}
	return err;
}

/* Too many errors: the error handlers run in place of the end handlers. */
static u32 end_kind(const struct sx_session *s)
{
	return READ_ONCE(s->status->error_nr) > s->set.maxerrors
		       ? SX_PROBE_ERROR
		       : SX_PROBE_END;
}

int sx_session_stop(struct sx_session *s)
{
	u32 state = sx_session_state(s);

	if (state != SX_STATE_RUNNING && state != SX_STATE_EXITING)
		return -EINVAL;
	sx_session_exit(s);
	disarm_all(s);
	if (s->started)
		sx_run_handlers(s, end_kind(s));
	smp_store_release(&s->status->state, SX_STATE_STOPPED);
	return 0;
}

static void free_cpus(struct sx_session *s)
{
	u32 i;

	for (i = 0; s->cpus && i < nr_cpu_ids; i++) {
		struct sx_cpu *c = s->cpus[i];

		if (!c)
			continue;
		sx_free(c->ring.shm);
		sx_free(c->stats);
		sx_free(c->costs);
		sx_free(c->vm);
		sx_free(c);
	}
	sx_free(s->cpus);
}

void sx_session_destroy(struct sx_session *s)
{
	struct sx_point *pt;

	/* A hit after this line runs no handler; after disarm there is none. */
	sx_session_exit(s);
	disarm_all(s);
	for (pt = s->points; pt; pt = pt->next)
		pt->engine->release(pt);
	sx_session_forget_modules(s);
	counters_free(s->counters);
	free_cpus(s);
	sx_free(s->globals);
	sx_free(s->base_cache);
	sx_free(s->bases);
	sx_free(s->image);
	sx_arena_free(&s->arena);
	sx_free(s->status);
	sx_free(s);
}
