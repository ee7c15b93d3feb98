// SPDX-License-Identifier: GPL-2.0
/* Expressions of the target, by what stands at their outermost. */
#include <string.h>

#include "target/entry.h"
#include "target/events.h"
#include "target/marks.h"
#include "target/node.h"
#include "target/vars.h"

static bool is_pretty(const struct expr *e)
{
	return e->kind == EX_TARGET && e->op == TOK_TARGET && e->nargs;
}

static struct expr *lower_address(struct lowering *lo, const struct expr *e)
{
	struct object object;

	if (is_pretty(e))
		return refuse(lo, "'%s' makes a text, which has no address",
			      e->text);
	if (e->kind != EX_TARGET)
		return refuse(lo, "'&' takes the address of something in the "
				  "program, not in the script");
	if (!chain_object(lo, e, &object))
		return NULL;
	return value_address(lo, &object);
}

static struct expr *lower_text(struct lowering *lo, const struct expr *e)
{
	const struct expr *of = e->args[0];

	if (of->op == TOK_TARGET && !of->nargs && vars_is_list(of->text))
		return vars_text(lo, of->text, e->text);
	if (strlen(e->text) > 2)
		return refuse(lo, "'$' or '$$' makes a text of a value");
	return pretty_call(lo, of, e->text[1]);
}

static struct expr *lower_value(struct lowering *lo, const struct expr *e)
{
	struct object object;

	return chain_object(lo, e, &object) ? value_of(lo, &object) : NULL;
}

static struct expr *lower_entry_value(struct lowering *lo, const struct expr *e)
{
	if (lo->entry)
		return entry_value(lo, e->args[0]);
	refuse(lo, "'@entry' is what a value was when the function was called: "
		   "it is known in probes of its return");
	return NULL;
}

static struct expr *lower(struct lowering *lo, const struct expr *e)
{
	struct expr *name;
	u32 nr;

	if (entry_is_asked(lo, e))
		return entry_value(lo, e);
	if (e->op == TOK_AT && e->word == AT_ENTRY_VALUE)
		return lower_entry_value(lo, e);
	if (e->op == TOK_AND)
		return lower_address(lo, e->args[0]);
	if (is_pretty(e))
		return lower_text(lo, e);
	if (e->op == TOK_TARGET && vars_is_list(e->text))
		return vars_text(lo, e->text, "");
	if (marks_is_arg(lo, e, &nr))
		return marks_value(lo, nr);
	if (events_is_var(lo, e))
		return events_value(lo, e);
	name = e->op == TOK_TARGET ? marks_name(lo, e->text) : NULL;
	return name ? name : lower_value(lo, e);
}

struct expr *rewrite_at_entry(struct lowering *lo, const struct expr *e)
{
	return lower(lo, e);
}

/* Is it there? A struct is, though it has no number. */
static bool is_defined(struct lowering *lo, const struct expr *e)
{
	struct object object;
	u32 nr;

	if (entry_is_asked(lo, e))
		return entry_is_defined(lo, e, is_defined);
	if (e->op == TOK_AND || is_pretty(e) || events_is_var(lo, e) ||
	    (e->op == TOK_AT && e->word == AT_ENTRY_VALUE) ||
	    (e->op == TOK_TARGET &&
	     (vars_is_list(e->text) || marks_is_arg(lo, e, &nr))))
		return lower(lo, e);
	return chain_object(lo, e, &object) &&
	       (ttype_is_struct(object.type) || value_of(lo, &object));
}

/* Failing is an answer. */
static struct expr *lower_soft(struct lowering *lo, const struct expr *e)
{
	struct expr *done;

	lo->soft++;
	diag_mute(lo->diag);
	done = lower(lo, e);
	diag_unmute(lo->diag);
	lo->soft--;
	return done;
}

static struct expr *lower_defined(struct lowering *lo, const struct expr *e)
{
	bool defined;

	if (e->args[0]->kind != EX_TARGET)
		return refuse(lo, "@defined asks for something of the "
				  "program: $x, @var(...), @cast(...)->m");
	lo->soft++;
	diag_mute(lo->diag);
	defined = is_defined(lo, e->args[0]);
	diag_unmute(lo->diag);
	lo->soft--;
	return node_num(lo, defined);
}

/* --skip-badvars */
static struct expr *lower_or_zero(struct lowering *lo, const struct expr *e)
{
	struct expr *done = lower_soft(lo, e);

