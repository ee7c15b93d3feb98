// SPDX-License-Identifier: GPL-2.0
/* $arg1, $arg2, ... of SDT marks: by what the mark's note says. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "index/mark_args.h"
#include "index/symbols.h"
#include "target/marks.h"
#include "target/node.h"

#define REGS_NR 17 /* with rip */

static const char *args_of(const struct lowering *lo)
{
	return index_str(lo->spot->ix, lo->spot->mark->args);
}

bool marks_is_arg(const struct lowering *lo, const struct expr *e, u32 *ret)
{
	char *end;
	unsigned long nr;

	if (!lo->spot || !lo->spot->mark || e->op != TOK_TARGET || e->nargs ||
	    strncmp(e->text, "$arg", 4) != 0)
		return false;
	nr = strtoul(e->text + 4, &end, 10);
	*ret = (u32)nr;
	return e->text[4] >= '1' && e->text[4] <= '9' && !*end && nr < 1000;
}

static struct expr *unknown_form(struct lowering *lo)
{
	return refuse(lo,
		      "the mark says where %s is in a way that is not "
		      "known: \"%s\"",
		      refuse_what(lo), args_of(lo));
}

/* The address of the operand's symbol, where it has one. */
static struct expr *add_symbol(struct lowering *lo, const struct mark_arg *arg,
			       struct expr *e)
{
	const char *name;
	u32 addr;

	if (!arg->symbol)
		return e;
	name = arena_strndup(lo->arena, arg->symbol, arg->symbol_len);
	if (!symbol_addr(lo->spot->ix, name, &addr))
		return refuse(lo, "%s has no symbol '%s', which a mark names",
			      lo->home->path, name);
	if (e && e->kind == EX_NUM && !e->num)
		return address_of(lo, lo->home, addr);
	return node_binary(lo, TOK_ADD, e, address_of(lo, lo->home, addr));
}

static struct expr *memory_address(struct lowering *lo,
				   const struct mark_arg *arg)
{
	struct expr *e = node_num(lo, 0);

	if (arg->base < MARK_ARG_RIP)
		e = node_reg(lo, arg->base);
	else if (arg->base == MARK_ARG_RIP && !arg->symbol)
		return unknown_form(lo);
	if (arg->index < MARK_ARG_RIP)
		e = node_binary(lo, TOK_ADD, e,
				node_binary(lo, TOK_MUL,
					    node_reg(lo, arg->index),
					    node_num(lo, arg->scale)));
	if (arg->segment != MARK_ARG_NO_REG)
		e = node_binary(lo, TOK_ADD, e, node_reg(lo, arg->segment));
	e = add_symbol(lo, arg, e);
	return e ? node_add(lo, e, arg->value) : NULL;
}

static struct expr *register_value(struct lowering *lo,
				   const struct mark_arg *arg)
{
	struct expr *e;

	if (arg->reg >= REGS_NR)
		return refuse(lo,
			      "%s is in a register for floating-point "
			      "numbers, which a probe does not see",
			      refuse_what(lo));
	e = node_reg(lo, arg->reg);
	if (arg->reg_shift)
		e = node_binary(lo, TOK_SHRU, e, node_num(lo, arg->reg_shift));
	return e;
}

static struct expr *arg_value(struct lowering *lo, const struct mark_arg *arg)
{
	u32 size = arg->size ? arg->size : 8;
	struct expr *e;

	if (size != 1 && size != 2 && size != 4 && size != 8)
		return unknown_form(lo);
	if (arg->kind == MARK_ARG_MEM) {
		e = memory_address(lo, arg);
		return e ? node_read(lo, e, 0, size, arg->is_signed, false)
			 : NULL;
	}
	if (arg->kind == MARK_ARG_REG) {
		e = register_value(lo, arg);
		if (!arg->size && arg->reg_size)
			size = arg->reg_size;
		return e ? node_cut(lo, e, size * 8, arg->is_signed) : NULL;
	}
	e = node_num(lo, arg->value);
	return arg->symbol ? add_symbol(lo, arg, e)
			   : node_cut(lo, e, size * 8, arg->is_signed);
}

/* A float becomes a double, as variables do. */
static struct expr *typed_value(struct lowering *lo, const struct mark_arg *arg)
{
	struct expr *e = arg_value(lo, arg), *call;

	if (!e || !arg->is_float || arg->size != 4)
		return e;
	call = node_call(lo, "fp32_to_fp64", 1);
	call->args[0] = e;
	ast_finish(call);
	return call;
}

struct expr *marks_value(struct lowering *lo, u32 nr)
{
	const char *text = args_of(lo);
	u32 i, all = mark_args_nr(text);
	struct mark_arg arg;
	int got = 0;

	if (nr > all)
		return refuse(lo, "the mark '%s' has %u argument%s",
			      lo->spot->name, all, all == 1 ? "" : "s");
	for (i = 0; i < nr; i++) {
		got = mark_arg_next(&text, &arg);
		if (!got)
			return unknown_form(lo);
	}
	return got < 0 ? unknown_form(lo) : typed_value(lo, &arg);
}

/* $$vars and $$parms: "arg1=0x1 arg2=?". */
struct expr *marks_list(struct lowering *lo)
{
	u32 i, nr = mark_args_nr(args_of(lo));
	struct strbuf format;
	struct vec args;

	vec_init(&args, lo->arena, sizeof(void *));
	strbuf_init(&format, lo->arena);
	lo->soft++;
	diag_mute(lo->diag);
	for (i = 1; i <= nr && args.nr < SX_MAX_FORMAT_ARGS; i++) {
		struct expr *e = marks_value(lo, i);

		strbuf_printf(&format, "%sarg%u=%s", i > 1 ? " " : "", i,
			      e ? "%#x" : "?");
		if (e)
			vec_push_ptr(&args, e);
	}
	diag_unmute(lo->diag);
	lo->soft--;
	if (!args.nr)
		return node_str(lo, format.text);
	return node_sprintf(lo, format.text, &args);
}

struct expr *marks_name(struct lowering *lo, const char *name)
{
	const struct index_mark *mark = lo->spot ? lo->spot->mark : NULL;

	if (mark && !strcmp(name, "$$name"))
		return node_str(lo, index_str(lo->spot->ix, mark->name));
	if (mark && !strcmp(name, "$$provider"))
		return node_str(lo, index_str(lo->spot->ix, mark->provider));
	return NULL;
}
