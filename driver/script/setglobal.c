// SPDX-License-Identifier: GPL-2.0
/* -G NAME=VALUE */
#include "script/setglobal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "script/passes.h"

#define NO_PLACE ((struct span){ 0 })

static struct symbol *find_global(struct script *script, const char *name,
				  size_t len)
{
	u32 i;

	for (i = 0; i < script->globals.nr; i++) {
		struct symbol *sym = vec_ptr(&script->globals, i);

		if (strlen(sym->name) == len && !memcmp(sym->name, name, len))
			return sym;
	}
	return NULL;
}

static int report_unknown(struct script *script, const char *name, size_t len)
{
	struct suggest s;
	u32 i;

	diag_error(script->diag, E_NAME, NO_PLACE,
		   "-G %.*s: the script has no such global", (int)len, name);
	suggest_init(&s, arena_strndup(script->arena, name, len));
	for (i = 0; i < script->globals.nr; i++) {
		const struct symbol *sym = vec_ptr(&script->globals, i);

		suggest_add(&s, sym->name);
	}
	diag_note_suggest(script->diag, &s);
	return -EINVAL;
}

static int apply(struct script *script, const char *text)
{
	size_t len = strcspn(text, "=");
	struct symbol *sym = find_global(script, text, len);

	if (!sym)
		return report_unknown(script, text, len);
	if (sym->nkeys > 0 || sym->size || types_of(sym->type) == TYPE_STAT) {
		diag_error(script->diag, E_INIT, sym->span,
			   "-G %s: '%s' is %s and has no initial value",
			   sym->name, sym->name,
			   types_of(sym->type) == TYPE_STAT ? "a statistic"
							    : "an array");
		return -EINVAL;
	}
	sym->set = arena_strndup(script->arena, text + len + 1,
				 strlen(text + len + 1));
	sym->assigned = true;
	return 0;
}

int setglobal_apply(struct script *script)
{
	int err = 0;
	u32 i;

	for (i = 0; i < script->opts->globals_nr; i++)
		if (apply(script, script->opts->globals[i]))
			err = -EINVAL;
	return err;
}

/* A number as in a script, with or without a sign. */
static bool is_number(const char *text, s64 *ret)
{
	const char *digits = text + (*text == '-');
	char *end;

	if (*digits < '0' || *digits > '9')
		return false;
	errno = 0;
	*ret = (s64)strtoull(digits, &end, 0);
	if (errno || *end)
		return false;
	if (*text == '-')
		*ret = (s64)(0 - (u64)*ret);
	return true;
}

void setglobal_value(struct script *script, struct symbol *sym)
{
	enum type type = types_of(sym->type);
	s64 num = 0;
	bool numeric;

	if (!sym->set)
		return;
	numeric = is_number(sym->set, &num);
	if (type == TYPE_UNKNOWN)
		type = numeric ? TYPE_LONG : TYPE_STRING;
	if (type == TYPE_LONG && !numeric) {
		diag_error(script->diag, E_INIT, sym->span,
			   "-G %s: '%s' is a long, and \"%s\" is no number",
			   sym->name, sym->name, sym->set);
		return;
	}
	sym->init = ast_expr(script, type == TYPE_LONG ? EX_NUM : EX_STR,
			     sym->span, 0);
	sym->init->num = num;
	sym->init->text = intern_str(script->intern, sym->set);
	types_unify(sym->type, types_create(script->arena, type, sym->span));
}
