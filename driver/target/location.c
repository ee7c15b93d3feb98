// SPDX-License-Identifier: GPL-2.0
/*
 * Location programs (index/expr.def), run with expressions in place of
 * numbers. What a program may say and a script cannot is an error, never
 * another value.
 */
#include <string.h>

#include <stapx/unwind.h>

#include "index/expr.h"
#include "target/frame.h"
#include "target/node.h"

#define STACK_MAX  32
#define OPS_MAX	   200 /* bounds the tree */
#define PIECES_MAX 64
#define REGS_NR	   17 /* with rip */

struct program {
	struct lowering *lo;
	const struct lower_module *mod;
	const u8 *at;
	const u8 *end;
	struct expr *stack[STACK_MAX];
	u32 nr;
	struct object_piece now; /* of the location that is being said */
	bool said; /* by something else than the stack */
	struct object_piece pieces[PIECES_MAX];
	u32 pieces_nr;
	u64 bit_at;
	bool everywhere; /* the compiler took no care of prologues */
	bool is_param;
};

static bool damaged(struct program *p)
{
	refuse(p->lo,
	       "the index of %s is damaged: make it again with: stapx index %s",
	       p->mod->path, p->mod->path);
	return false;
}

static bool read_uleb(struct program *p, u64 *ret)
{
	u32 shift = 0;

	*ret = 0;
	while (p->at < p->end && shift < 64) {
		*ret |= (u64)(*p->at & 0x7f) << shift;
		shift += 7;
		if (!(*p->at++ & 0x80))
			return true;
	}
	return damaged(p);
}

static bool read_sleb(struct program *p, s64 *ret)
{
	u64 value = 0;
	u32 shift = 0;
	u8 byte;

	while (p->at < p->end && shift < 64) {
		byte = *p->at++;
		value |= (u64)(byte & 0x7f) << shift;
		shift += 7;
		if (byte & 0x80)
			continue;
		if (shift < 64 && byte & 0x40)
			value |= ~0ull << shift;
		*ret = (s64)value;
		return true;
	}
	return damaged(p);
}

static bool push(struct program *p, struct expr *e)
{
	if (!e)
		return false;
	if (p->nr == STACK_MAX)
		return damaged(p);
	p->stack[p->nr++] = e;
	return true;
}

static struct expr *copy(struct program *p, u64 from_top)
{
	return ast_copy_expr(p->lo->script, p->stack[p->nr - 1 - from_top]);
}

static struct expr *read_reg(struct program *p, u64 reg)
{
	if (reg >= REGS_NR)
		return refuse(
			p->lo,
			"%s is in a register for floating-point numbers, which a probe does not see",
			refuse_what(p->lo));
	return node_reg(p->lo, (u32)reg);
}

/*
 * CFA + off. A parameter that is said to be in the frame everywhere gets
 * there in the prologue.
 */
static struct expr *in_frame(struct program *p, s64 off)
{
	struct expr *e;

	if (p->everywhere && p->is_param && off < 0 && frame_is_prologue(p->lo))
		return refuse(p->lo,
			      "%s is put into the frame by the first "
			      "instructions of %s(), which the probe stands "
			      "in front of",
			      refuse_what(p->lo), p->lo->spot->name);
	e = frame_cfa(p->lo);
	return e ? node_add(p->lo, e, off) : NULL;
}

/*
 * Where a location holds everywhere, registers that frames are addressed by
 * are meant as they are behind the prologue.
 */
static struct expr *by_reg(struct program *p, u64 reg, s64 off)
{
	bool frame = p->everywhere &&
		     (reg == SX_UNWIND_RSP || reg == SX_UNWIND_RBP);
	struct expr *e;
	s64 to_cfa;

	if (frame && frame_register(p->lo, (u32)reg, &to_cfa))
		return in_frame(p, to_cfa + off);
	if (frame && frame_is_prologue(p->lo))
		return refuse(p->lo,
			      "%s is in the frame of %s(), which is not made "
			      "yet where the probe stands",
			      refuse_what(p->lo), p->lo->spot->name);
	e = read_reg(p, reg);
	return e ? node_add(p->lo, e, off) : NULL;
}

