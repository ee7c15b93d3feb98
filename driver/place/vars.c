// SPDX-License-Identifier: GPL-2.0
/* The variables that a handler at a spot can read, as -L lists them. */
#include "index/expr.h"
#include "index/mark_args.h"
#include "place/internal.h"
#include "place/type_text.h"

static void add_var(struct arena *arena, const struct place_spot *spot,
		    const char *name, u32 type, struct vec *ret)
{
	vec_push_ptr(ret, arena_printf(arena, "$%s:%s", name,
				       type_text(arena, spot->ix, type)));
}

static bool is_unknown(const struct index *ix, const struct index_loc *loc)
{
	const u8 *op = index_rows(ix, INDEX_EXPRS, loc->expr, 1);

	return op && *op == INDEX_EXPR_UNKNOWN;
}

/* What is nowhere at this address, or optimised out, is not listed. */
static bool is_here(const struct place_spot *spot, const struct index_var *var)
{
	const struct index_loc *locs =
		index_rows(spot->ix, INDEX_LOCS, var->loc_first, var->loc_nr);
	u64 rel = spot->addr - index_head(spot->ix)->base;
	u32 i;

	for (i = 0; locs && i < var->loc_nr; i++)
		if (rel >= locs[i].low && rel < locs[i].high)
			return !is_unknown(spot->ix, &locs[i]);
	return false;
}

static void add_scope(struct arena *arena, const struct place_spot *spot,
		      const struct index_scope *scope, struct vec *ret)
{
	const struct index_var *vars = index_rows(
		spot->ix, INDEX_VARS, scope->var_first, scope->var_nr);
	u32 i;

	for (i = 0; vars && i < scope->var_nr; i++)
		if (vars[i].name && is_here(spot, &vars[i]))
			add_var(arena, spot, index_str(spot->ix, vars[i].name),
				vars[i].type, ret);
}

static void add_scopes(struct arena *arena, const struct place_spot *spot,
		       struct vec *ret)
{
	const struct index_scope *scope =
		index_row(spot->ix, INDEX_SCOPES, spot->scope);
	u32 steps = 0;

	for (; scope && steps < 1000; steps++) {
		add_scope(arena, spot, scope, ret);
		if (scope->kind != INDEX_SCOPE_BLOCK)
			return;
		scope = index_row(spot->ix, INDEX_SCOPES, scope->parent);
	}
}

static void add_args(struct arena *arena, const struct place_spot *spot,
		     struct vec *ret)
{
	u32 i, nr = mark_args_nr(index_str(spot->ix, spot->mark->args));

	for (i = 1; i <= nr; i++)
		vec_push_ptr(ret, arena_printf(arena, "$arg%u:long", i));
}

void vars_list(struct arena *arena, const struct place_spot *spot,
	       struct vec *ret)
{
	const struct index_func *func =
		spot->ix ? index_row(spot->ix, INDEX_FUNCS, spot->func) : NULL;

	vec_init(ret, arena, sizeof(void *));
	if (spot->mark) {
		add_args(arena, spot, ret);
		return;
	}
	if (!func)
		return;
	if (spot->kind == PLACE_RETURN && func->type)
		add_var(arena, spot, "return", func->type, ret);
	add_scopes(arena, spot, ret);
}
