// SPDX-License-Identifier: GPL-2.0
/*
 * Lock rows. A global is locked in one of two ways besides WRITE, as its kind
 * says (READ for plain ones, UPDATE for statistics), so that two sets of bits
 * a function tell everything: used at all, used alone.
 */
#include "codegen/locks.h"

#define WORDS (SX_MAX_GLOBALS / 64)

struct locks_func {
	u64 used[WORDS];
	u64 alone[WORDS];
	struct vec callees; /* u32 */
};

void locks_init(struct locks *locks, struct arena *arena)
{
	locks->arena = arena;
	vec_init(&locks->funcs, arena, sizeof(void *));
}

void locks_add_function(struct locks *locks)
{
	struct locks_func *func = arena_alloc(locks->arena, sizeof(*func));

	vec_init(&func->callees, locks->arena, sizeof(u32));
	vec_push_ptr(&locks->funcs, func);
}

void locks_use(struct locks *locks, u32 func, u32 global,
	       enum sx_lock_mode mode)
{
	struct locks_func *f = vec_ptr(&locks->funcs, func);
	u64 bit = 1ull << (global % 64);

	f->used[global / 64] |= bit;
	if (mode == SX_LOCK_WRITE)
		f->alone[global / 64] |= bit;
}

void locks_call(struct locks *locks, u32 func, u32 callee)
{
	struct locks_func *f = vec_ptr(&locks->funcs, func);

	*(u32 *)vec_push(&f->callees) = callee;
}

static bool add_callee(struct locks_func *f, const struct locks_func *callee)
{
	u64 news = 0;
	u32 i;

	for (i = 0; i < WORDS; i++) {
		news |= callee->used[i] & ~f->used[i];
		news |= callee->alone[i] & ~f->alone[i];
		f->used[i] |= callee->used[i];
		f->alone[i] |= callee->alone[i];
	}
	return news != 0;
}

/* Callees mostly have higher numbers: going down ends after few rounds. */
static bool close_once(struct locks *locks)
{
	bool changed = false;
	u32 i, j;

	for (i = locks->funcs.nr; i-- > 0;) {
		struct locks_func *f = vec_ptr(&locks->funcs, i);

		for (j = 0; j < f->callees.nr; j++) {
			u32 callee = *(u32 *)vec_at(&f->callees, j);

			changed |=
				add_callee(f, vec_ptr(&locks->funcs, callee));
		}
	}
	return changed;
}

static bool is_stat(const struct build *img, u32 global)
{
	const struct sx_global *row = vec_at(&img->sec[SX_SEC_GLOBALS], global);

	return row->kind == SX_G_STAT || row->kind == SX_G_MAP_STAT;
}

static void write_rows(const struct locks_func *f, struct build *img,
		       struct sx_func *row)
{
	u32 i;

	row->lock_first = build_rows(img, SX_SEC_LOCKS);
	for (i = 0; i < build_rows(img, SX_SEC_GLOBALS); i++) {
		struct sx_lock_use *use;

		if (!(f->used[i / 64] >> (i % 64) & 1))
			continue;
		use = build_row(img, SX_SEC_LOCKS);
		use->global = (u16)i;
		if (f->alone[i / 64] >> (i % 64) & 1)
			use->mode = SX_LOCK_WRITE;
		else
			use->mode = is_stat(img, i) ? SX_LOCK_UPDATE
						    : SX_LOCK_READ;
	}
	row->lock_nr = build_rows(img, SX_SEC_LOCKS) - row->lock_first;
}

void locks_finish(struct locks *locks, struct build *img)
{
	u32 i;

	while (close_once(locks))
		;
	for (i = 0; i < locks->funcs.nr; i++)
		write_rows(vec_ptr(&locks->funcs, i), img,
			   vec_at(&img->sec[SX_SEC_FUNCS], i));
}
