// SPDX-License-Identifier: GPL-2.0
/* What call frame information says, as rules of unwind rows. */
#include "dwarf/unwind_rules.h"

#include <dwarf.h>
#include <stdint.h>
#include <string.h>

#include "unwind_step.h"

#define EXPR_MAX 512 /* bytes; the longest of hand-written code have 60 */

void unwind_rules_init(struct unwind_rules *r, struct index_writer *w,
		       struct arena *arena)
{
	r->w = w;
	r->rules = keymap_create(arena);
	r->saves = keymap_create(arena);
	r->exprs = keymap_create(arena);
	vec_init(&r->save_first, arena, sizeof(u32));
	vec_init(&r->expr_off, arena, sizeof(u32));
}

static bool fits(s64 off)
{
	return off >= INT32_MIN && off <= INT32_MAX;
}

/* False: what lib/unwind_expr.c does not know. */
static bool add_expr(struct unwind_rules *r, const struct cfi_bytes *e,
		     s32 *ret_off)
{
	const u8 *bytes = e->section->data + e->at;
	u64 len = e->end - e->at;
	u32 number;
	u8 *to;

	if (len > EXPR_MAX || !sx_unwind_expr_known(bytes, (u32)len))
		return false;
	if (!keymap_find(r->exprs, bytes, len, &number)) {
		struct vec *exprs = &r->w->section[INDEX_UNWIND_EXPRS];

		*(u32 *)vec_push(&r->expr_off) = exprs->nr;
		to = vec_push_many(exprs, (u32)len + 2);
		to[0] = (u8)len;
		to[1] = (u8)(len >> 8);
		memcpy(to + 2, bytes, len);
	}
	*ret_off = (s32) * (u32 *)vec_at(&r->expr_off, number);
	return true;
}

/* `register + offset` at the start of an expression; the rest stays in it. */
static bool take_breg(struct cfi_bytes *e, u8 *ret_reg, s64 *ret_off)
{
	u8 op = (u8)cfi_fixed(e, 1);

	if (e->bad || op < DW_OP_breg0 || op > DW_OP_breg16)
		return false;
	*ret_reg = op - DW_OP_breg0;
	*ret_off = cfi_sleb(e);
	return !e->bad && fits(*ret_off);
}

static bool take_op(struct cfi_bytes *e, u8 op)
{
	return cfi_fixed(e, 1) == op;
}

/*
 * What linkers say about procedure linkage tables: rsp + 8, and 8 more behind
 * the push, which ends at byte lit9 to lit11 of an entry.
 */
static bool is_plt(struct cfi_bytes e, struct sx_unwind_rule *rule)
{
	u8 rsp, rip, from;
	s64 off, zero;

	if (!take_breg(&e, &rsp, &off) || rsp != SX_UNWIND_RSP ||
	    !take_breg(&e, &rip, &zero) || rip != SX_UNWIND_RIP || zero ||
	    !take_op(&e, DW_OP_lit15) || !take_op(&e, DW_OP_and))
		return false;
	from = (u8)cfi_fixed(&e, 1);
	if (from < DW_OP_lit0 || from > DW_OP_lit15 || !take_op(&e, DW_OP_ge) ||
	    !take_op(&e, DW_OP_lit3) || !take_op(&e, DW_OP_shl) ||
	    !take_op(&e, DW_OP_plus) || e.bad || e.at != e.end)
		return false;
	rule->cfa = SX_CFA_PLT;
	rule->reg = from - DW_OP_lit0;
	rule->off = (s32)off;
	return true;
}

/* reg + off, or what is in memory there. */
static bool is_simple_cfa(struct cfi_bytes e, struct sx_unwind_rule *rule)
{
	bool memory;
	s64 off;
	u8 reg;

	if (!take_breg(&e, &reg, &off))
		return false;
	memory = e.at != e.end;
	if (memory && (!take_op(&e, DW_OP_deref) || e.at != e.end))
		return false;
	rule->cfa = memory ? SX_CFA_MEM : SX_CFA_REG;
	rule->reg = reg;
	rule->off = (s32)off;
	return true;
}

