// SPDX-License-Identifier: GPL-2.0
/*
 * Expressions of unwind rules: DWARF 5, section 2.5, as far as hand-written
 * assembly uses it. Jumps are allowed; the number of operations is bounded.
 */
#include "mem.h"
#include "unwind_step.h"

#define STACK_MAX 16
#define STEPS_MAX 256
#define LEN_BYTES 2 /* in front of each expression */

enum {
	OP_DEREF = 0x06,
	OP_CONST1U = 0x08,
	OP_CONST1S,
	OP_CONST2U,
	OP_CONST2S,
	OP_CONST4U,
	OP_CONST4S,
	OP_CONST8U,
	OP_CONST8S,
	OP_CONSTU,
	OP_CONSTS,
	OP_DUP,
	OP_DROP,
	OP_OVER,
	OP_PICK,
	OP_SWAP,
	OP_ROT,
	OP_ABS = 0x19,
	OP_AND,
	OP_DIV,
	OP_MINUS,
	OP_MOD,
	OP_MUL,
	OP_NEG,
	OP_NOT,
	OP_OR,
	OP_PLUS,
	OP_PLUS_UCONST,
	OP_SHL,
	OP_SHR,
	OP_SHRA,
	OP_XOR,
	OP_BRA,
	OP_EQ,
	OP_GE,
	OP_GT,
	OP_LE,
	OP_LT,
	OP_NE,
	OP_SKIP,
	OP_LIT0,
	OP_BREG0 = 0x70,
	OP_BREGX = 0x92,
	OP_DEREF_SIZE = 0x94,
	OP_NOP = 0x96,
};

struct expr {
	const u8 *bytes;
	u32 len;
	u32 at;
	u32 depth;
	u64 stack[STACK_MAX];
};

/* What stands behind an operation. */
struct operands {
	u32 reg;
	s64 value;
};

/* An error makes `at` lie behind the end. */
static u64 get_fixed(struct expr *e, u32 len)
{
	u64 value = 0;

	if (e->at > e->len || len > e->len - e->at) {
		e->at = e->len + 1;
		return 0;
	}
	sx_memcpy(&value, e->bytes + e->at, len);
	e->at += len;
	return value;
}

static u64 get_leb(struct expr *e, int is_signed)
{
	u64 value = 0;
	u32 shift = 0;
	u8 byte;

	do {
		byte = (u8)get_fixed(e, 1);
		if (shift < 64)
			value |= (u64)(byte & 0x7f) << shift;
		shift += 7;
	} while (byte & 0x80 && shift < 70);
	if (is_signed && byte & 0x40 && shift < 64)
		value |= ~0ull << shift;
	return value;
}

/* Whether an operation is known; its operands are read. */
static int get_operands(struct expr *e, u8 op, struct operands *ret)
{
	if (op >= OP_LIT0 && op < OP_LIT0 + 32) {
		ret->value = op - OP_LIT0;
		return 1;
	}
	if (op >= OP_BREG0 && op < OP_BREG0 + 32) {
		ret->reg = op - OP_BREG0;
		ret->value = (s64)get_leb(e, 1);
		return ret->reg < SX_UNWIND_REGS;
	}
	switch (op) {
	case OP_CONST1U:
	case OP_PICK:
	case OP_DEREF_SIZE:
		ret->value = (s64)get_fixed(e, 1);
		return op != OP_DEREF_SIZE ||
		       (ret->value >= 1 && ret->value <= 8);
	case OP_CONST1S:
		ret->value = (s8)get_fixed(e, 1);
		return 1;
	case OP_CONST2U:
		ret->value = (s64)get_fixed(e, 2);
		return 1;
	case OP_CONST2S:
	case OP_BRA:
	case OP_SKIP:
		ret->value = (s16)get_fixed(e, 2);
		return 1;
	case OP_CONST4U:
		ret->value = (s64)get_fixed(e, 4);
		return 1;
	case OP_CONST4S:
		ret->value = (s32)get_fixed(e, 4);
		return 1;
	case OP_CONST8U:
	case OP_CONST8S:
		ret->value = (s64)get_fixed(e, 8);
		return 1;
	case OP_CONSTU:
	case OP_PLUS_UCONST:
		ret->value = (s64)get_leb(e, 0);
		return 1;
	case OP_CONSTS:
		ret->value = (s64)get_leb(e, 1);
		return 1;
	case OP_BREGX:
		ret->reg = (u32)get_leb(e, 0);
		ret->value = (s64)get_leb(e, 1);
		return ret->reg < SX_UNWIND_REGS;
	}
	return op == OP_DEREF || op == OP_NOP ||
	       (op >= OP_DUP && op <= OP_ROT) ||
	       (op >= OP_ABS && op <= OP_SKIP);
}