static struct expr *entry_reg(struct program *p, u64 reg)
{
	if (!frame_is_entry(p->lo))
		return refuse(
			p->lo,
			"only the value at the function's entry is known of %s: probe it there",
			refuse_what(p->lo));
	return read_reg(p, reg);
}

/* Operations that push. */
static bool do_push(struct program *p, enum index_expr op)
{
	u64 u = 0;
	s64 s = 0;

	if (op != INDEX_EXPR_CONST && op != INDEX_EXPR_CFA && !read_uleb(p, &u))
		return false;
	if ((op == INDEX_EXPR_CONST || op == INDEX_EXPR_CFA ||
	     op == INDEX_EXPR_BREG) &&
	    !read_sleb(p, &s))
		return false;
	switch (op) {
	case INDEX_EXPR_ADDR:
		return u < INDEX_NONE
			       ? push(p, address_of(p->lo, p->mod, (u32)u))
			       : damaged(p);
	case INDEX_EXPR_CONST:
		return push(p, node_num(p->lo, s));
	case INDEX_EXPR_BREG:
		return push(p, by_reg(p, u, s));
	case INDEX_EXPR_CFA:
		return push(p, in_frame(p, s));
	case INDEX_EXPR_TLS:
		return push(p, address_tls(p->lo, p->mod, (u32)u));
	case INDEX_EXPR_ENTRY:
		return push(p, entry_reg(p, u));
	case INDEX_EXPR_PICK:
		return u < p->nr ? push(p, copy(p, u)) : damaged(p);
	default:
		return damaged(p);
	}
}

/* Those that mean in a script what they mean here. */
static enum tok operator_of(enum index_expr op)
{
	switch (op) {
	case INDEX_EXPR_ADD:
		return TOK_ADD;
	case INDEX_EXPR_SUB:
		return TOK_SUB;
	case INDEX_EXPR_MUL:
		return TOK_MUL;
	case INDEX_EXPR_DIV:
		return TOK_DIV;
	case INDEX_EXPR_AND:
		return TOK_AND;
	case INDEX_EXPR_OR:
		return TOK_OR;
	case INDEX_EXPR_XOR:
		return TOK_XOR;
	case INDEX_EXPR_SHL:
		return TOK_SHL;
	case INDEX_EXPR_SHR:
		return TOK_SHRU;
	case INDEX_EXPR_SHRA:
		return TOK_SHR;
	case INDEX_EXPR_EQ:
		return TOK_EQ;
	case INDEX_EXPR_NE:
		return TOK_NE;
	case INDEX_EXPR_LT:
		return TOK_LT;
	case INDEX_EXPR_LE:
		return TOK_LE;
	case INDEX_EXPR_GT:
		return TOK_GT;
	case INDEX_EXPR_GE:
		return TOK_GE;
	default:
		return TOK_EOF;
	}
}

static bool is_shift(enum index_expr op)
{
	return op == INDEX_EXPR_SHL || op == INDEX_EXPR_SHR ||
	       op == INDEX_EXPR_SHRA;
}

/* A script's shifts take six bits of their right side. */
static bool do_binary(struct program *p, enum index_expr op)
{
	struct expr *b = p->stack[p->nr - 1], *a = p->stack[p->nr - 2];
	enum tok tok = operator_of(op);

	if (op == INDEX_EXPR_MOD) {
		if (b->kind != EX_NUM || b->num <= 0 || b->num & (b->num - 1))
			tok = TOK_EOF;
		else
			b = node_num(p->lo, b->num - 1), tok = TOK_AND;
	}
	if (is_shift(op) && (b->kind != EX_NUM || (u64)b->num > 63))
		tok = TOK_EOF;
	if (tok == TOK_EOF) {
		refuse(p->lo,
		       "where %s is depends on a computation that a script cannot make",
		       refuse_what(p->lo));
		return false;
	}
	p->nr -= 2;
	if (tok == TOK_ADD && b->kind == EX_NUM)
		return push(p, node_add(p->lo, a, b->num));
	return push(p, node_binary(p->lo, tok, a, b));
}

