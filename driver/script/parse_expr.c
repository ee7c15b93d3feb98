// SPDX-License-Identifier: GPL-2.0
/*
 * Operators, by precedence climbing. The levels are SystemTap's, where they
 * differ from C's: all comparisons share one, `in` stands below them, `.`
 * between shifts and sums, and `<<<` is an assignment.
 */
#include <errno.h>

#include "script/parse_internal.h"

#define LEVEL_IN  6
#define LEVEL_CMP 7
#define LEVEL_MAX 11

/* Level of a binary operator, from weak to strong; 0: none. */
static u32 level_of(enum tok op)
{
	switch (op) {
	case TOK_LOGOR:
		return 1;
	case TOK_LOGAND:
		return 2;
	case TOK_OR:
		return 3;
	case TOK_XOR:
		return 4;
	case TOK_AND:
		return 5;
	case TOK_IN:
		return LEVEL_IN;
	case TOK_LT:
	case TOK_GT:
	case TOK_LE:
	case TOK_GE:
	case TOK_EQ:
	case TOK_NE:
	case TOK_MATCH:
	case TOK_NOT_MATCH:
		return LEVEL_CMP;
	case TOK_SHL:
	case TOK_SHR:
	case TOK_SHRU:
		return 8;
	case TOK_DOT:
		return 9;
	case TOK_ADD:
	case TOK_SUB:
		return 10;
	case TOK_MUL:
	case TOK_DIV:
	case TOK_MOD:
		return LEVEL_MAX;
	default:
		return 0;
	}
}

static bool is_assignment(enum tok op)
{
	switch (op) {
	case TOK_ASSIGN:
	case TOK_STAT_ADD:
	case TOK_ADD_ASSIGN:
	case TOK_SUB_ASSIGN:
	case TOK_MUL_ASSIGN:
	case TOK_DIV_ASSIGN:
	case TOK_MOD_ASSIGN:
	case TOK_SHL_ASSIGN:
	case TOK_SHR_ASSIGN:
	case TOK_SHRU_ASSIGN:
	case TOK_AND_ASSIGN:
	case TOK_OR_ASSIGN:
	case TOK_XOR_ASSIGN:
	case TOK_CAT_ASSIGN:
		return true;
	default:
		return false;
	}
}

struct expr *parse_finish(struct parser *p, struct expr *e)
{
	ast_finish(e);
	if (e->height <= AST_MAX_HEIGHT)
		return e;
	diag_error(p->diag, E_TOO_LARGE, e->at,
		   "this expression has too many levels (more than %d)",
		   AST_MAX_HEIGHT);
	diag_note(p->diag, "compute a part of it in a variable first");
	return NULL;
}

static struct expr *parse_unary(struct parser *p);

/* Operator op, at `at`, was consumed; its operand follows. */
static struct expr *parse_operand(struct parser *p, enum expr_kind kind,
				  enum tok op, struct span at)
{
	struct expr *e = ast_expr(p->script, kind, at, 1);

	if (parse_enter(p))
		return NULL;
	e->op = op;
	e->args[0] = parse_unary(p);
	parse_leave(p);
	if (!e->args[0])
		return NULL;
	e->span = span_join(at, p->last);
	return parse_finish(p, e);
}

/* Increments and assignments need a variable. */
static int check_lvalue(struct parser *p, const struct expr *e, struct span at)
{
	if (ast_is_var(e) || e->kind == EX_TARGET)
		return 0;
	diag_error(p->diag, E_LVALUE, at,
		   "the left side cannot be assigned to");
	diag_note_at(p->diag, e->span,
		     "this is no variable and no element of an array");
	return -EINVAL;
}

static struct expr *parse_postfix(struct parser *p)
{
	struct expr *value = parse_value(p);
	struct expr *e;

	if (!value || (p->tok.kind != TOK_INC && p->tok.kind != TOK_DEC))
		return value;
	if (check_lvalue(p, value, p->tok.span))
		return NULL;
	e = ast_expr(p->script, EX_CREMENT, value->span, 1);
	e->args[0] = value;
	e->op = p->tok.kind;
	e->at = p->tok.span;
	e->postfix = true;
	parse_advance(p);
	e->span = span_join(value->span, p->last);
	return parse_finish(p, e);
}

static struct expr *parse_prefix(struct parser *p, enum tok op, struct span at)
{
	struct expr *e = parse_operand(p, EX_CREMENT, op, at);

	if (!e || check_lvalue(p, e->args[0], at))
		return NULL;
	return e;
}

static struct expr *parse_unary(struct parser *p)
{
	enum tok op = p->tok.kind;
	struct span at = p->tok.span;
	struct expr *e;

