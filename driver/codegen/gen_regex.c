// SPDX-License-Identifier: GPL-2.0
/* `=~` and `!~`, and the rows of what they compare with. */
#include "codegen/gen.h"
#include "script/regexes.h"

/* Each expression is 8-byte aligned, as its section is. */
void gen_regexes(struct gen *g)
{
	static const char zeros[8];
	struct strbuf *redata = &g->img.redata;
	u32 i;

	for (i = 0; i < g->script->regexes.nr; i++) {
		const struct regex_row *from = vec_at(&g->script->regexes, i);
		struct sx_regex *row = build_row(&g->img, SX_SEC_REGEXES);

		row->off = (u32)redata->len;
		row->len = from->len;
		strbuf_add(redata, (const char *)from->data, from->len);
		strbuf_add(redata, zeros, -redata->len & 7);
	}
}

emit_reg gen_regex(struct gen *g, struct expr *e, emit_reg want)
{
	struct emit_mark mark = emit_mark(&g->em);
	emit_reg subject = gen_expr(g, e->args[0], EMIT_NONE);

	emit_release(&g->em, mark);
	want = gen_dest(g, false, want);
	g->em.span = e->at;
	emit_op(&g->em, SX_OP_SRE, want, subject, 0, (s32)e->num);
	if (e->op == TOK_NOT_MATCH)
		emit_op(&g->em, SX_OP_LNOT, want, want, 0, 0);
	return want;
}
