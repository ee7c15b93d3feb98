// SPDX-License-Identifier: GPL-2.0
/* Making expressions. */
#include "target/node.h"

#include <stdint.h>

#include "script/access.h"

static struct expr *make(struct lowering *lo, enum expr_kind kind, u32 nargs)
{
	struct expr *e = ast_expr(lo->script, kind, lo->span, nargs);

	e->at = lo->span;
	return e;
}

struct expr *node_num(struct lowering *lo, s64 num)
{
	struct expr *e = make(lo, EX_NUM, 0);

	e->num = num;
	ast_finish(e);
	return e;
}

struct expr *node_str(struct lowering *lo, const char *text)
{
	struct expr *e = make(lo, EX_STR, 0);

	e->text = intern_str(lo->script->intern, text);
	ast_finish(e);
	return e;
}

struct expr *node_reg(struct lowering *lo, u32 reg)
{
	return ast_reg(lo->script, lo->span, reg);
}

struct expr *node_unary(struct lowering *lo, enum tok op, struct expr *a)
{
	struct expr *e = make(lo, EX_UNARY, 1);

	e->op = op;
	e->args[0] = a;
	ast_finish(e);
	return e;
}

struct expr *node_binary(struct lowering *lo, enum tok op, struct expr *a,
			 struct expr *b)
{
	struct expr *e = make(lo, EX_BINARY, 2);

	e->op = op;
	e->args[0] = a;
	e->args[1] = b;
	ast_finish(e);
	return e;
}

struct expr *node_choice(struct lowering *lo, struct expr *condition,
			 struct expr *yes, struct expr *no)
{
	struct expr *e = make(lo, EX_COND, 3);

	e->args[0] = condition;
	e->args[1] = yes;
	e->args[2] = no;
	ast_finish(e);
	return e;
}

/* The constant behind `+` or `-`; 0, and *e as it is: there is none. */
static s64 peel(struct expr **e)
{
	const struct expr *sum = *e;
	s64 off;

	if (sum->kind != EX_BINARY || sum->args[1]->kind != EX_NUM ||
	    (sum->op != TOK_ADD && sum->op != TOK_SUB))
		return 0;
	off = sum->args[1]->num;
	*e = sum->args[0];
	return sum->op == TOK_ADD ? off : (s64)(0 - (u64)off);
}

struct expr *node_add(struct lowering *lo, struct expr *a, s64 off)
{
	off = (s64)((u64)off + (u64)peel(&a));
	if (!off)
		return a;
	if (a->kind == EX_NUM)
		return node_num(lo, (s64)((u64)a->num + (u64)off));
	if (off < 0 && off != INT64_MIN)
		return node_binary(lo, TOK_SUB, a, node_num(lo, -off));
	return node_binary(lo, TOK_ADD, a, node_num(lo, off));
}

static u8 read_code(u32 width, bool is_signed, bool kernel)
{
	u8 space = kernel ? SX_READ_KERNEL : 0;

	switch (width) {
	case 1:
		return (is_signed ? SX_READ_S8 : SX_READ_U8) | space;
	case 2:
		return (is_signed ? SX_READ_S16 : SX_READ_U16) | space;
	case 4:
		return (is_signed ? SX_READ_S32 : SX_READ_U32) | space;
	default:
		return SX_READ_U64 | space;
	}
}

struct expr *node_read(struct lowering *lo, struct expr *address, s64 off,
		       u32 width, bool is_signed, bool kernel)
{
	off = (s64)((u64)off + (u64)peel(&address));
	return ast_read(lo->script, lo->span, address, off,
			read_code(width, is_signed, kernel));
}

struct expr *node_cut(struct lowering *lo, struct expr *e, u32 bits,
		      bool is_signed)
{
	struct expr *shift;

	if (bits >= 64)
		return e;
	if (!is_signed)
		return node_binary(lo, TOK_AND, e,
				   node_num(lo, (s64)((1ull << bits) - 1)));
	shift = node_num(lo, 64 - bits);
	e = node_binary(lo, TOK_SHL, e, shift);
	return node_binary(lo, TOK_SHR, e, node_num(lo, 64 - bits));
}

struct expr *node_call(struct lowering *lo, const char *name, u32 nargs)
{
	struct expr *e = make(lo, EX_CALL, nargs);

	e->text = intern_str(lo->script->intern, name);
	return e;
}

struct expr *node_sprintf(struct lowering *lo, const char *format,
			  const struct vec *args)
{
	struct expr *e = make(lo, EX_PRINT, args->nr + 1);
	u32 i;

	e->print = ast_print_kind("sprintf");
	e->text = e->print->name;
	e->args[0] = node_str(lo, format);
	for (i = 0; i < args->nr; i++)
		e->args[i + 1] = vec_ptr(args, i);
	ast_finish(e);
	return e;
}
