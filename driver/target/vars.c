// SPDX-License-Identifier: GPL-2.0
/* $$vars, $$parms, $$locals, $$return: "a=0x1 b=?". */
#include <string.h>

#include "target/kernel.h"
#include "target/marks.h"
#include "target/node.h"
#include "target/vars.h"

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
static void add_params(struct list *l)
{
	const struct lower_kernel *k = l->lo->kernel;
	u32 i;

	diag_mute(l->lo->diag);
	for (i = 0; l->params && i < k->params.nr; i++) {
		const struct kernel_param *p = &k->params.param[i];
		struct object object;
		bool there = kernel_param_object(l->lo, p, &object);

		add_object(l, p->name, there ? &object : NULL,
			   ttype_of(k->mod->ix, p->type));
	}
	diag_unmute(l->lo->diag);
}

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

/* The type of what returns here; false after an error. */
static bool return_type(struct lowering *lo, struct ttype *ret)
{
	const struct index_func *func = returns_function(lo);
	struct object object;

	if (kernel_is_return(lo)) {
		*ret = ttype_of(lo->kernel->mod->ix, lo->kernel->params.result);
		return kernel_is_known(lo);
	}
	if (!func)
		return returns_object(lo, &object);
	*ret = ttype_of(lo->spot->ix, func->type);
	return true;
}

static bool add_return(struct list *l)
{
	struct ttype type;
	struct object object;
	bool there;

	if (!return_type(l->lo, &type))
		return false;
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
	} else if (lo->kernel) {
		if (!kernel_is_known(lo))
			return NULL;
		add_params(&l);
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