	if (done)
		return done;
	diag_warning(lo->diag, W_BADVAR, e->at,
		     "%s is not there, and is taken as %s", refuse_what(lo),
		     is_pretty(e) ? "\"\"" : "0");
	return NULL;
}

static bool is_constant(const struct expr *e, s64 *ret)
{
	*ret = e->num;
	return e->kind == EX_NUM;
}

/* @uregister(N), @uderef(SIZE, ADDRESS), and those of the kernel. */
static struct expr *lower_access(struct lowering *lo, const struct expr *e)
{
	struct expr *first = rewrite_operand(lo, e->args[0]);
	bool kernel = e->word == AT_KREGISTER || e->word == AT_KDEREF;
	s64 num;

	if (!is_constant(first, &num))
		return refuse(lo, "the first argument of '%s' is a constant",
			      e->text);
	if (e->word == AT_UREGISTER || e->word == AT_KREGISTER) {
		if (num < 0 || num > 16)
			return refuse(lo, "a register has a number from 0 to "
					  "16");
		return node_reg(lo, (u32)num);
	}
	if (num != 1 && num != 2 && num != 4 && num != 8)
		return refuse(lo, "1, 2, 4 or 8 bytes can be read");
	return node_read(lo, rewrite_operand(lo, e->args[1]), 0, (u32)num,
			 false, kernel);
}

/* Refused in bind.c, as without debug information. */
static bool is_left(const struct expr *e)
{
	return e->op == TOK_AT &&
	       (e->word == AT_UNKNOWN || e->word == AT_PERF ||
		e->word == AT_CONST || e->word == AT_PROBEWRITE);
}

static bool is_access(const struct expr *e)
{
	return e->op == TOK_AT &&
	       (e->word == AT_KREGISTER || e->word == AT_UREGISTER ||
		e->word == AT_KDEREF || e->word == AT_UDEREF);
}

static struct expr *rewrite_target(struct lowering *lo, struct expr *e)
{
	struct span outer = lo->span;
	const struct expr *whole = lo->whole;
	struct expr *done;

	if (is_left(rewrite_root(e)))
		return e;
	lo->span = e->at;
	lo->whole = e;
	if (is_access(e))
		done = lower_access(lo, e);
	else if (e->op == TOK_AT && e->word == AT_DEFINED)
		done = lower_defined(lo, e);
	else if (lo->opts->skip_badvars)
		done = lower_or_zero(lo, e);
	else
		done = lower(lo, e);
	/* The error is out; the rest can be read on. */
	if (!done && is_pretty(e))
		done = node_str(lo, "");
	else if (!done)
		done = node_num(lo, 0);
	lo->span = outer;
	lo->whole = whole;
	return done;
}

const struct expr *rewrite_root(const struct expr *e)
{
	while (e->nargs && e->op != TOK_AT && e->args[0]->kind == EX_TARGET)
		e = e->args[0];
	return e;
}

/* The branch that is not taken may name what is not there. */
static struct expr *rewrite_choice(struct lowering *lo, struct expr *e)
{
	s64 num;

	e->args[0] = rewrite_expr(lo, e->args[0]);
	if (stmts_is_const(e->args[0], &num))
		return rewrite_expr(lo, e->args[num ? 1 : 2]);
	e->args[1] = rewrite_expr(lo, e->args[1]);
	e->args[2] = rewrite_expr(lo, e->args[2]);
	return e;
}

static struct expr *rewrite_logic(struct lowering *lo, struct expr *e)
{
	s64 num;

	e->args[0] = rewrite_expr(lo, e->args[0]);
	if (stmts_is_const(e->args[0], &num) && !num == (e->op == TOK_LOGAND))
		return node_num(lo, num != 0);
	e->args[1] = rewrite_expr(lo, e->args[1]);
	return e;
}

/* bind.c refuses to change the program. */
static bool is_write(const struct expr *e)
{
	return (e->kind == EX_ASSIGN || e->kind == EX_CREMENT) &&
	       e->args[0]->kind == EX_TARGET;
}

struct expr *rewrite_expr(struct lowering *lo, struct expr *e)
{
	u32 i;

	if (!e)
		return NULL;
	if (e->kind == EX_TARGET)
		return rewrite_target(lo, e);
	if (e->kind == EX_COND)
		return rewrite_choice(lo, e);
	if (e->kind == EX_LOGIC)
		return rewrite_logic(lo, e);
	for (i = is_write(e); i < e->nargs; i++)
		e->args[i] = rewrite_expr(lo, e->args[i]);
	return e;
}
