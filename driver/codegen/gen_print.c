// SPDX-License-Identifier: GPL-2.0
/*
 * The print family. All of it becomes one format: constants become part of
 * its text, the rest its operands. Where that needs more operands than a
 * format has, it is cut into several.
 */
#include "codegen/gen.h"

#include <string.h>

#include "format.h"

struct printer {
	struct gen *g;
	struct expr *e;
	struct strbuf text; /* of the format */
	struct gen_operand ops[SX_MAX_FORMAT_ARGS];
	u8 types[SX_MAX_FORMAT_ARGS];
	u32 nr;
	emit_reg result; /* sprint: the text so far, or EMIT_NONE */
};

static void put_text(struct printer *p, const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if (text[i] == '%')
			strbuf_put(&p->text, '%');
		strbuf_put(&p->text, text[i]);
	}
}

static u32 format_row(struct printer *p)
{
	const char *text =
		intern_bytes(p->g->script->intern, p->text.text, p->text.len);

	if (p->text.len <= BUILD_MAX_STRING)
		return build_format(&p->g->img, text, p->types, p->nr);
	return gen_string(p->g, text, p->e->span);
}

static void join(struct printer *p, emit_reg part)
{
	if (p->result == EMIT_NONE)
		p->result = part;
	else
		emit_op(&p->g->em, SX_OP_SCAT, p->result, p->result, part, 0);
}

/* Emits what was gathered; to: where the text goes, for sprint. */
static void flush(struct printer *p, emit_reg to)
{
	struct gen *g = p->g;
	struct emit_mark mark = emit_mark(&g->em);
	struct gen_group group = gen_group(g, p->ops, p->nr, false);
	u32 format = format_row(p);

	g->em.span = p->e->at;
	emit_release(&g->em, mark);
	if (p->e->print->to_string) {
		to = gen_dest(g, true, to);
		emit_op(&g->em, SX_OP_SPRINTF, group.ints, group.strs, to,
			(s32)format);
		join(p, to);
	} else {
		emit_op(&g->em, SX_OP_PRINTF, group.ints, group.strs, 0,
			(s32)format);
	}
	strbuf_reset(&p->text);
	p->nr = 0;
}

/* Makes room for that many operands in the format. */
static void make_room(struct printer *p, u32 nr)
{
	if (p->nr + nr > SX_MAX_FORMAT_ARGS)
		flush(p, EMIT_NONE);
}

static void put_operand(struct printer *p, struct gen_operand op, bool string)
{
	p->ops[p->nr] = op;
	p->types[p->nr++] = string ? SX_T_STR : SX_T_INT;
}

/* A value with its plain conversion. */
static void put_value(struct printer *p, struct gen_operand op)
{
	bool string = op.e ? gen_is_string(op.e) : (op.reg & EMIT_STR) != 0;

	if (op.e && op.e->kind == EX_STR) {
		put_text(p, op.e->text, strlen(op.e->text));
		return;
	}
	if (op.e && op.e->kind == EX_NUM) {
		strbuf_printf(&p->text, "%lld", (long long)op.e->num);
		return;
	}
	make_room(p, 1);
	strbuf_puts(&p->text, string ? "%s" : "%d");
	put_operand(p, op, string);
}

/* `%d`, `%s` without any addition. */
static bool is_plain(const struct sx_format_piece *piece)
{
	return !piece->flags && !piece->star_width && !piece->width &&
	       !piece->star_precision && piece->precision < 0 &&
	       (piece->conv == 'd' || piece->conv == 'i' || piece->conv == 's');
}

static u32 put_piece(struct printer *p, const struct sx_format_piece *piece,
		     u32 arg)
{
	struct expr *const *args = p->e->args;
	const char *text = args[0]->text + piece->off;
	u32 operands = 1 + piece->star_width + piece->star_precision;

	if (!piece->conv) {
		put_text(p, text, piece->len);
		return arg;
	}
	if (is_plain(piece) &&
	    (args[arg]->kind == EX_STR || args[arg]->kind == EX_NUM)) {
		put_value(p, (struct gen_operand){ args[arg], EMIT_NONE });
		return arg + 1;
	}
	make_room(p, operands);
	strbuf_add(&p->text, text, piece->len);
	for (; operands; operands--, arg++)
		put_operand(p, (struct gen_operand){ args[arg], EMIT_NONE },
			    gen_is_string(args[arg]));
	return arg;
}

