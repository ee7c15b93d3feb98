// SPDX-License-Identifier: GPL-2.0
/* Regular expressions: one row each, whatever uses them. */
#include "codegen/gen.h"

static u32 regex_index(struct gen *g, const struct expr *e)
{
	u32 index =
		build_regex(&g->img, e->pattern->block, e->pattern->block_len);

	if (index >= SX_MAX_REGEXES)
		diag_error(g->diag, E_LIMIT, e->pattern->span,
			   "the script has more than %u different regular "
			   "expressions",
			   SX_MAX_REGEXES);
	return index;
}

emit_reg gen_match(struct gen *g, struct expr *e, emit_reg want)
{
	struct emit_mark mark = emit_mark(&g->em);
	emit_reg subject = gen_expr(g, e->args[0], EMIT_NONE);
	emit_reg reg;

	emit_release(&g->em, mark);
	reg = gen_dest(g, false, want);
	g->em.span = e->at;
	emit_op(&g->em, SX_OP_SRE, reg, subject, 0, (s32)regex_index(g, e));
	return reg;
}

emit_reg gen_regex(struct gen *g, struct expr *e, emit_reg want)
{
	emit_reg reg = gen_match(g, e, want);

	if (e->op == TOK_NOT_MATCH)
		emit_op(&g->em, SX_OP_LNOT, reg, reg, 0, 0);
	return reg;
}