int sx_unwind_expr_known(const u8 *bytes, u32 len)
{
	struct expr e = { .bytes = bytes, .len = len };
	struct operands operands = { 0 };

	while (e.at < e.len)
		if (!get_operands(&e, (u8)get_fixed(&e, 1), &operands))
			return 0;
	return len && e.at == e.len;
}

static int push(struct expr *e, u64 value)
{
	if (e->depth == STACK_MAX)
		return SX_UNWIND_BAD_RULE;
	e->stack[e->depth++] = value;
	return SX_UNWIND_OK;
}

static u64 shift_signed(u64 a, u64 by)
{
	return (u64)((s64)a >> (by < 63 ? by : 63));
}

static int divide(u8 op, u64 a, u64 b, u64 *ret)
{
	if (!b)
		return SX_UNWIND_BAD_RULE;
	if (op == OP_MOD)
		*ret = a % b;
	else if ((s64)b == -1)
		*ret = 0 - a;
	else
		*ret = (u64)((s64)a / (s64)b);
	return SX_UNWIND_OK;
}

/* a is below b on the stack. */
static int two(u8 op, u64 a, u64 b, u64 *ret)
{
	switch (op) {
	case OP_AND:
		*ret = a & b;
		break;
	case OP_DIV:
	case OP_MOD:
		return divide(op, a, b, ret);
	case OP_MINUS:
		*ret = a - b;
		break;
	case OP_MUL:
		*ret = a * b;
		break;
	case OP_OR:
		*ret = a | b;
		break;
	case OP_PLUS:
		*ret = a + b;
		break;
	case OP_SHL:
		*ret = b < 64 ? a << b : 0;
		break;
	case OP_SHR:
		*ret = b < 64 ? a >> b : 0;
		break;
	case OP_SHRA:
		*ret = shift_signed(a, b);
		break;
	case OP_XOR:
		*ret = a ^ b;
		break;
	case OP_EQ:
		*ret = a == b;
		break;
	case OP_GE:
		*ret = (s64)a >= (s64)b;
		break;
	case OP_GT:
		*ret = (s64)a > (s64)b;
		break;
	case OP_LE:
		*ret = (s64)a <= (s64)b;
		break;
	case OP_LT:
		*ret = (s64)a < (s64)b;
		break;
	case OP_NE:
		*ret = a != b;
		break;
	default:
		return SX_UNWIND_BAD_RULE;
	}
	return SX_UNWIND_OK;
}

/* Operations that only move what is on the stack. */
static int shuffle(struct expr *e, u8 op, s64 operand)
{
	u64 *top = e->stack + e->depth, tmp;
	u32 from = op == OP_DUP ? 0 : op == OP_OVER ? 1 : (u32)operand;

	switch (op) {
	case OP_DROP:
		if (!e->depth)
			return SX_UNWIND_BAD_RULE;
		e->depth--;
		return SX_UNWIND_OK;
	case OP_SWAP:
		if (e->depth < 2)
			return SX_UNWIND_BAD_RULE;
		tmp = top[-1];
		top[-1] = top[-2];
		top[-2] = tmp;
		return SX_UNWIND_OK;
	case OP_ROT:
		if (e->depth < 3)
			return SX_UNWIND_BAD_RULE;
		tmp = top[-1];
		top[-1] = top[-2];
		top[-2] = top[-3];
		top[-3] = tmp;
		return SX_UNWIND_OK;
	}
	if (from >= e->depth)
		return SX_UNWIND_BAD_RULE;
	return push(e, top[-1 - (s64)from]);
}

