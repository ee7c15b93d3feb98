// SPDX-License-Identifier: GPL-2.0
/* Declarations and statements as text. */
#include "script/print.h"

#include "script/print_internal.h"

static void indent(int depth, FILE *out)
{
	while (depth-- > 0)
		fputc('\t', out);
}

static void print_keyed(const char *word, const struct expr *e, FILE *out)
{
	fputs(word, out);
	if (e) {
		fputc(' ', out);
		print_expr(e, out);
	}
	fputc('\n', out);
}

static void print_condition(const char *word, const struct expr *e, FILE *out)
{
	fprintf(out, "%s (", word);
	print_expr(e, out);
	fputs(")\n", out);
}

/* Up to its `}`. */
static void print_braces(const struct stmt *s, int depth, FILE *out)
{
	const struct stmt *each;

	fputs("{\n", out);
	for (each = s->body; each; each = each->next)
		print_stmt(each, depth + 1, out);
	indent(depth, out);
	fputc('}', out);
}

static void print_block(const struct stmt *s, int depth, FILE *out)
{
	print_braces(s, depth, out);
	fputc('\n', out);
}

static void print_if(const struct stmt *s, int depth, FILE *out)
{
	print_condition("if", s->expr, out);
	print_stmt(s->body, depth + 1, out);
	if (!s->other)
		return;
	indent(depth, out);
	fputs("else\n", out);
	print_stmt(s->other, depth + 1, out);
}

static void print_for(const struct stmt *s, int depth, FILE *out)
{
	fputs("for (", out);
	if (s->init)
		print_expr(s->init, out);
	fputs("; ", out);
	if (s->expr)
		print_expr(s->expr, out);
	fputs("; ", out);
	if (s->step)
		print_expr(s->step, out);
	fputs(")\n", out);
	print_stmt(s->body, depth + 1, out);
}

static const char *direction(const struct foreach *each, u32 column)
{
	if (each->sort_by != column || !each->dir)
		return "";
	return each->dir > 0 ? "+" : "-";
}

static void print_loop_array(const struct foreach *each, FILE *out)
{
	static const char *const aggs[] = { "@count", "@sum", "@min",
					    "@max",   "@avg", "@variance" };

	fputs(" in ", out);
	if (each->buckets)
		print_expr(each->buckets, out);
	else
		fputs(each->name, out);
	if (each->slice) {
		fputc('[', out);
		print_list(each->slice, each->nslice, out);
		fputc(']', out);
	}
	if (each->sort_agg)
		fprintf(out, " %s%s", aggs[each->sort_by - SX_SORT_AGG],
			direction(each, each->sort_by));
	else
		fputs(direction(each, SX_SORT_VALUE), out);
	if (each->limit) {
		fputs(" limit ", out);
		print_expr(each->limit, out);
	}
}

static void print_foreach(const struct stmt *s, int depth, FILE *out)
{
	const struct foreach *each = s->each;
	u32 i;

	fputs("foreach (", out);
	if (each->value)
		fprintf(out, "%s = ", each->value->text);
	fputc('[', out);
	for (i = 0; i < each->nkeys; i++)
		fprintf(out, "%s%s%s", i ? ", " : "", each->keys[i]->text,
			direction(each, i + 1));
	fputc(']', out);
	print_loop_array(each, out);
	fputs(")\n", out);
	print_stmt(s->body, depth + 1, out);
}

static void print_try(const struct stmt *s, int depth, FILE *out)
{
	fputs("try ", out);
	print_block(s->body, depth, out);
	indent(depth, out);
	if (s->expr)
		fprintf(out, "catch (%s) ", s->expr->text);
	else
		fputs("catch ", out);
	print_block(s->other, depth, out);
}

