// SPDX-License-Identifier: GPL-2.0
/* `in` and `delete`, with `*` for keys that may be anything. */
#include "codegen/gen.h"

bool gen_has_any(const struct expr *e)
{
	u32 i;

	for (i = 0; i < e->nargs; i++)
		if (e->args[i]->kind == EX_ANY)
			return true;
	return false;
}

struct gen_group gen_slice(struct gen *g, struct expr *const *keys, u32 nr,
			   u16 *ret_mask)
{
	struct expr *given[SX_MAX_KEYS];
	u32 given_nr = 0;
	u32 i;

	*ret_mask = 0;
	for (i = 0; i < nr; i++) {
		if (keys[i]->kind == EX_ANY)
			continue;
		given[given_nr++] = keys[i];
		*ret_mask |= (u16)(1u << i);
	}
	return gen_args(g, given, given_nr, false);
}

/* The row of an array with `*`, and the keys that are given. */
static s32 slice_iter(struct gen *g, struct expr *e, struct gen_group *ret)
{
	struct sx_iter row = {
		.global = (u16)e->sym->index,
		.flags = SX_ITER_NO_ROWS,
	};

	*ret = gen_slice(g, e->args, e->nargs, &row.slice);
	return gen_iter(g, &row, e->span);
}

emit_reg gen_in(struct gen *g, struct expr *e, emit_reg want)
{
	bool stat = types_of(e->sym->type) == TYPE_STAT;
	bool slice = gen_has_any(e);
	struct emit_mark mark = emit_mark(&g->em);
	s32 imm = (s32)e->sym->index;
	struct gen_group keys;
	emit_reg reg;

	if (slice)
		imm = slice_iter(g, e, &keys);
	else
		keys = gen_args(g, e->args, e->nargs, false);
	emit_release(&g->em, mark);
	reg = gen_dest(g, false, want);
	g->em.span = e->at;
	gen_lock(g, e->sym, stat || slice ? SX_LOCK_WRITE : SX_LOCK_READ);
	emit_op(&g->em, slice ? SX_OP_MHASS : SX_OP_MHAS, keys.ints, keys.strs,
		reg, imm);
	return reg;
}

void gen_delete_slice(struct gen *g, struct expr *e)
{
	struct gen_group keys;
	s32 iter = slice_iter(g, e, &keys);

	g->em.span = e->at;
	gen_lock(g, e->sym, SX_LOCK_WRITE);
	emit_op(&g->em, SX_OP_MDELS, keys.ints, keys.strs, 0, iter);
}
