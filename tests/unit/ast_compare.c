// SPDX-License-Identifier: GPL-2.0
/* Are two trees the same, but for the places in the text? */
#include "ast_compare.h"

#include <stddef.h>

static const char *compare_expr(const struct expr *a, const struct expr *b);

static const char *compare_list(struct expr *const *a, u32 a_nr,
				struct expr *const *b, u32 b_nr)
{
	const char *bad = NULL;

	if (a_nr != b_nr)
		return "the number of operands";
	for (u32 i = 0; i < a_nr && !bad; i++)
		bad = compare_expr(a[i], b[i]);
	return bad;
}

static const char *compare_expr(const struct expr *a, const struct expr *b)
{
	if (!a != !b)
		return "an expression that only one has";
	if (!a)
		return NULL;
	if (a->kind != b->kind)
		return "the kind of an expression";
	if (a->op != b->op || a->postfix != b->postfix)
		return "an operator";
	if (a->text != b->text || a->num != b->num)
		return "a name or a constant";
	if (a->agg != b->agg || a->hist != b->hist || a->word != b->word ||
	    a->print != b->print || a->read != b->read)
		return "what a word means";
	if (a->height != b->height || a->writes != b->writes)
		return "what is known of an expression";
	return compare_list(a->args, a->nargs, b->args, b->nargs);
}

static const char *compare_foreach(const struct foreach *a,
				   const struct foreach *b)
{
	const char *bad;

	if (!a != !b)
		return "a foreach that only one has";
	if (!a)
		return NULL;
	if (a->name != b->name)
		return "the array of foreach";
	if (a->sort_by != b->sort_by || a->dir != b->dir ||
	    a->sort_agg != b->sort_agg)
		return "the order of foreach";
	if (!a->slice != !b->slice)
		return "the slice of foreach";
	bad = compare_expr(a->value, b->value);
	bad = bad ? bad : compare_expr(a->buckets, b->buckets);
	bad = bad ? bad : compare_expr(a->limit, b->limit);
	bad = bad ? bad : compare_list(a->keys, a->nkeys, b->keys, b->nkeys);
	return bad ? bad
		   : compare_list(a->slice, a->nslice, b->slice, b->nslice);
}

static const char *compare_stmt(const struct stmt *a, const struct stmt *b)
{
	const char *bad = NULL;

	for (; a && b && !bad; a = a->next, b = b->next) {
		if (a->kind != b->kind)
			return "the kind of a statement";
		bad = compare_expr(a->expr, b->expr);
		bad = bad ? bad : compare_expr(a->init, b->init);
		bad = bad ? bad : compare_expr(a->step, b->step);
		bad = bad ? bad : compare_foreach(a->each, b->each);
		bad = bad ? bad : compare_stmt(a->body, b->body);
		bad = bad ? bad : compare_stmt(a->other, b->other);
	}
	if (!bad && (a || b))
		return "a statement that only one has";
	return bad;
}

static const char *compare_symbol(const struct symbol *a,
				  const struct symbol *b)
{
	const char *bad;

	if (a->name != b->name || a->kind != b->kind)
		return "the name of a variable";
	if (types_of(a->type) != types_of(b->type))
		return "the type of a variable";
	if (a->wrap != b->wrap || a->is_private != b->is_private)
		return "'%' or 'private' of a global";
	bad = compare_expr(a->init, b->init);
	return bad ? bad : compare_expr(a->size, b->size);
}

static const char *compare_symbols(const struct vec *a, const struct vec *b)
{
	const char *bad = NULL;

	if (a->nr != b->nr)
		return "the number of variables";
	for (u32 i = 0; i < a->nr && !bad; i++)
		bad = compare_symbol(vec_ptr(a, i), vec_ptr(b, i));
	return bad;
}

static const char *compare_function(const struct function *a,
				    const struct function *b)
{
	const char *bad;

	if (!a != !b)
		return "a body that only one has";
	if (!a)
		return NULL;
	if (a->name != b->name || a->is_handler != b->is_handler)
		return "the name of a function";
	if (a->is_private != b->is_private || a->priority != b->priority ||
	    a->has_priority != b->has_priority)
		return "the priority of a function, or 'private'";
	if (types_of(a->ret) != types_of(b->ret) ||
	    a->returns_value != b->returns_value)
		return "the result of a function";
	bad = compare_symbols(&a->params, &b->params);
	return bad ? bad : compare_stmt(a->body, b->body);
}

static const char *compare_point(const struct point *a, const struct point *b)
{
	if (a->text != b->text || a->components.nr != b->components.nr)
		return "a probe point";
	if (a->optional != b->optional || a->sufficient != b->sufficient)
		return "'?' or '!' of a probe point";
	for (u32 i = 0; i < a->components.nr; i++) {
		const struct component *x = vec_at(&a->components, i);
		const struct component *y = vec_at(&b->components, i);

		if (x->name != y->name || x->arg_kind != y->arg_kind ||
		    x->num != y->num || x->str != y->str)
			return "a component of a probe point";
	}
	return compare_expr(a->condition, b->condition);
}

static const char *compare_points(const struct vec *a, const struct vec *b)
{
	const char *bad = NULL;

	if (a->nr != b->nr)
		return "the number of probe points";
	for (u32 i = 0; i < a->nr && !bad; i++)
		bad = compare_point(vec_ptr(a, i), vec_ptr(b, i));
	return bad;
}

static const char *compare_alias(const struct alias *a, const struct alias *b)
{
	const char *bad = compare_points(&a->names, &b->names);

	if (a->append != b->append)
		return "'=' or '+=' of an alias";
	bad = bad ? bad : compare_points(&a->targets, &b->targets);
	bad = bad ? bad : compare_function(a->handler, b->handler);
	return bad ? bad : compare_function(a->epilogue, b->epilogue);
}

static const char *compare_probe(const struct probe *a, const struct probe *b)
{
	const char *bad = compare_points(&a->points, &b->points);

	return bad ? bad : compare_function(a->handler, b->handler);
}

#define COMPARE_ALL(list, compare)                                       \
	do {                                                             \
		if (a->list.nr != b->list.nr)                            \
			return "the number of " #list;                   \
		for (u32 i = 0; i < a->list.nr; i++) {                   \
			const char *bad = compare(vec_ptr(&a->list, i),  \
						  vec_ptr(&b->list, i)); \
                                                                         \
			if (bad)                                         \
				return bad;                              \
		}                                                        \
	} while (0)

const char *ast_compare(const struct script *a, const struct script *b)
{
	COMPARE_ALL(globals, compare_symbol);
	COMPARE_ALL(functions, compare_function);
	COMPARE_ALL(aliases, compare_alias);
	COMPARE_ALL(probes, compare_probe);
	return NULL;
}
