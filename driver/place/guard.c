// SPDX-License-Identifier: GPL-2.0
/*
 * .callee(): a function is probed where it begins, and the handler goes on if
 * the address that it returns to is behind one of the calls that are meant.
 * Both addresses are compared by their distance from the place that was hit,
 * which is the same wherever the file is mapped.
 */
#include "index/unwind.h"
#include "place/internal.h"
#include "script/access.h"

static struct expr *binary(struct script *script, struct span span,
			   enum expr_kind kind, enum tok op, struct expr *a,
			   struct expr *b)
{
	struct expr *e = ast_expr(script, kind, span, 2);

	e->op = op;
	e->args[0] = a;
	e->args[1] = b;
	ast_finish(e);
	return e;
}

/* The return address: in memory right below the frame of the caller. */
static struct expr *return_address(struct script *script, struct span span,
				   const struct place_spot *spot)
{
	u64 rel = spot->addr - index_head(spot->ix)->base;
	const struct sx_unwind_rule *rule =
		index_find_unwind(spot->ix, (u32)rel);

	if (!rule || rule->cfa != SX_CFA_REG || rule->reg >= SX_UNWIND_REGS)
		return NULL;
	return ast_read(script, span, ast_reg(script, span, rule->reg),
			(s64)rule->off - 8, SX_READ_U64);
}

/* Halves, so that the tree stays low. */
static struct expr *is_one_of(struct script *script, struct span span,
			      const struct expr *distance, u64 addr,
			      const u64 *callers, u32 nr)
{
	struct expr *num;

	if (nr > 1)
		return binary(script, span, EX_LOGIC, TOK_LOGOR,
			      is_one_of(script, span, distance, addr, callers,
					nr / 2),
			      is_one_of(script, span, distance, addr,
					callers + nr / 2, nr - nr / 2));
	num = ast_expr(script, EX_NUM, span, 0);
	num->num = (s64)(callers[0] - addr);
	ast_finish(num);
	return binary(script, span, EX_BINARY, TOK_EQ,
		      ast_copy_expr(script, distance), num);
}

struct expr *guard_expr(struct script *script, struct span span,
			const struct place_spot *spot)
{
	struct expr *from = return_address(script, span, spot);

	if (!from)
		return NULL;
	from = binary(script, span, EX_BINARY, TOK_SUB, from,
		      ast_reg(script, span, SX_UNWIND_RIP));
	return is_one_of(script, span, from, spot->addr, spot->callers,
			 spot->callers_nr);
}

struct function *guard_handler(struct script *script,
			       const struct function *handler,
			       const struct expr *guard)
{
	struct function *fn =
		ast_function(script, handler->name, handler->span);
	struct stmt *body = ast_stmt(script, ST_BLOCK, handler->body->span);
	struct stmt *test = ast_stmt(script, ST_IF, guard->span);

	test->expr = ast_expr(script, EX_UNARY, guard->span, 1);
	test->expr->op = TOK_NOT;
	test->expr->args[0] = ast_copy_expr(script, guard);
	ast_finish(test->expr);
	test->body = ast_stmt(script, ST_NEXT, guard->span);
	test->next = ast_copy_stmt(script, handler->body);
	body->body = test;
	fn->is_handler = true;
	fn->file = handler->file;
	fn->body = body;
	return fn;
}
