// SPDX-License-Identifier: GPL-2.0
/* Nodes of the tree. */
#include "script/ast.h"

#include <string.h>

#include "script/access.h"

void ast_init(struct script *script, struct arena *arena, struct intern *intern,
	      struct diag *diag)
{
	*script = (struct script){
		.arena = arena,
		.intern = intern,
		.diag = diag,
	};
	vec_init(&script->globals, arena, sizeof(void *));
	vec_init(&script->functions, arena, sizeof(void *));
	vec_init(&script->probes, arena, sizeof(void *));
	vec_init(&script->aliases, arena, sizeof(void *));
	vec_init(&script->sources, arena, sizeof(struct source));
	vec_init(&script->modules, arena, sizeof(struct script_module));
}

struct expr *ast_expr(struct script *script, enum expr_kind kind,
		      struct span span, u32 nargs)
{
	struct expr *e = arena_alloc(script->arena, sizeof(*e));

	e->kind = kind;
	e->span = span;
	e->at = span;
	e->nargs = nargs;
	if (nargs)
		e->args = arena_alloc(script->arena,
				      nargs * sizeof(struct expr *));
	return e;
}

void ast_finish(struct expr *e)
{
	u32 i;

	e->height = 1;
	e->writes = e->kind == EX_ASSIGN || e->kind == EX_CREMENT;
	for (i = 0; i < e->nargs; i++) {
		if (e->args[i]->height >= e->height)
			e->height = e->args[i]->height + 1;
		e->writes |= e->args[i]->writes;
	}
}

struct stmt *ast_stmt(struct script *script, enum stmt_kind kind,
		      struct span span)
{
	struct stmt *s = arena_alloc(script->arena, sizeof(*s));

	s->kind = kind;
	s->span = span;
	return s;
}

struct symbol *ast_symbol(struct script *script, enum symbol_kind kind,
			  const char *name, struct span span)
{
	struct symbol *sym = arena_alloc(script->arena, sizeof(*sym));

	sym->kind = kind;
	sym->name = name;
	sym->span = span;
	sym->type = types_create(script->arena, TYPE_UNKNOWN, span);
	sym->nkeys = kind == SYM_GLOBAL ? SYMBOL_KEYS_UNKNOWN : 0;
	return sym;
}

struct function *ast_function(struct script *script, const char *name,
			      struct span span)
{
	struct function *fn = arena_alloc(script->arena, sizeof(*fn));

	fn->name = name;
	fn->span = span;
	fn->ret = types_create(script->arena, TYPE_UNKNOWN, span);
	vec_init(&fn->params, script->arena, sizeof(void *));
	vec_init(&fn->locals, script->arena, sizeof(void *));
	return fn;
}

bool ast_is_library(const struct script *script, u32 file)
{
	u32 i;

	file = diag_file(script->diag, file);
	for (i = 0; i < script->sources.nr; i++) {
		const struct source *source = vec_at(&script->sources, i);

		if (source->file == file)
			return source->library;
	}
	return false;
}

/* May `from` name something that `file` declares? */
static bool is_visible(const struct script *script, u32 file, bool is_private,
		       u32 from)
{
	if (file == from)
		return true;
	return !is_private &&
	       (ast_is_library(script, file) || !ast_is_library(script, from));
}

bool ast_is_param(const struct function *fn, const char *name)
{
	u32 i;

	for (i = 0; i < fn->params.nr; i++)
		if (((struct symbol *)vec_ptr(&fn->params, i))->name == name)
			return true;
	return false;
}

struct symbol *ast_global(const struct script *script, const char *name,
			  u32 file)
{
	struct symbol *found = NULL;
	u32 i;

	file = diag_file(script->diag, file);
	for (i = 0; i < script->globals.nr; i++) {
		struct symbol *sym = vec_ptr(&script->globals, i);

		if (sym->name != name ||
		    !is_visible(script, sym->file, sym->is_private, file))
			continue;
		if (sym->is_private)
			return sym;
		if (!found)
			found = sym;
	}
	return found;
}

struct function *ast_find_function(const struct script *script,
				   const char *name, u32 nargs, u32 file)
{
	struct function *found = NULL;
	u32 i;

	file = diag_file(script->diag, file);
	for (i = 0; i < script->functions.nr; i++) {
		struct function *fn = vec_ptr(&script->functions, i);

		if (fn->name != name || fn->params.nr != nargs ||
		    !is_visible(script, fn->file, fn->is_private, file))
			continue;
		if (!found || (fn->is_private && !found->is_private) ||
		    (fn->is_private == found->is_private &&
		     fn->priority < found->priority))
			found = fn;
	}
	return found;
}

static const struct print_kind print_kinds[] = {
	{ .name = "print" },
	{ .name = "println", .newline = true },
	{ .name = "printd", .delimited = true },
	{ .name = "printdln", .delimited = true, .newline = true },
	{ .name = "printf", .format = true },
	{ .name = "sprint", .to_string = true },
	{ .name = "sprintln", .to_string = true, .newline = true },
	{ .name = "sprintd", .to_string = true, .delimited = true },
	{ .name = "sprintdln",
	  .to_string = true,
	  .delimited = true,
	  .newline = true },
	{ .name = "sprintf", .to_string = true, .format = true },
};

#define PRINT_KINDS (sizeof(print_kinds) / sizeof(print_kinds[0]))

const struct print_kind *ast_print_kind(const char *name)
{
	size_t i;

	for (i = 0; i < PRINT_KINDS; i++)
		if (!strcmp(print_kinds[i].name, name))
			return &print_kinds[i];
	return NULL;
}

const char *ast_print_name(u32 i)
{
	return i < PRINT_KINDS ? print_kinds[i].name : NULL;
}
