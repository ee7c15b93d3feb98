// SPDX-License-Identifier: GPL-2.0
/* What is read of statistics: aggregates, buckets. */
#include "codegen/gen.h"

emit_reg gen_agg(struct gen *g, struct expr *e, emit_reg want)
{
	struct expr *stat = e->args[0];
	struct emit_mark mark = emit_mark(&g->em);
	struct gen_group keys = gen_args(g, stat->args, stat->nargs, false);
	s32 imm = (s32)((u32)e->agg << 24 | stat->sym->index);
	emit_reg reg;

	emit_release(&g->em, mark);
	reg = gen_dest(g, false, want);
	g->em.span = e->at;
	gen_lock(g, stat->sym, SX_LOCK_WRITE);
	if (stat->kind == EX_INDEX)
		emit_op(&g->em, SX_OP_MAGG, keys.ints, keys.strs, reg, imm);
	else
		emit_op(&g->em, SX_OP_STAGG, reg, 0, 0, imm);
	return reg;
}

/* The number of the bucket becomes the number of its samples. */
static void element_bucket(struct gen *g, const struct expr *stat,
			   struct gen_group keys, emit_reg reg)
{
	emit_op(&g->em, SX_OP_MBKT, keys.ints, keys.strs, reg,
		(s32)stat->sym->index);
}

emit_reg gen_bucket(struct gen *g, struct expr *e, emit_reg want)
{
	struct expr *stat = e->args[0]->args[0];
	struct expr *index = e->args[1];
	struct emit_mark mark = emit_mark(&g->em);
	struct gen_group keys =
		gen_args(g, stat->args, stat->nargs, index->writes);
	emit_reg number = stat->nargs ? gen_copy(g, index)
				      : gen_expr(g, index, EMIT_NONE);

	g->em.span = e->at;
	gen_lock(g, stat->sym, SX_LOCK_WRITE);
	if (stat->nargs) {
		element_bucket(g, stat, keys, number);
		emit_release(&g->em, mark);
		return gen_move(g, number, gen_dest(g, false, want));
	}
	emit_release(&g->em, mark);
	want = gen_dest(g, false, want);
	emit_op(&g->em, SX_OP_STBKT, want, number, 0, (s32)stat->sym->index);
	return want;
}
