// SPDX-License-Identifier: GPL-2.0
/* $$vars, $$parms, $$locals, $$return: "a=0x1 b=?". */
#include <string.h>

#include "target/node.h"

struct list {
	struct lowering *lo;
	bool params;
	bool locals;
	const char *pretty; /* "", "$", "$$" */
	struct strbuf format;
	struct vec args;
};

bool vars_is_list(const char *name)
{
	return !strcmp(name, "$$vars") || !strcmp(name, "$$parms") ||
	       !strcmp(name, "$$locals") || !strcmp(name, "$$return");
}

/* What has no number, and does not need its place. */
static const char *outline(struct ttype type)
{
	if (ttype_is_struct(type))
		return "{...}";
	return ttype_kind(type) == INDEX_TYPE_ARRAY ? "[...]" : NULL;
}

static void add_value(struct list *l, const struct object *object)
{
	struct expr *e = value_of(l->lo, object);

	strbuf_puts(&l->format, e ? "%#x" : "?");
	if (e)
		vec_push_ptr(&l->args, e);
}

/* object NULL: it is nowhere. */
static void add_object(struct list *l, const char *name,
		       const struct object *object, struct ttype type)
{
	const char *text = outline(type);

	if (l->args.nr == SX_MAX_FORMAT_ARGS)
		return;
	strbuf_printf(&l->format, "%s%s=", l->format.len ? " " : "", name);
	if (*l->pretty)
		pretty_field(l->lo, object, !strcmp(l->pretty, "$$"), &l->args,
			     &l->format);
	else if (text)
		strbuf_puts(&l->format, text);
	else if (object)
		add_value(l, object);
	else
		strbuf_puts(&l->format, "?");
}

static bool add_var(void *arg, const struct index_var *var)
{
	struct list *l = arg;
	const struct index *ix = l->lo->spot->ix;
	const char *name = index_str(ix, var->name);
	struct object object;
	bool there;

	if (!*name || (var->kind == INDEX_VAR_PARAM ? !l->params : !l->locals))
		return false;
	there = variable_at(l->lo, var, &object);
	add_object(l, name, there ? &object : NULL, ttype_of(ix, var->type));
	return false;
}

/* What is not there is a part of the answer. */
static void add_all(struct list *l)
{
	struct lowering *lo = l->lo;

	lo->whole = NULL;
	lo->soft++;
	diag_mute(lo->diag);
	variable_each(lo, add_var, l);
	diag_unmute(lo->diag);
	lo->soft--;
}

static bool add_return(struct list *l)
{
	const struct index_func *func = returns_function(l->lo);
	struct ttype type;
	struct object object;
	bool there;

	if (!func)
		return returns_object(l->lo, &object);
	type = ttype_of(l->lo->spot->ix, func->type);
	if (ttype_kind(type) == INDEX_TYPE_VOID)
		return true;
	diag_mute(l->lo->diag);
	there = returns_object(l->lo, &object);
	add_object(l, "return", there ? &object : NULL, type);
	diag_unmute(l->lo->diag);
	return true;
}

struct expr *vars_text(struct lowering *lo, const char *name,
		       const char *pretty)
{
	struct list l = {
		.lo = lo,
		.params = strcmp(name, "$$locals") != 0,
		.locals = strcmp(name, "$$parms") != 0,
		.pretty = pretty,
	};

	strbuf_init(&l.format, lo->arena);
	vec_init(&l.args, lo->arena, sizeof(void *));
	if (lo->spot && lo->spot->mark && l.params)
		return marks_list(lo);
	if (!strcmp(name, "$$return")) {
		if (!add_return(&l))
			return NULL;
	} else if (!lo->spot || !lo->spot->ix ||
		   lo->spot->scope == INDEX_NONE) {
		variable_object(lo, name + 1, &(struct object){ 0 });
		return NULL;
	} else {
		add_all(&l);
	}
	if (!l.args.nr)
		return node_str(lo, l.format.text);
	return node_sprintf(lo, l.format.text, &l.args);
}
