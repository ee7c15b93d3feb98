// SPDX-License-Identifier: GPL-2.0
/* The instructions of one function. */
#include "codegen/emit.h"

#include <errno.h>

#include "op.h"

struct emit_insn {
	u8 op;
	emit_reg a;
	emit_reg b;
	emit_reg c;
	s32 imm; /* of jumps: the label */
	struct span span;
};

struct emit_try {
	u32 first;
	u32 len;
	u32 handler; /* label */
	emit_reg reg;
};

void emit_init(struct emit *em, struct arena *arena)
{
	*em = (struct emit){ 0 };
	vec_init(&em->insns, arena, sizeof(struct emit_insn));
	vec_init(&em->labels, arena, sizeof(u32));
	vec_init(&em->tries, arena, sizeof(struct emit_try));
}

static emit_reg take(struct emit *em, bool string, u32 nr)
{
	u32 first = em->used[string];

	em->used[string] += nr;
	if (em->used[string] > em->most[string])
		em->most[string] = em->used[string];
	/* Beyond any frame; emit_finish() reports it. */
	if (first > SX_MAX_FRAME)
		first = SX_MAX_FRAME;
	return (emit_reg)(first | (string ? EMIT_STR : 0));
}

emit_reg emit_var(struct emit *em, bool string)
{
	em->vars[string]++;
	return take(em, string, 1);
}

emit_reg emit_temp(struct emit *em, bool string, u32 nr)
{
	return take(em, string, nr);
}

struct emit_mark emit_mark(const struct emit *em)
{
	return (struct emit_mark){ { em->used[0], em->used[1] } };
}

void emit_release(struct emit *em, struct emit_mark mark)
{
	em->used[0] = mark.used[0];
	em->used[1] = mark.used[1];
}

static bool ends_flow(u8 op)
{
	return op == SX_OP_RET || op == SX_OP_RETI || op == SX_OP_RETS ||
	       op == SX_OP_JMP;
}

void emit_op(struct emit *em, enum sx_op op, emit_reg a, emit_reg b, emit_reg c,
	     s32 imm)
{
	struct emit_insn *insn;

	if (em->dead)
		return;
	insn = vec_push(&em->insns);
	*insn = (struct emit_insn){
		.op = (u8)op,
		.a = a,
		.b = b,
		.c = c,
		.imm = imm,
		.span = em->span,
	};
	em->dead = ends_flow(insn->op);
}

u32 emit_label(struct emit *em)
{
	vec_push(&em->labels);
	return em->labels.nr - 1;
}

void emit_place(struct emit *em, u32 label)
{
	*(u32 *)vec_at(&em->labels, label) = em->insns.nr;
	em->dead = false;
}

void emit_jump(struct emit *em, enum sx_op op, emit_reg a, emit_reg b,
	       u32 label)
{
	emit_op(em, op, a, b, 0, (s32)label);
}

u32 emit_here(const struct emit *em)
{
	return em->insns.nr;
}

void emit_try(struct emit *em, u32 first, u32 handler, emit_reg reg)
{
	struct emit_try *row;

	if (em->insns.nr == first)
		return;
	row = vec_push(&em->tries);
	*row = (struct emit_try){
		.first = first,
		.len = em->insns.nr - first,
		.handler = handler,
		.reg = reg,
	};
}

/* The final number of a register. */
static u8 number(const struct emit *em, emit_reg reg)
{
	if (reg & EMIT_STR)
		return (u8)(em->most[0] + (reg & ~EMIT_STR));
	return (u8)reg;
}

static void put_insn(const struct emit *em, struct build *img, u32 i)
{
	const struct emit_insn *insn = vec_at(&em->insns, i);
	struct sx_insn *out = build_row(img, SX_SEC_CODE);

	out->op = insn->op;
	out->a = number(em, insn->a);
	out->b = number(em, insn->b);
	out->c = number(em, insn->c);
	out->imm = insn->imm;
	if (sx_op_infos[insn->op].imm == SX_KIND_JMP) {
		const u32 *target = vec_at(&em->labels, (u32)insn->imm);

		out->imm = (s32)*target - (s32)i - 1;
	}
}

/* A row where the place differs from the instruction before. */
static void put_span(const struct emit *em, struct build *img,
		     const struct diag *diag, struct intern *intern, u32 i)
{
	const struct emit_insn *insn = vec_at(&em->insns, i);
	const struct emit_insn *before = i ? insn - 1 : NULL;
	u32 pc = build_rows(img, SX_SEC_CODE) - 1;
	struct diag_place place;
	struct sx_span *row;
	u32 file;

	if (before && before->span.src == insn->span.src &&
	    before->span.off == insn->span.off)
		return;
	place = diag_place(diag, insn->span);
	file = build_str(img, intern_str(intern, place.file));
	row = build_row(img, SX_SEC_SPANS);
	*row = (struct sx_span){
		.pc = pc,
		.file = file,
		.line = place.line,
		.column = place.column,
	};
}

static void put_try(const struct emit *em, struct build *img, u32 entry, u32 i)
{
	const struct emit_try *try = vec_at(&em->tries, i);
	const u32 *handler = vec_at(&em->labels, try->handler);
	struct sx_try *row = build_row(img, SX_SEC_TRIES);

	*row = (struct sx_try){
		.first = entry + try->first,
		.len = try->len,
		.handler = entry + *handler,
		.reg = try->reg == EMIT_NONE ? SX_TRY_NO_REG
					     : number(em, try->reg),
	};
}

int emit_finish(struct emit *em, struct build *img, const struct diag *diag,
		struct intern *intern, struct sx_func *row)
{
	u32 i;

	emit_op(em, SX_OP_RET, 0, 0, 0, 0);
	if (em->tries.nr + build_rows(img, SX_SEC_TRIES) > SX_MAX_TRIES)
		return -EFBIG;
	if (em->most[0] + em->most[1] > SX_MAX_FRAME)
		return -E2BIG;
	row->entry = build_rows(img, SX_SEC_CODE);
	if (em->insns.nr > SX_MAX_INSNS - row->entry)
		return -EFBIG;
	row->len = em->insns.nr;
	row->nints = (u16)em->most[0];
	row->nstrs = (u16)em->most[1];
	for (i = 0; i < em->insns.nr; i++) {
		put_insn(em, img, i);
		put_span(em, img, diag, intern, i);
	}
	for (i = 0; i < em->tries.nr; i++)
		put_try(em, img, row->entry, i);
	return 0;
}