static struct expr *absolute(struct program *p, struct expr *e)
{
	struct lowering *lo = p->lo;
	struct expr *minus = node_unary(lo, TOK_SUB, copy(p, 0));
	struct expr *test =
		node_binary(lo, TOK_LT, copy(p, 0), node_num(lo, 0));

	return node_choice(lo, test, minus, e);
}

static bool do_unary(struct program *p, enum index_expr op)
{
	struct expr **top = &p->stack[p->nr - 1];
	u64 u = 0;
	s64 s = 0;

	if ((op == INDEX_EXPR_DEREF || op == INDEX_EXPR_CONVERT) &&
	    !read_uleb(p, &u))
		return false;
	if ((op == INDEX_EXPR_ADDI || op == INDEX_EXPR_CONVERT) &&
	    !read_sleb(p, &s))
		return false;
	switch (op) {
	case INDEX_EXPR_DEREF:
		if (u != 1 && u != 2 && u != 4 && u != 8)
			return damaged(p);
		*top = node_read(p->lo, *top, 0, (u32)u, false, !p->mod->file);
		return true;
	case INDEX_EXPR_CONVERT:
		if (!u || u > 8)
			return damaged(p);
		*top = node_cut(p->lo, *top, (u32)u * 8, s == 1);
		return true;
	case INDEX_EXPR_ADDI:
		*top = node_add(p->lo, *top, s);
		return true;
	case INDEX_EXPR_NEG:
		*top = node_unary(p->lo, TOK_SUB, *top);
		return true;
	case INDEX_EXPR_NOT:
		*top = node_unary(p->lo, TOK_CPL, *top);
		return true;
	case INDEX_EXPR_ABS:
		*top = absolute(p, *top);
		return true;
	default:
		p->nr--; /* DROP */
		return true;
	}
}

static bool do_move(struct program *p, enum index_expr op)
{
	struct expr **top = &p->stack[p->nr - 1];
	struct expr *was = *top;

	top[0] = top[-1];
	if (op == INDEX_EXPR_SWAP) {
		top[-1] = was;
	} else {
		top[-1] = top[-2];
		top[-2] = was;
	}
	return true;
}

static bool unknown(struct program *p, u64 why)
{
	const char *what = refuse_what(p->lo);

	if (why == INDEX_UNKNOWN_CALLER)
		refuse(p->lo,
		       "%s is what the caller passed, and nothing here has it any more: probe the caller",
		       what);
	else if (why == INDEX_UNKNOWN_FLOAT)
		refuse(p->lo,
		       "%s is computed with floating-point numbers, which a probe does not see",
		       what);
	else
		refuse(p->lo,
		       "where %s is depends on a computation that a script cannot make",
		       what);
	return false;
}

/* What says where the object is other than by an address. */
static bool do_where(struct program *p, enum index_expr op)
{
	u64 u = 0;

	if (op != INDEX_EXPR_VALUE && op != INDEX_EXPR_MISSING &&
	    !read_uleb(p, &u))
		return false;
	p->said = true;
	switch (op) {
	case INDEX_EXPR_REG:
		p->now.where = OBJECT_REGISTER;
		p->now.expr = read_reg(p, u);
		return p->now.expr != NULL;
	case INDEX_EXPR_VALUE:
		p->now.where = OBJECT_VALUE;
		p->now.expr = p->stack[--p->nr];
		return true;
	case INDEX_EXPR_BYTES:
		if (u > (u64)(p->end - p->at))
			return damaged(p);
		p->now.where = OBJECT_BYTES;
		p->now.bytes = p->at;
		p->now.bytes_len = (u32)u;
		p->at += u;
		return true;
	case INDEX_EXPR_POINTER:
		p->now.where = OBJECT_POINTER;
		p->now.var = (u32)u;
		return read_sleb(p, &p->now.off);
	case INDEX_EXPR_UNKNOWN:
		return unknown(p, u);
	default:
		p->now.where = OBJECT_MISSING;
		return true;
	}
}

