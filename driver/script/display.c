// SPDX-License-Identifier: GPL-2.0
/*
 * A script that counts something and never prints it wants to see it: its
 * globals are printed when it ends. The probe that does it is made as text,
 * from the types that are known by now, and goes through the passes itself.
 */
#include "script/display.h"

#include <errno.h>
#include <string.h>

#include "base/strbuf.h"
#include "script/bind.h"
#include "script/infer.h"
#include "script/passes.h"
#include "script/points.h"
#include "script/usage.h"

static const char *conversion(struct tvar *type)
{
	return types_of(type) == TYPE_STRING ? "\\\"%s\\\"" : "%d";
}

/* The loop's variables: each array has its own, of the types of its keys. */
static void put_keys(struct strbuf *sb, const struct symbol *sym)
{
	int i;

	for (i = 0; i < sym->nkeys; i++)
		strbuf_printf(sb, "%s__%s_key%d", i ? ", " : "", sym->name, i);
}

/* "name" or "name[1, "x"]", as a part of a format. */
static void put_name(struct strbuf *sb, const struct symbol *sym)
{
	int i;

	strbuf_puts(sb, sym->name);
	for (i = 0; i < sym->nkeys; i++)
		strbuf_printf(sb, "%s%s", i ? "," : "[",
			      conversion(sym->keys[i]));
	if (sym->nkeys)
		strbuf_put(sb, ']');
}

static void put_element(struct strbuf *sb, const struct symbol *sym)
{
	strbuf_puts(sb, sym->name);
	if (!sym->nkeys)
		return;
	strbuf_put(sb, '[');
	put_keys(sb, sym);
	strbuf_put(sb, ']');
}

/* Strings stand in quotation marks: what is no text in them is escaped. */
static void put_key_operands(struct strbuf *sb, const struct symbol *sym)
{
	int i;

	for (i = 0; i < sym->nkeys; i++) {
		bool string = types_of(sym->keys[i]) == TYPE_STRING;

		strbuf_printf(sb, ", %s__%s_key%d%s", string ? "text_str(" : "",
			      sym->name, i, string ? ")" : "");
	}
}

/* A statistic without samples has only a count. */
static void put_stat(struct strbuf *sb, const struct symbol *sym)
{
	static const char *const aggs[] = { "count", "min", "max", "sum",
					    "avg" };
	size_t i;

	strbuf_puts(sb, "if (@count(");
	put_element(sb, sym);
	strbuf_puts(sb, ")) printf(\"");
	put_name(sb, sym);
	for (i = 0; i < sizeof(aggs) / sizeof(aggs[0]); i++)
		strbuf_printf(sb, " @%s=%%d", aggs[i]);
	strbuf_puts(sb, "\\n\"");
	put_key_operands(sb, sym);
	for (i = 0; i < sizeof(aggs) / sizeof(aggs[0]); i++) {
		strbuf_printf(sb, ", @%s(", aggs[i]);
		put_element(sb, sym);
		strbuf_put(sb, ')');
	}
	strbuf_puts(sb, ") else printf(\"");
	put_name(sb, sym);
	strbuf_puts(sb, " @count=0\\n\"");
	put_key_operands(sb, sym);
	strbuf_puts(sb, ")\n");
}

static void put_value(struct strbuf *sb, const struct symbol *sym)
{
	bool string = types_of(sym->type) == TYPE_STRING;

	strbuf_puts(sb, "printf(\"");
	put_name(sb, sym);
	strbuf_printf(sb, "=%s\\n\"", conversion(sym->type));
	put_key_operands(sb, sym);
	strbuf_puts(sb, string ? ", text_str(" : ", ");
	put_element(sb, sym);
	strbuf_puts(sb, string ? "))\n" : ")\n");
}

static void put_global(struct strbuf *sb, const struct symbol *sym)
{
	if (sym->nkeys) {
		strbuf_puts(sb, "foreach ([");
		put_keys(sb, sym);
		strbuf_printf(sb, "] in %s-) ", sym->name);
	}
	if (types_of(sym->type) == TYPE_STAT)
		put_stat(sb, sym);
	else
		put_value(sb, sym);
}

static bool is_displayed(const struct script *script, const struct symbol *sym)
{
	return sym->writes && !sym->reads && !sym->is_private &&
	       !ast_is_library(script, sym->file);
}

static int add_probe(struct script *script, const char *body)
{
	const char *source =
		arena_printf(script->arena, "probe end {\n%s}\n", body);
	const struct passes_text text = {
		.name = "<display>",
		.text = source,
		.len = strlen(source),
	};
	struct probe *probe;
	int err = passes_parse_text(script, &text, false, NULL);

	if (err)
		return err;
	probe = vec_ptr(&script->probes, script->probes.nr - 1);
	err = points_resolve(script, vec_ptr(&probe->points, 0));
	if (err)
		return err;
	bind_handler(script, probe->handler);
	infer_handler(script, probe->handler);
	usage_count(script);
	return diag_errors(script->diag) ? -EINVAL : 0;
}

int display_script(struct script *script)
{
	struct strbuf sb;
	u32 i;

	if (script->opts->no_display || diag_errors(script->diag))
		return 0;
	strbuf_init(&sb, script->arena);
	for (i = 0; i < script->globals.nr; i++) {
		const struct symbol *sym = vec_ptr(&script->globals, i);

		if (is_displayed(script, sym))
			put_global(&sb, sym);
	}
	return sb.len ? add_probe(script, sb.text) : 0;
}
