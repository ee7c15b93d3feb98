// SPDX-License-Identifier: GPL-2.0
/* What a condition of a probe point may hold. */
#include "script/condition.h"

#include <errno.h>

#include "base/suggest.h"
#include "script/walk.h"

static void report_local(struct script *script, const struct expr *e)
{
	struct suggest s;
	u32 i;

	diag_error(script->diag, E_CONDITION, e->span,
		   "the condition of a probe point reads '%s', which is no "
		   "global",
		   e->text);
	suggest_init(&s, e->text);
	for (i = 0; i < script->globals.nr; i++) {
		const struct symbol *sym = vec_ptr(&script->globals, i);

		suggest_add(&s, sym->name);
	}
	diag_note_suggest(script->diag, &s);
}

static void check_expr(void *arg, struct expr *e)
{
	struct script *script = arg;

	switch (e->kind) {
	case EX_VAR:
		if (!ast_global(script, e->text, e->span.src))
			report_local(script, e);
		break;
	case EX_CALL:
	case EX_PRINT:
		diag_error(script->diag, E_CONDITION, e->span,
			   "the condition of a probe point calls '%s'",
			   e->text);
		diag_note(script->diag, "test it in the handler: "
					"if (!...) next");
		break;
	case EX_ASSIGN:
	case EX_CREMENT:
		diag_error(script->diag, E_CONDITION, e->span,
			   "the condition of a probe point changes a variable");
		break;
	default:
		break;
	}
}

static void check_points(struct script *script, const struct vec *points)
{
	u32 i;

	for (i = 0; i < points->nr; i++) {
		const struct point *point = vec_ptr(points, i);

		walk_expr(point->condition, check_expr, script);
	}
}

int condition_check(struct script *script)
{
	u32 i;

	for (i = 0; i < script->probes.nr; i++) {
		const struct probe *probe = vec_ptr(&script->probes, i);

		check_points(script, &probe->points);
	}
	for (i = 0; i < script->aliases.nr; i++) {
		const struct alias *alias = vec_ptr(&script->aliases, i);

		check_points(script, &alias->targets);
	}
	return diag_errors(script->diag) ? -EINVAL : 0;
}