/* The location so far is that of a piece, or of all. */
static bool finish(struct program *p, u64 bits, u64 bit_off)
{
	if (!p->said) {
		if (!p->nr)
			return damaged(p);
		p->now.where = OBJECT_MEMORY;
		p->now.expr = p->stack[--p->nr];
	}
	if (p->pieces_nr == PIECES_MAX)
		return damaged(p);
	p->now.bit_at = p->bit_at;
	p->now.bit_size = bits;
	p->now.bit_off = bit_off;
	p->pieces[p->pieces_nr++] = p->now;
	p->bit_at += bits;
	p->now = (struct object_piece){ 0 };
	p->said = false;
	return true;
}

static bool do_piece(struct program *p)
{
	u64 bits, off;

	if (!read_uleb(p, &bits) || !read_uleb(p, &off))
		return false;
	if (!bits || bits > 1u << 30 || off > 1u << 30)
		return damaged(p);
	return finish(p, bits, off);
}

static u32 pops(enum index_expr op)
{
	static const u8 nr[INDEX_EXPR_NR] = {
#define INDEX_EXPR(name, operands, pops, pushes, text) pops,
#include "index/expr.def"
#undef INDEX_EXPR
	};

	return nr[op];
}

static bool step(struct program *p)
{
	enum index_expr op = *p->at++;

	if (op >= INDEX_EXPR_NR || p->nr < pops(op))
		return damaged(p);
	switch (op) {
	case INDEX_EXPR_ADDR:
	case INDEX_EXPR_CONST:
	case INDEX_EXPR_BREG:
	case INDEX_EXPR_CFA:
	case INDEX_EXPR_TLS:
	case INDEX_EXPR_ENTRY:
	case INDEX_EXPR_PICK:
		return do_push(p, op);
	case INDEX_EXPR_DEREF:
	case INDEX_EXPR_ADDI:
	case INDEX_EXPR_CONVERT:
	case INDEX_EXPR_NEG:
	case INDEX_EXPR_NOT:
	case INDEX_EXPR_ABS:
	case INDEX_EXPR_DROP:
		return do_unary(p, op);
	case INDEX_EXPR_SWAP:
	case INDEX_EXPR_ROT:
		return do_move(p, op);
	case INDEX_EXPR_REG:
	case INDEX_EXPR_VALUE:
	case INDEX_EXPR_BYTES:
	case INDEX_EXPR_POINTER:
	case INDEX_EXPR_MISSING:
	case INDEX_EXPR_UNKNOWN:
		return do_where(p, op);
	case INDEX_EXPR_PIECE:
		return do_piece(p);
	default:
		return do_binary(p, op);
	}
}

bool location_read(struct lowering *lo, const struct lower_module *mod,
		   const struct index_loc *loc, bool is_param,
		   struct object *ret)
{
	const u8 *text = index_rows(mod->ix, INDEX_EXPRS, loc->expr, loc->len);
	struct program p = { .lo = lo,
			     .mod = mod,
			     .at = text,
			     .everywhere = loc->high == INDEX_NONE,
			     .is_param = is_param };
	u32 ops;

	if (!text)
		return damaged(&p);
	p.end = text + loc->len;
	for (ops = 0; p.at < p.end; ops++)
		if (ops == OPS_MAX ? !unknown(&p, INDEX_UNKNOWN_OTHER)
				   : !step(&p))
			return false;
	if (!p.pieces_nr && !finish(&p, 0, 0))
		return false;
	ret->pieces =
		arena_alloc(lo->arena, p.pieces_nr * sizeof(*ret->pieces));
	memcpy(ret->pieces, p.pieces, p.pieces_nr * sizeof(*ret->pieces));
	ret->pieces_nr = p.pieces_nr;
	ret->bit_off = 0;
	ret->bit_size = 0;
	return true;
}