static void set_cfa(struct unwind_rules *r, const struct cfi_rule *cfa,
		    struct sx_unwind_rule *rule)
{
	rule->cfa = SX_CFA_UNKNOWN;
	if (!cfa->set)
		return;
	if (cfa->how == SX_CFA_REG && fits(cfa->off)) {
		rule->cfa = SX_CFA_REG;
		rule->reg = cfa->reg;
		rule->off = (s32)cfa->off;
	} else if (cfa->how == SX_CFA_EXPR && !is_plt(cfa->expr, rule) &&
		   !is_simple_cfa(cfa->expr, rule) &&
		   add_expr(r, &cfa->expr, &rule->off)) {
		rule->cfa = SX_CFA_EXPR;
	}
}

static struct sx_unwind_save save_expr(struct unwind_rules *r, u8 reg,
				       const struct cfi_rule *c)
{
	struct sx_unwind_save s = { .reg = reg, .how = c->how };
	struct cfi_bytes e = c->expr;
	s64 off;

	if (take_breg(&e, &s.base, &off) && e.at == e.end) {
		s.how = c->how == SX_SAVE_AT_EXPR ? SX_SAVE_AT_REG
						  : SX_SAVE_IS_REG;
		s.off = (s32)off;
		return s;
	}
	s.base = 0;
	if (!add_expr(r, &c->expr, &s.off))
		s.how = SX_SAVE_UNKNOWN;
	return s;
}

static struct sx_unwind_save save_of(struct unwind_rules *r, u8 reg,
				     const struct cfi_rule *c)
{
	struct sx_unwind_save s = { .reg = reg, .how = c->how };

	switch (c->how) {
	case SX_SAVE_UNKNOWN:
	case SX_SAVE_SAME:
		return s;
	case SX_SAVE_AT_EXPR:
	case SX_SAVE_IS_EXPR:
		return save_expr(r, reg, c);
	}
	if (!fits(c->off)) {
		s.how = SX_SAVE_UNKNOWN;
		return s;
	}
	s.base = c->reg;
	s.off = (s32)c->off;
	return s;
}

static bool is_preserved(u8 reg)
{
	return reg == SX_UNWIND_RBX || reg == SX_UNWIND_RBP ||
	       (reg >= SX_UNWIND_R12 && reg < SX_UNWIND_RIP);
}

/* Whether a walk does the same without being told. */
static bool is_default(const struct sx_unwind_save *s)
{
	if (s->reg == SX_UNWIND_RIP)
		return s->how == SX_SAVE_AT_CFA && s->off == -8;
	if (s->reg == SX_UNWIND_RSP)
		return s->how == SX_SAVE_IS_CFA && !s->off;
	return s->how ==
	       (is_preserved(s->reg) ? SX_SAVE_SAME : SX_SAVE_UNKNOWN);
}

static void set_saves(struct unwind_rules *r, const struct cfi_state *state,
		      struct sx_unwind_rule *rule)
{
	struct sx_unwind_save list[SX_UNWIND_REGS];
	u32 number, nr = 0;
	u8 i;

	for (i = 0; i < SX_UNWIND_REGS; i++) {
		if (!state->reg[i].set)
			continue;
		list[nr] = save_of(r, i, &state->reg[i]);
		if (!is_default(&list[nr]))
			nr++;
	}
	if (!nr)
		return;
	if (!keymap_find(r->saves, list, nr * sizeof(*list), &number)) {
		*(u32 *)vec_push(&r->save_first) =
			index_writer_nr(r->w, INDEX_UNWIND_SAVES);
		memcpy(vec_push_many(&r->w->section[INDEX_UNWIND_SAVES], nr),
		       list, nr * sizeof(*list));
	}
	rule->save_first = *(u32 *)vec_at(&r->save_first, number);
	rule->save_nr = (u8)nr;
}

/* DW_CFA_undefined of the return address: what nobody has called. */
static bool is_top(const struct cfi_rule *rip)
{
	return rip->set && rip->how == SX_SAVE_UNKNOWN && !rip->off;
}

u32 unwind_rules_add(struct unwind_rules *r, const struct cfi_state *state)
{
	struct sx_unwind_rule rule = { .flags = 0 };
	u32 row;

	if (is_top(&state->reg[SX_UNWIND_RIP]))
		rule.flags |= SX_UNWIND_TOP;
	if (state->signal)
		rule.flags |= SX_UNWIND_SIGNAL;
	set_cfa(r, &state->cfa, &rule);
	set_saves(r, state, &rule);
	if (!keymap_find(r->rules, &rule, sizeof(rule), &row))
		*(struct sx_unwind_rule *)index_writer_row(
			r->w, INDEX_UNWIND_RULES) = rule;
	return row;
}
