// SPDX-License-Identifier: GPL-2.0
/* The pass that compiles regular expressions. */
#include "script/regexes.h"

#include <errno.h>
#include <string.h>

#include "regex.h"
#include "regex/compile.h"
#include "script/walk.h"

static void report(struct script *script, const struct expr *e,
		   const struct regex_error *err)
{
	diag_error(script->diag, E_REGEX, e->at,
		   "this regular expression is not right: %s", err->text);
	diag_note(script->diag, "at byte %u of \"%s\"", err->at + 1, e->text);
}

static s64 find(const struct script *script, const char *text)
{
	u32 i;

	for (i = 0; i < script->regexes.nr; i++) {
		const struct regex_row *row = vec_at(&script->regexes, i);

		if (row->text == text)
			return i;
	}
	return -1;
}

static void compile(void *arg, struct expr *e)
{
	struct script *script = arg;
	/* Where groups lie is worth its price when something asks for it. */
	u32 flags = script->wants_groups ? SX_REGEX_CAPTURES : 0;
	struct regex_error err;
	struct regex_row *row;
	u8 *data;
	u32 len;

	if (e->kind != EX_REGEX || diag_full(script->diag))
		return;
	e->num = find(script, e->text);
	if (e->num >= 0)
		return;
	if (script->regexes.nr == SX_MAX_REGEXES) {
		diag_error(script->diag, E_LIMIT, e->at,
			   "more than %d regular expressions", SX_MAX_REGEXES);
		return;
	}
	if (regex_compile(script->arena, e->text, strlen(e->text), flags, &err,
			  &data, &len)) {
		report(script, e, &err);
		return;
	}
	e->num = script->regexes.nr;
	row = vec_push(&script->regexes);
	*row = (struct regex_row){ e->text, data, len };
}

int regexes_compile(struct script *script)
{
	const struct walk walk = { .visit = compile, .arg = script };
	u32 i;

	vec_init(&script->regexes, script->arena, sizeof(struct regex_row));
	for (i = 0; i < script->functions.nr; i++) {
		struct function *fn = vec_ptr(&script->functions, i);

		walk_stmts(fn->body, &walk);
	}
	for (i = 0; i < script->probes.nr; i++) {
		struct probe *probe = vec_ptr(&script->probes, i);

		walk_stmts(probe->handler->body, &walk);
	}
	return diag_errors(script->diag) ? -EINVAL : 0;
}
