// SPDX-License-Identifier: GPL-2.0
/* Parameters and variables that the code at a spot sees. */
#include <string.h>

#include "base/strbuf.h"
#include "dwarf/provide.h"
#include "index/expr.h"
#include "target/kernel.h"
#include "target/node.h"

static const struct index_scope *scope_at(const struct lowering *lo, u32 row)
{
	return index_row(lo->spot->ix, INDEX_SCOPES, row);
}

/* Where C's look at the names ends: a function, or a call that was inlined. */
static bool is_outermost(const struct index_scope *scope)
{
	return scope->kind != INDEX_SCOPE_BLOCK;
}

bool variable_each(struct lowering *lo,
		   bool (*fn)(void *arg, const struct index_var *var),
		   void *arg)
{
	u32 row = lo->spot ? lo->spot->scope : INDEX_NONE;
	u32 steps;

	for (steps = 0; row != INDEX_NONE && steps < 1000; steps++) {
		const struct index_scope *scope = scope_at(lo, row);
		const struct index_var *vars;
		u32 i;

		if (!scope)
			return false;
		vars = index_rows(lo->spot->ix, INDEX_VARS, scope->var_first,
				  scope->var_nr);
		for (i = 0; vars && i < scope->var_nr; i++)
			if (fn(arg, &vars[i]))
				return true;
		if (is_outermost(scope))
			return false;
		row = scope->parent;
	}
	return false;
}

struct search {
	const struct index *ix;
	const char *name;
	const struct index_var *found;
};

static bool is_named(void *arg, const struct index_var *var)
{
	struct search *s = arg;

	if (strcmp(index_str(s->ix, var->name), s->name) != 0)
		return false;
	s->found = var;
	return true;
}

/* "0x1149 to 0x1150 (+0x9)": the addresses at which it is somewhere. */
static void note_ranges(struct lowering *lo, const struct index_var *var)
{
	const struct index_loc *loc = index_rows(lo->spot->ix, INDEX_LOCS,
						 var->loc_first, var->loc_nr);
	u64 base = index_head(lo->spot->ix)->base;
	struct strbuf text;
	u32 i;

	strbuf_init(&text, lo->arena);
	for (i = 0; loc && i < var->loc_nr && i < 8; i++)
		strbuf_printf(&text, "%s%#llx to %#llx", i ? ", " : "",
			      (unsigned long long)(base + loc[i].low),
			      (unsigned long long)(base + loc[i].high - 1));
	if (i < var->loc_nr)
		strbuf_puts(&text, ", ...");
	if (i)
		diag_note(lo->diag, "it is there from %s", text.text);
}

static bool not_here(struct lowering *lo, const struct index_var *var)
{
	const char *name = index_str(lo->spot->ix, var->name);

	if (!var->loc_nr) {
		refuse(lo, "the compiler has optimised '%s' of %s() away", name,
		       lo->spot->name);
		return false;
	}
	refuse(lo, "'%s' of %s() is nowhere at %#llx, the place of the probe",
	       name, lo->spot->name, (unsigned long long)lo->spot->addr);
	note_ranges(lo, var);
	return false;
}

/* The function has run when its return is hit: nothing is where it was. */
static bool gone_at_return(struct lowering *lo, const struct index_var *var)
{
	refuse(lo, "'%s' of %s() is not known any more when it returns",
	       index_str(lo->spot->ix, var->name), lo->spot->name);
	diag_note(lo->diag, "keep it in a global at the function's entry, by "
			    "tid()");
	return false;
}

static bool is_static(const struct lowering *lo, const struct index_loc *loc)
{
	const u8 *op = index_rows(lo->spot->ix, INDEX_EXPRS, loc->expr, 1);

	return loc->high == INDEX_NONE && op && *op == INDEX_EXPR_ADDR;
}

bool variable_at(struct lowering *lo, const struct index_var *var,
		 struct object *ret)
{
	const struct place_spot *spot = lo->spot;
	const struct index_loc *loc =
		index_rows(spot->ix, INDEX_LOCS, var->loc_first, var->loc_nr);
	u64 at = spot->addr - index_head(spot->ix)->base;
	u32 i;

	for (i = 0; loc && i < var->loc_nr; i++)
		if (at >= loc[i].low && at < loc[i].high)
			break;
	if (!loc || i == var->loc_nr)
		return not_here(lo, var);
	if (spot->kind == PLACE_RETURN && !is_static(lo, &loc[i]))
		return gone_at_return(lo, var);
	*ret = (struct object){ .mod = lo->home };
	ret->type = ttype_of(spot->ix, var->type);
	return location_read(lo, lo->home, &loc[i],
			     var->kind == INDEX_VAR_PARAM, ret);
}

static bool offer(void *arg, const struct index_var *var)
{
	struct refuse_names *names = arg;

	refuse_name(names, index_str(names->lo->spot->ix, var->name));
	return false;
}

/* Once for a file: where debug information was looked for, and what to do. */
static void tell_missing(struct lowering *lo)
{
	const struct target_file *file = lo->spot->file;
	const struct index *ix = lo->spot->ix;

	if (lo->soft || lo->home->told ||
	    (ix && index_head(ix)->has & INDEX_HAS_DWARF))
		return;
	lo->home->told = true;
	provide_index(file->open_path, file->path, true, false, &ix);
}

static bool no_variable(struct lowering *lo, const char *name)
{
	struct refuse_names names;

	if (!lo->spot) {
		refuse(lo, "'$%s': %s has no variables of a program", name,
		       lo->point ? "this probe point" : "a function");
		if (!lo->point)
			diag_note(lo->diag, "pass it as an argument, or use "
					    "@cast and @var with a module");
		return false;
	}
	if (!lo->spot->ix || lo->spot->scope == INDEX_NONE) {
		tell_missing(lo);
		refuse(lo, "nothing is known of the variables of %s() in %s",
		       lo->spot->name, lo->spot->file->path);
		return false;
	}
	refuse(lo, "%s() in %s has no variable '%s' here", lo->spot->name,
	       lo->spot->file->path, name);
	refuse_begin(&names, lo, name);
	variable_each(lo, offer, &names);
	refuse_end(&names, "it has");
	return false;
}

bool variable_object(struct lowering *lo, const char *name, struct object *ret)
{
	struct search s = { .name = name };

	if (lo->kernel)
		return kernel_variable(lo, name, ret);
	if (lo->spot && lo->spot->ix) {
		s.ix = lo->spot->ix;
		if (variable_each(lo, is_named, &s))
			return variable_at(lo, s.found, ret);
		if (global_in_scope(lo, name, ret))
			return true;
	}
	return no_variable(lo, name);
}

bool variable_is_local(struct lowering *lo, const char *name)
{
	struct search s = { .name = name };

	if (!lo->spot || !lo->spot->ix)
		return false;
	s.ix = lo->spot->ix;
	return variable_each(lo, is_named, &s);
}

bool variable_is_call(struct lowering *lo, const char *name)
{
	struct search s = { .name = name };
	const struct index_loc *loc;
	u32 i;

	if (!lo->spot || !lo->spot->ix)
		return false;
	s.ix = lo->spot->ix;
	if (!variable_each(lo, is_named, &s))
		return false;
	loc = index_rows(s.ix, INDEX_LOCS, s.found->loc_first, s.found->loc_nr);
	for (i = 0; loc && i < s.found->loc_nr; i++)
		if (!is_static(lo, &loc[i]))
			return true;
	return !s.found->loc_nr;
}