	switch (op) {
	case TOK_ADD:
	case TOK_SUB:
	case TOK_NOT:
	case TOK_CPL:
		parse_advance(p);
		return parse_operand(p, EX_UNARY, op, at);
	case TOK_INC:
	case TOK_DEC:
		parse_advance(p);
		return parse_prefix(p, op, at);
	case TOK_AND:
		parse_advance(p);
		e = parse_operand(p, EX_TARGET, op, at);
		if (e)
			e->text = "&";
		return e;
	default:
		return parse_postfix(p);
	}
}

static struct expr *parse_in(struct parser *p, struct expr *key)
{
	struct expr *e = ast_expr(p->script, EX_IN, key->span, 1);

	e->args[0] = key;
	if (p->tok.kind != TOK_IDENT) {
		parse_expected(p, "the name of an array");
		return NULL;
	}
	e->text = p->tok.text;
	e->at = p->tok.span;
	parse_advance(p);
	e->span = span_join(e->span, p->last);
	return parse_finish(p, e);
}

/* The right side of `=~` is read when the script is compiled. */
static struct expr *parse_regex(struct parser *p, struct expr *subject,
				enum tok op, struct span at)
{
	struct expr *e = ast_expr(p->script, EX_REGEX, subject->span, 1);
	struct span first = p->tok.span;

	if (p->tok.kind != TOK_STR) {
		parse_expected(p, "a string constant");
		diag_note(p->diag, "regular expressions are compiled with the "
				   "script: they cannot be computed");
		return NULL;
	}
	e->op = op;
	e->at = at;
	e->args[0] = subject;
	e->pattern = arena_alloc(p->script->arena, sizeof(*e->pattern));
	e->pattern->text = parse_joined_string(p);
	e->pattern->span = span_join(first, p->last);
	e->pattern->joined = p->last.off != first.off;
	e->span = span_join(e->span, p->last);
	return parse_finish(p, e);
}

static struct expr *parse_binary(struct parser *p, u32 level);

/* The operator was consumed; `left` stands before it. */
static struct expr *parse_right(struct parser *p, struct expr *left,
				enum tok op, struct span at)
{
	bool logic = op == TOK_LOGAND || op == TOK_LOGOR;
	struct expr *e;

	if (op == TOK_IN)
		return parse_in(p, left);
	if (op == TOK_MATCH || op == TOK_NOT_MATCH)
		return parse_regex(p, left, op, at);
	e = ast_expr(p->script, logic ? EX_LOGIC : EX_BINARY, left->span, 2);
	e->op = op;
	e->at = at;
	e->args[0] = left;
	e->args[1] = parse_binary(p, level_of(op) + 1);
	if (!e->args[1])
		return NULL;
	e->span = span_join(left->span, p->last);
	return parse_finish(p, e);
}

/* A name or a constant on the right side of e takes no operator. */
static void report_operator(struct parser *p, const struct expr *e)
{
	parse_expected(p,
		       e->kind == EX_IN
			       ? "the end of the expression behind 'in ARRAY'"
			       : "the end of the expression behind the "
				 "regular expression");
	diag_note(p->diag, "put parentheses around the left side");
}

static struct expr *parse_binary(struct parser *p, u32 level)
{
	struct expr *e = parse_unary(p);
	u32 last = LEVEL_MAX;

	while (e && level_of(p->tok.kind) >= level) {
		enum tok op = p->tok.kind;
		struct span at = p->tok.span;

		if (level_of(op) > last) {
			report_operator(p, e);
			return NULL;
		}
		last = level_of(op);
		parse_advance(p);
		e = parse_right(p, e, op, at);
	}
	return e;
}

static struct expr *parse_cond(struct parser *p)
{
	struct expr *cond = parse_binary(p, 1);
	struct expr *e;

	if (!cond || p->tok.kind != TOK_QUESTION)
		return cond;
	e = ast_expr(p->script, EX_COND, cond->span, 3);
	e->at = p->tok.span;
	parse_advance(p);
	e->args[0] = cond;
	e->args[1] = parse_expr(p);
	if (!e->args[1] || parse_expect(p, TOK_COLON, "of the '?' before"))
		return NULL;
	e->args[2] = parse_expr(p);
	if (!e->args[2])
		return NULL;
	e->span = span_join(cond->span, p->last);
	return parse_finish(p, e);
}

static struct expr *parse_assignment(struct parser *p)
{
	struct expr *left = parse_cond(p);
	struct expr *e;

	if (!left || !is_assignment(p->tok.kind))
		return left;
	if (check_lvalue(p, left, p->tok.span))
		return NULL;
	e = ast_expr(p->script, EX_ASSIGN, left->span, 2);
	e->op = p->tok.kind;
	e->at = p->tok.span;
	parse_advance(p);
	e->args[0] = left;
	e->args[1] = parse_expr(p);
	if (!e->args[1])
		return NULL;
	e->span = span_join(left->span, p->last);
	return parse_finish(p, e);
}

struct expr *parse_expr(struct parser *p)
{
	struct expr *e;

	if (parse_enter(p))
		return NULL;
	e = parse_assignment(p);
	parse_leave(p);
	return e;
}