void print_stmt(const struct stmt *s, int depth, FILE *out)
{
	indent(depth, out);
	switch (s->kind) {
	case ST_EMPTY:
		fputs(";\n", out);
		break;
	case ST_BLOCK:
		print_block(s, depth, out);
		break;
	case ST_EXPR:
		print_expr(s->expr, out);
		fputs(";\n", out);
		break;
	case ST_IF:
		print_if(s, depth, out);
		break;
	case ST_WHILE:
		print_condition("while", s->expr, out);
		print_stmt(s->body, depth + 1, out);
		break;
	case ST_FOR:
		print_for(s, depth, out);
		break;
	case ST_FOREACH:
		print_foreach(s, depth, out);
		break;
	case ST_BREAK:
		fputs("break\n", out);
		break;
	case ST_CONTINUE:
		fputs("continue\n", out);
		break;
	case ST_NEXT:
		fputs("next\n", out);
		break;
	case ST_RETURN:
		print_keyed(s->expr ? "return" : "return;", s->expr, out);
		break;
	case ST_DELETE:
		print_keyed("delete", s->expr, out);
		break;
	case ST_TRY:
		print_try(s, depth, out);
		break;
	}
}

static void print_literal(const struct expr *e, FILE *out)
{
	if (e->kind == EX_STR)
		print_string(e->text, out);
	else
		fprintf(out, "%lld", (long long)e->num);
}

static void print_global(const struct symbol *sym, FILE *out)
{
	fprintf(out, "%sglobal %s%s", sym->is_private ? "private " : "",
		sym->name, sym->wrap ? "%" : "");
	if (sym->size) {
		fputc('[', out);
		print_literal(sym->size, out);
		fputc(']', out);
	}
	if (sym->init) {
		fputs(" = ", out);
		print_literal(sym->init, out);
	}
	fputc('\n', out);
}

static void print_type(struct tvar *type, FILE *out)
{
	if (types_of(type) == TYPE_LONG || types_of(type) == TYPE_STRING)
		fprintf(out, ":%s", types_name(types_of(type)));
}

static void print_function(const struct function *fn, FILE *out)
{
	u32 i;

	fprintf(out, "%sfunction %s", fn->is_private ? "private " : "",
		fn->name);
	print_type(fn->ret, out);
	fputs(" (", out);
	for (i = 0; i < fn->params.nr; i++) {
		const struct symbol *sym = vec_ptr(&fn->params, i);

		fprintf(out, "%s%s", i ? ", " : "", sym->name);
		print_type(sym->type, out);
	}
	fputc(')', out);
	if (fn->has_priority)
		fprintf(out, ":%lld", (long long)fn->priority);
	fputc(' ', out);
	print_block(fn->body, 0, out);
}

static void print_point(const struct point *point, FILE *out)
{
	fputs(point->text, out);
	if (point->optional || point->sufficient)
		fputs(point->optional ? " ?" : " !", out);
	if (point->condition) {
		fputs(" if (", out);
		print_expr(point->condition, out);
		fputc(')', out);
	}
}

static void print_points(const struct vec *points, FILE *out)
{
	u32 i;

	for (i = 0; i < points->nr; i++) {
		if (i)
			fputs(",\n      ", out);
		print_point(vec_ptr(points, i), out);
	}
}

static void print_handler(const struct function *handler, FILE *out)
{
	fputc(' ', out);
	print_block(handler->body, 0, out);
}

static void print_alias(const struct alias *alias, FILE *out)
{
	u32 i;

	fputs("probe ", out);
	for (i = 0; i < alias->names.nr; i++) {
		print_point(vec_ptr(&alias->names, i), out);
		fputs(alias->append && i + 1 == alias->names.nr ? " += "
								: " = ",
		      out);
	}
	print_points(&alias->targets, out);
	fputc(' ', out);
	print_braces(alias->handler->body, 0, out);
	if (alias->epilogue) {
		fputs(", ", out);
		print_braces(alias->epilogue->body, 0, out);
	}
	fputc('\n', out);
}

static void print_probe(const struct probe *probe, FILE *out)
{
	fputs("probe ", out);
	print_points(&probe->points, out);
	print_handler(probe->handler, out);
}

void print_script(const struct script *script, FILE *out)
{
	u32 i;

	for (i = 0; i < script->globals.nr; i++)
		print_global(vec_ptr(&script->globals, i), out);
	for (i = 0; i < script->functions.nr; i++)
		print_function(vec_ptr(&script->functions, i), out);
	for (i = 0; i < script->aliases.nr; i++)
		print_alias(vec_ptr(&script->aliases, i), out);
	for (i = 0; i < script->probes.nr; i++)
		print_probe(vec_ptr(&script->probes, i), out);
}
