// SPDX-License-Identifier: GPL-2.0
/* Types of what is printed: formats, delimiters, histograms. */
#include <string.h>

#include "format.h"
#include "script/infer_internal.h"

/* Operand nr of a format, wanted as type by a conversion. */
static void check_operand(struct infer *in, struct expr *e, u32 nr,
			  enum type type, char conv)
{
	if (nr < e->nargs)
		infer_need(in, e->args[nr], type,
			   arena_printf(in->script->arena,
					conv == '*' ? "'%c'" : "'%%%c'", conv));
}

static void report_format(struct infer *in, const struct expr *format,
			  u32 error, u32 pos)
{
	const char *text = format->text;

	switch (error) {
	case SX_FORMAT_UNFINISHED:
		diag_error(in->diag, E_FORMAT, format->span,
			   "the format ends inside of a conversion");
		break;
	case SX_FORMAT_TOO_WIDE:
		diag_error(in->diag, E_FORMAT, format->span,
			   "a width or precision is larger than %d",
			   SX_FORMAT_MAX_WIDTH);
		break;
	default:
		diag_error(in->diag, E_FORMAT, format->span,
			   "the format has no conversion '%%%c'", text[pos]);
		break;
	}
	diag_note(in->diag,
		  "conversions: %%d %%i %%u %%o %%x %%X %%p %%s %%c %%b "
		  "%%m %%M; "
		  "a percent sign is written %%%%");
}

/* Operands of one conversion; the number of the next one. */
static u32 check_piece(struct infer *in, struct expr *e,
		       const struct sx_format_piece *piece, u32 nr)
{
	if (!piece->conv)
		return nr;
	if (piece->star_width)
		check_operand(in, e, nr++, TYPE_LONG, '*');
	if (piece->star_precision)
		check_operand(in, e, nr++, TYPE_LONG, '*');
	check_operand(in, e, nr, piece->conv == 's' ? TYPE_STRING : TYPE_LONG,
		      piece->conv);
	return nr + 1;
}

static void infer_format(struct infer *in, struct expr *e)
{
	struct expr *format = e->args[0];
	struct sx_format_piece piece;
	u32 pos = 0, error, nr = 1;
	int got;

	if (format->kind != EX_STR) {
		diag_error(in->diag, E_FORMAT, format->span,
			   "the format of '%s' must be a string constant",
			   e->text);
		return;
	}
	for (;;) {
		got = sx_format_next(format->text, (u32)strlen(format->text),
				     &pos, &piece, &error);
		if (got <= 0)
			break;
		nr = check_piece(in, e, &piece, nr);
	}
	if (got < 0)
		report_format(in, format, error, pos);
	else if (nr != e->nargs)
		diag_error(in->diag, E_FORMAT, e->at,
			   "the format wants %u operand%s, and got %u", nr - 1,
			   nr == 2 ? "" : "s", e->nargs - 1);
}

static bool is_hist_print(const struct expr *e)
{
	return e->nargs == 1 && e->args[0]->kind == EX_HIST &&
	       !e->print->format && !e->print->delimited &&
	       !e->print->to_string;
}

void infer_hist(struct infer *in, struct expr *hist)
{
	if (hist->nargs)
		infer_expr(in, hist->args[0]);
	hist->type = types_create(in->script->arena, TYPE_NONE, hist->span);
}

static void check_count(struct infer *in, const struct expr *e)
{
	u32 least = e->print->format ? 1 : e->print->delimited ? 2 : 0;

	if (e->nargs < least)
		diag_error(in->diag, E_ARITY, e->at, "'%s' needs %s", e->text,
			   least == 1 ? "a format"
				      : "a delimiter and something to print");
	else if (!e->nargs && !e->print->newline)
		diag_error(in->diag, E_ARITY, e->at,
			   "'%s' needs something to print", e->text);
}

void infer_print(struct infer *in, struct expr *e)
{
	u32 i;

	e->type = types_create(in->script->arena,
			       e->print->to_string ? TYPE_STRING : TYPE_NONE,
			       e->span);
	check_count(in, e);
	if (is_hist_print(e)) {
		infer_hist(in, e->args[0]);
		return;
	}
	for (i = 0; i < e->nargs; i++)
		infer_value(in, e->args[i]);
	if (e->print->format && e->nargs)
		infer_format(in, e);
	if (e->print->delimited && e->nargs)
		infer_need(in, e->args[0], TYPE_STRING, "a delimiter");
}
