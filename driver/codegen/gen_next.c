// SPDX-License-Identifier: GPL-2.0
/*
 * `next`. In a handler it ends the handler. In a function it calls the next
 * overload with the arguments that this one got, and returns its result.
 */
#include "codegen/gen.h"

#include "script/builtins.h"

static bool assigns_params(const struct function *fn)
{
	u32 i;

	for (i = 0; i < fn->params.nr; i++)
		if (((struct symbol *)vec_ptr(&fn->params, i))->writes)
			return true;
	return false;
}

/* Copies of all parameters, in their order: operand groups. */
static void save_params(struct gen *g)
{
	const struct vec *params = &g->fn->params;
	bool seen[2] = { false, false };
	u32 i;

	for (i = 0; i < params->nr; i++) {
		const struct symbol *sym = vec_ptr(params, i);
		bool string = types_of(sym->type) == TYPE_STRING;
		emit_reg copy = emit_var(&g->em, string);

		if (!seen[string])
			g->next_args[string] = copy;
		seen[string] = true;
		gen_move(g, (emit_reg)sym->index, copy);
	}
}

void gen_next_init(struct gen *g)
{
	g->next_args[0] = 0;
	g->next_args[1] = EMIT_STR;
	if (g->fn->has_next && g->fn->next_overload && assigns_params(g->fn))
		save_params(g);
}

static void raise_exhausted(struct gen *g)
{
	emit_reg text = emit_temp(&g->em, true, 1);
	const char *message = arena_printf(
		g->script->arena, "'next' in the last overload of '%s'",
		g->fn->name);

	emit_op(&g->em, SX_OP_LS, text, 0, 0,
		(s32)gen_string(g, intern_str(g->script->intern, message),
				g->em.span));
	emit_op(&g->em, SX_OP_BLT, 0, text, 0, SX_BUILTIN_error);
	emit_op(&g->em, SX_OP_RET, 0, 0, 0, 0);
}

static bool has_params(const struct function *fn, bool string)
{
	u32 i;

	for (i = 0; i < fn->params.nr; i++) {
		const struct symbol *sym = vec_ptr(&fn->params, i);

		if ((types_of(sym->type) == TYPE_STRING) == string)
			return true;
	}
	return false;
}

static void call_overload(struct gen *g, struct function *fn)
{
	enum type type = types_of(fn->ret);
	bool string = type == TYPE_STRING;
	emit_reg reg = 0;
	u32 index;

	if (g->em.dead)
		return;
	index = gen_function_index(g, fn);
	locks_call(&g->locks, g->fn->index, index);
	if (type != TYPE_NONE)
		reg = emit_temp(&g->em, string, 1);
	emit_op(&g->em, SX_OP_CALL, has_params(fn, false) ? g->next_args[0] : 0,
		has_params(fn, true) ? g->next_args[1] : 0, reg, (s32)index);
	emit_op(&g->em,
		type == TYPE_NONE ? SX_OP_RET
		: string	  ? SX_OP_RETS
				  : SX_OP_RETI,
		reg, 0, 0, 0);
}

void gen_next(struct gen *g, struct span span)
{
	struct emit_mark mark = emit_mark(&g->em);

	g->em.span = span;
	if (g->fn->is_handler)
		emit_op(&g->em, SX_OP_RET, 0, 0, 0, 0);
	else if (g->fn->next_overload)
		call_overload(g, g->fn->next_overload);
	else
		raise_exhausted(g);
	emit_release(&g->em, mark);
}