static int jump(struct expr *e, s64 by)
{
	s64 to = (s64)e->at + by;

	if (to < 0 || to > (s64)e->len)
		return SX_UNWIND_BAD_RULE;
	e->at = (u32)to;
	return SX_UNWIND_OK;
}

/* Operations on the topmost value. */
static int one(struct expr *e, u8 op, s64 operand,
	       const struct sx_unwind_mem *mem)
{
	u64 *top = e->stack + e->depth - 1, value = 0;
	u32 len = op == OP_DEREF ? 8 : (u32)operand;

	if (!e->depth)
		return SX_UNWIND_BAD_RULE;
	switch (op) {
	case OP_DEREF:
	case OP_DEREF_SIZE:
		if (mem->read(mem->arg, *top, &value, len))
			return SX_UNWIND_FAULT;
		*top = value;
		return SX_UNWIND_OK;
	case OP_ABS:
		*top = (s64)*top < 0 ? 0 - *top : *top;
		return SX_UNWIND_OK;
	case OP_NEG:
		*top = 0 - *top;
		return SX_UNWIND_OK;
	case OP_NOT:
		*top = ~*top;
		return SX_UNWIND_OK;
	case OP_PLUS_UCONST:
		*top += (u64)operand;
		return SX_UNWIND_OK;
	}
	e->depth--; /* OP_BRA */
	return *top ? jump(e, operand) : SX_UNWIND_OK;
}

static int step(struct expr *e, const struct sx_unwind_regs *regs,
		const struct sx_unwind_mem *mem)
{
	struct operands in = { 0 };
	u8 op = (u8)get_fixed(e, 1);
	u64 value;
	int result;

	if (!get_operands(e, op, &in) || e->at > e->len)
		return SX_UNWIND_BAD_RULE;
	if ((op >= OP_BREG0 && op < OP_BREG0 + 32) || op == OP_BREGX) {
		result = sx_unwind_reg(regs, mem, in.reg, &value);
		return result ? result : push(e, value + (u64)in.value);
	}
	if ((op >= OP_LIT0 && op < OP_LIT0 + 32) ||
	    (op >= OP_CONST1U && op <= OP_CONSTS))
		return push(e, (u64)in.value);
	if (op >= OP_DUP && op <= OP_ROT)
		return shuffle(e, op, in.value);
	switch (op) {
	case OP_NOP:
		return SX_UNWIND_OK;
	case OP_SKIP:
		return jump(e, in.value);
	case OP_DEREF:
	case OP_DEREF_SIZE:
	case OP_ABS:
	case OP_NEG:
	case OP_NOT:
	case OP_PLUS_UCONST:
	case OP_BRA:
		return one(e, op, in.value, mem);
	}
	if (e->depth < 2)
		return SX_UNWIND_BAD_RULE;
	e->depth--;
	return two(op, e->stack[e->depth - 1], e->stack[e->depth],
		   &e->stack[e->depth - 1]);
}

int sx_unwind_expr(const struct sx_unwind_table *t, u32 off, int push_cfa,
		   u64 cfa, const struct sx_unwind_regs *regs,
		   const struct sx_unwind_mem *mem, u64 *ret)
{
	struct expr e = { .stack = { cfa }, .depth = !!push_cfa };
	u32 steps;
	int result = SX_UNWIND_OK;

	if (off > t->expr_len || t->expr_len - off < LEN_BYTES)
		return SX_UNWIND_BAD_RULE;
	e.bytes = t->exprs + off + LEN_BYTES;
	e.len = t->exprs[off] | (u32)t->exprs[off + 1] << 8;
	if (e.len > t->expr_len - off - LEN_BYTES)
		return SX_UNWIND_BAD_RULE;
	for (steps = 0; e.at < e.len && !result; steps++)
		result = steps < STEPS_MAX ? step(&e, regs, mem)
					   : SX_UNWIND_BAD_RULE;
	if (result)
		return result;
	if (!e.depth)
		return SX_UNWIND_BAD_RULE;
	*ret = e.stack[e.depth - 1];
	return SX_UNWIND_OK;
}
