// SPDX-License-Identifier: GPL-2.0
/* A resolved script as a list. */
#include "script/resolved.h"

#include "script/passes.h"
#include "script/print_internal.h"

static const char *type_name(struct tvar *type)
{
	switch (types_of(type)) {
	case TYPE_STRING:
		return "string";
	case TYPE_STAT:
		return "stats";
	case TYPE_LONG:
		return "long";
	default:
		return "unknown";
	}
}

static void print_symbol(const struct symbol *sym, FILE *out)
{
	int i;

	fprintf(out, "%s:%s", sym->name, type_name(sym->type));
	for (i = 0; i < sym->nkeys; i++)
		fprintf(out, "%s%s", i ? ", " : " [", type_name(sym->keys[i]));
	fputs(sym->nkeys > 0 ? "]\n" : "\n", out);
}

static void print_globals(const struct script *script, FILE *out)
{
	bool first = true;
	u32 i;

	for (i = 0; i < script->globals.nr; i++) {
		const struct symbol *sym = vec_ptr(&script->globals, i);

		if (!sym->used)
			continue;
		if (first)
			fputs("# globals\n", out);
		first = false;
		print_symbol(sym, out);
	}
}

static void print_locals(const struct function *fn, FILE *out)
{
	bool first = true;
	u32 i;

	for (i = 0; i < fn->locals.nr; i++) {
		const struct symbol *sym = vec_ptr(&fn->locals, i);

		if (!sym->used)
			continue;
		if (first)
			fputs("  # locals\n", out);
		first = false;
		fputs("  ", out);
		print_symbol(sym, out);
	}
}

static void print_body(const struct script *script, const struct function *fn,
		       FILE *out)
{
	if (script->opts->bodies && fn->body)
		print_stmt(fn->body, 0, out);
}

static void print_function(const struct script *script,
			   const struct function *fn, FILE *out)
{
	u32 i;

	fprintf(out, "%s:%s (", fn->name, type_name(fn->ret));
	for (i = 0; i < fn->params.nr; i++) {
		const struct symbol *sym = vec_ptr(&fn->params, i);

		fprintf(out, "%s%s:%s", i ? ", " : "", sym->name,
			type_name(sym->type));
	}
	fputs(")\n", out);
	print_locals(fn, out);
	print_body(script, fn, out);
}

static void print_functions(const struct script *script, FILE *out)
{
	bool first = true;
	u32 i;

	for (i = 0; i < script->functions.nr; i++) {
		const struct function *fn = vec_ptr(&script->functions, i);

		if (!fn->reached && !script->opts->unoptimized)
			continue;
		if (first)
			fputs("# functions\n", out);
		first = false;
		print_function(script, fn, out);
	}
}

static void print_probe(const struct script *script, const struct probe *probe,
			FILE *out)
{
	u32 i;

	for (i = 0; i < probe->points.nr; i++) {
		const struct point *point = vec_ptr(&probe->points, i);

		fputs(point->text, out);
		if (point->kind == SX_PROBE_PROCESS ||
		    point->kind == SX_PROBE_KERNEL)
			fputs(point->sufficient ? "!"
			      : point->optional ? "?"
						: "",
			      out);
		if (point->origin)
			fprintf(out, " /* <- %s */", point->origin);
		fputc('\n', out);
	}
	print_locals(probe->handler, out);
	print_body(script, probe->handler, out);
}

void resolved_print(const struct script *script, FILE *out)
{
	u32 i;

	print_globals(script, out);
	print_functions(script, out);
	if (script->probes.nr)
		fputs("# probes\n", out);
	for (i = 0; i < script->probes.nr; i++)
		print_probe(script, vec_ptr(&script->probes, i), out);
}
