// SPDX-License-Identifier: GPL-2.0
/* Expressions as text; parentheses around every operand that has operators. */
#include "script/print_internal.h"

#include <stapx/opcodes.h>

void print_string(const char *text, FILE *out)
{
	const unsigned char *s;

	fputc('"', out);
	for (s = (const unsigned char *)text; *s; s++) {
		if (*s == '"' || *s == '\\')
			fprintf(out, "\\%c", *s);
		else if (*s == '\n')
			fputs("\\n", out);
		else if (*s == '\t')
			fputs("\\t", out);
		else if (*s < 0x20 || *s == 0x7f)
			fprintf(out, "\\%03o", *s);
		else
			fputc(*s, out);
	}
	fputc('"', out);
}

static bool is_simple(const struct expr *e)
{
	switch (e->kind) {
	case EX_UNARY:
	case EX_BINARY:
	case EX_LOGIC:
	case EX_REGEX:
	case EX_COND:
	case EX_ASSIGN:
	case EX_CREMENT:
	case EX_IN:
		return false;
	case EX_TARGET:
		return e->op != TOK_AND;
	default:
		return true;
	}
}

static void print_operand(const struct expr *e, FILE *out)
{
	if (!is_simple(e))
		fputc('(', out);
	print_expr(e, out);
	if (!is_simple(e))
		fputc(')', out);
}

void print_list(struct expr *const *list, u32 nr, FILE *out)
{
	u32 i;

	for (i = 0; i < nr; i++) {
		if (i)
			fputs(", ", out);
		print_expr(list[i], out);
	}
}

static void print_call(const struct expr *e, const char *open,
		       const char *close, FILE *out)
{
	fputs(e->text, out);
	fputs(open, out);
	print_list(e->args, e->nargs, out);
	fputs(close, out);
}

static void print_infix(const struct expr *e, FILE *out)
{
	print_operand(e->args[0], out);
	fprintf(out, " %s ", lex_kind_text(e->op));
	print_operand(e->args[1], out);
}

static void print_crement(const struct expr *e, FILE *out)
{
	if (!e->postfix)
		fputs(lex_kind_text(e->op), out);
	print_operand(e->args[0], out);
	if (e->postfix)
		fputs(lex_kind_text(e->op), out);
}

static void print_choice(const struct expr *e, FILE *out)
{
	print_operand(e->args[0], out);
	fputs(" ? ", out);
	print_operand(e->args[1], out);
	fputs(" : ", out);
	print_operand(e->args[2], out);
}

/* `(a)[1]` is no element of a global array. */
static void print_indexed(const struct expr *e, FILE *out)
{
	if (e->kind == EX_VAR)
		fprintf(out, "(%s)", e->text);
	else
		print_operand(e, out);
}

static void print_target(const struct expr *e, FILE *out)
{
	switch (e->op) {
	case TOK_ARROW:
		print_operand(e->args[0], out);
		fprintf(out, "->%s", e->text);
		break;
	case TOK_LBRACKET:
		print_indexed(e->args[0], out);
		fputc('[', out);
		print_expr(e->args[1], out);
		fputc(']', out);
		break;
	case TOK_AND:
		fputc('&', out);
		print_operand(e->args[0], out);
		break;
	case TOK_TARGET:
		if (e->nargs)
			print_operand(e->args[0], out);
		fputs(e->text, out);
		break;
	default:
		print_call(e, e->nargs ? "(" : "", e->nargs ? ")" : "", out);
		break;
	}
}

/* No text that could be parsed again: these exist behind the parser only. */
static void print_access(const struct expr *e, FILE *out)
{
	static const char *const types[] = { "u8", "u16", "u32", "u64",
					     "s8", "s16", "s32", "s64" };

	if (e->kind == EX_REG) {
		fprintf(out, "@reg(%lld)", (long long)e->num);
		return;
	}
	if (e->kind == EX_BASE) {
		fputs("@base(", out);
		print_string(e->text, out);
		fputc(')', out);
		return;
	}
	fputs("@read(", out);
	print_expr(e->args[0], out);
	fprintf(out, ", %lld, %s%s)", (long long)e->num,
		e->read & SX_READ_KERNEL ? "kernel " : "",
		types[SX_READ_TYPE(e->read)]);
}

void print_expr(const struct expr *e, FILE *out)
{
	switch (e->kind) {
	case EX_NUM:
		fprintf(out, "%llu", (unsigned long long)e->num);
		break;
	case EX_STR:
		print_string(e->text, out);
		break;
	case EX_VAR:
		fputs(e->text, out);
		break;
	case EX_INDEX:
		print_call(e, "[", "]", out);
		break;
	case EX_ANY:
		fputc('*', out);
		break;
	case EX_UNARY:
		fputs(lex_kind_text(e->op), out);
		print_operand(e->args[0], out);
		break;
	case EX_BINARY:
	case EX_LOGIC:
	case EX_ASSIGN:
		print_infix(e, out);
		break;
	case EX_COND:
		print_choice(e, out);
		break;
	case EX_CREMENT:
		print_crement(e, out);
		break;
	case EX_IN:
		fputc('[', out);
		print_list(e->args, e->nargs, out);
		fprintf(out, "] in %s", e->text);
		break;
	case EX_REGEX:
		print_operand(e->args[0], out);
		fprintf(out, " %s ", lex_kind_text(e->op));
		print_string(e->pattern->text, out);
		break;
	case EX_BUCKET:
		print_expr(e->args[0], out);
		fputc('[', out);
		print_expr(e->args[1], out);
		fputc(']', out);
		break;
	case EX_CALL:
	case EX_PRINT:
	case EX_AGG:
	case EX_HIST:
		print_call(e, "(", ")", out);
		break;
	case EX_TARGET:
		print_target(e, out);
		break;
	case EX_REG:
	case EX_READ:
	case EX_BASE:
		print_access(e, out);
		break;
	}
}