static void put_format(struct printer *p)
{
	const char *text = p->e->args[0]->text;
	struct sx_format_piece piece;
	u32 pos = 0, arg = 1, error;

	while (sx_format_next(text, (u32)strlen(text), &pos, &piece, &error) >
	       0)
		arg = put_piece(p, &piece, arg);
}

static void put_values(struct printer *p)
{
	struct expr *e = p->e;
	struct gen_operand delimiter = { NULL, EMIT_NONE };
	u32 first = e->print->delimited ? 1 : 0;
	u32 i;

	if (first && e->args[0]->kind == EX_STR)
		delimiter.e = e->args[0];
	else if (first)
		delimiter.reg = gen_copy(p->g, e->args[0]);
	for (i = first; i < e->nargs; i++) {
		if (first && i > first)
			put_value(p, delimiter);
		put_value(p, (struct gen_operand){ e->args[i], EMIT_NONE });
	}
	if (e->print->newline)
		strbuf_put(&p->text, '\n');
}

/* A string without operands: "100%%" is "100%". */
static emit_reg flush_constant(struct printer *p, emit_reg want)
{
	struct strbuf sb;
	size_t i;
	emit_reg reg;

	strbuf_init(&sb, p->g->script->arena);
	for (i = 0; i < p->text.len; i++) {
		strbuf_put(&sb, p->text.text[i]);
		i += p->text.text[i] == '%';
	}
	reg = gen_dest(p->g, true, want);
	emit_op(&p->g->em, SX_OP_LS, reg, 0, 0,
		(s32)gen_string(p->g, intern_str(p->g->script->intern, sb.text),
				p->e->span));
	return reg;
}

static void print_hist(struct gen *g, struct expr *e)
{
	struct expr *stat = e->args[0]->args[0];
	struct emit_mark mark = emit_mark(&g->em);
	struct gen_group keys = gen_args(g, stat->args, stat->nargs, false);

	gen_lock(g, stat->sym, SX_LOCK_WRITE);
	g->em.span = e->at;
	if (stat->sym->nkeys)
		emit_op(&g->em, SX_OP_MHIST, keys.ints, keys.strs, 0,
			(s32)stat->sym->index);
	else
		emit_op(&g->em, SX_OP_STHIST, 0, 0, 0, (s32)stat->sym->index);
	emit_release(&g->em, mark);
}

static emit_reg finish_string(struct printer *p, struct emit_mark mark,
			      emit_reg want)
{
	struct gen *g = p->g;

	if (p->result == EMIT_NONE && !p->nr) {
		emit_release(&g->em, mark);
		return flush_constant(p, want);
	}
	if (p->result == EMIT_NONE) {
		/* One format: straight to where it is wanted. */
		flush(p, want);
		if (want != EMIT_NONE) {
			emit_release(&g->em, mark);
			return want;
		}
	} else if (p->text.len) {
		flush(p, EMIT_NONE);
	}
	emit_release(&g->em, mark);
	return gen_move(g, p->result, gen_dest(g, true, want));
}

emit_reg gen_print(struct gen *g, struct expr *e, emit_reg want)
{
	struct emit_mark mark = emit_mark(&g->em);
	struct printer p = { .g = g, .e = e, .result = EMIT_NONE };

	strbuf_init(&p.text, g->script->arena);
	if (e->nargs == 1 && e->args[0]->kind == EX_HIST) {
		print_hist(g, e);
		if (e->print->newline)
			strbuf_put(&p.text, '\n');
	} else if (e->print->format) {
		put_format(&p);
	} else {
		put_values(&p);
	}
	if (e->print->to_string)
		return finish_string(&p, mark, want);
	if (p.text.len)
		flush(&p, EMIT_NONE);
	emit_release(&g->em, mark);
	return EMIT_NONE;
}
