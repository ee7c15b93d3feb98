// SPDX-License-Identifier: GPL-2.0
/*
 * Conditionals: `%( condition %? tokens %: tokens %)`. Which branch is wanted
 * is decided where `%(` stands; the other one is skipped without a look at
 * what it holds. A condition is comparisons joined by `&&` and `||`.
 */
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "script/preproc_internal.h"

static bool is_order(enum tok op)
{
	return op == TOK_LT || op == TOK_LE || op == TOK_GT || op == TOK_GE;
}

/* order: less than, equal to, greater than 0, as from a comparison. */
static bool holds(enum tok op, int order)
{
	switch (op) {
	case TOK_LT:
		return order < 0;
	case TOK_LE:
		return order <= 0;
	case TOK_GT:
		return order > 0;
	case TOK_GE:
		return order >= 0;
	case TOK_EQ:
		return order == 0;
	default:
		return order != 0;
	}
}

/* One comparison: `left op right`. */
struct comparison {
	struct token left;
	struct token op;
	struct token right;
};

static int need(struct preproc *pp, const struct token *tok, const char *what)
{
	return diag_error(pp->diag, E_CONDITIONAL, tok->span, "expected %s",
			  what);
}

static int need_string(struct preproc *pp, const struct comparison *c)
{
	return c->right.kind == TOK_STR
		       ? 0
		       : need(pp, &c->right, "a string to compare with");
}

static int need_equality(struct preproc *pp, const struct comparison *c)
{
	if (!is_order(c->op.kind))
		return 0;
	need(pp, &c->op, "'==' or '!='");
	diag_note(pp->diag, "'%s' has no order", c->left.text);
	return -EINVAL;
}

static bool is_pattern(const char *text)
{
	return strpbrk(text, "*?[") != NULL;
}

/* The functions below return the truth of c, or -EINVAL. */

static int compare_version(struct preproc *pp, const struct comparison *c,
			   const char *version)
{
	if (need_string(pp, c))
		return -EINVAL;
	if (!is_pattern(c->right.text))
		return holds(c->op.kind, strverscmp(version, c->right.text));
	if (is_order(c->op.kind))
		return diag_error(pp->diag, E_CONDITIONAL, c->right.span,
				  "a version with wildcards can be compared "
				  "by '==' and '!=' only");
	return holds(c->op.kind, fnmatch(c->right.text, version, 0));
}

static int compare_kernel_v(struct preproc *pp, const struct comparison *c)
{
	const char *release = pp->input.common->env.kernel_vr;
	size_t len = strcspn(release, "-");

	return compare_version(pp, c, arena_strndup(pp->arena, release, len));
}

static int compare_kernel_vr(struct preproc *pp, const struct comparison *c)
{
	return compare_version(pp, c, pp->input.common->env.kernel_vr);
}

static int compare_systemtap_v(struct preproc *pp, const struct comparison *c)
{
	return compare_version(pp, c, pp->input.common->env.systemtap_v);
}

static int compare_name(struct preproc *pp, const struct comparison *c,
			const char *name)
{
	if (need_equality(pp, c) || need_string(pp, c))
		return -EINVAL;
	return holds(c->op.kind, fnmatch(c->right.text, name, 0));
}

static int compare_arch(struct preproc *pp, const struct comparison *c)
{
	return compare_name(pp, c, pp->input.common->env.arch);
}

static int compare_runtime(struct preproc *pp, const struct comparison *c)
{
	return compare_name(pp, c, pp->input.common->env.runtime);
}

static int compare_privilege(struct preproc *pp, const struct comparison *c)
{
	return compare_name(pp, c, pp->input.common->env.privilege);
}

static int compare_guru_mode(struct preproc *pp, const struct comparison *c)
{
	if (need_equality(pp, c))
		return -EINVAL;
	if (c->right.kind != TOK_NUM)
		return need(pp, &c->right, "0 or 1");
	return holds(c->op.kind, c->right.num != 0);
}

static const struct fact {
	const char *name;
	int (*compare)(struct preproc *pp, const struct comparison *c);
} facts[] = {
	{ "kernel_v", compare_kernel_v },
	{ "kernel_vr", compare_kernel_vr },
	{ "systemtap_v", compare_systemtap_v },
	{ "arch", compare_arch },
	{ "runtime", compare_runtime },
	{ "guru_mode", compare_guru_mode },
	{ "systemtap_privilege", compare_privilege },
};

#define FACTS (sizeof(facts) / sizeof(facts[0]))

static bool is_config(const struct token *tok)
{
	return tok->kind == TOK_IDENT && !strncmp(tok->text, "CONFIG_", 7);
}

static const char *config_value(struct preproc *pp, const struct token *tok)
{
	const char *value = preproc_env_config(&pp->input.common->env,
					       pp->arena, tok->text);

	if (pp->input.common->env.no_config && !pp->input.common->warned)
		diag_warning(pp->diag, W_CONFIG, tok->span,
			     "the configuration of kernel %s was not found: "
			     "'%s' counts as not set",
			     pp->input.common->env.kernel_vr, tok->text);
	pp->input.common->warned |= pp->input.common->env.no_config;
	return value;
}

static int compare_numbers(enum tok op, s64 a, s64 b)
{
	return holds(op, (a > b) - (a < b));
}

static int compare_configs(enum tok op, const char *a, const char *b)
{
	if (is_order(op))
		return compare_numbers(op, (s64)strtoull(a, NULL, 0),
				       (s64)strtoull(b, NULL, 0));
	return holds(op, strcmp(a, b));
}

static int compare_config(struct preproc *pp, const struct comparison *c)
{
	const char *value = config_value(pp, &c->left);

	if (c->right.kind == TOK_NUM)
		return compare_numbers(c->op.kind,
				       (s64)strtoull(value, NULL, 0),
				       c->right.num);
	if (is_config(&c->right))
		return compare_configs(c->op.kind, value,
				       config_value(pp, &c->right));
	if (need_equality(pp, c))
		return -EINVAL;
	if (c->right.kind != TOK_STR)
		return need(pp, &c->right,
			    "a string, a number or another CONFIG_ name");
	return holds(c->op.kind, fnmatch(c->right.text, value, 0));
}

static int compare_literals(struct preproc *pp, const struct comparison *c)
{
	if (c->right.kind != c->left.kind)
		return need(pp, &c->right,
			    c->left.kind == TOK_NUM
				    ? "a number, as on the left side"
				    : "a string, as on the left side");
	if (c->left.kind == TOK_STR)
		return holds(c->op.kind, strcmp(c->left.text, c->right.text));
	return compare_numbers(c->op.kind, c->left.num, c->right.num);
}

static int report_unknown(struct preproc *pp, const struct token *tok)
{
	struct suggest s;
	size_t i;

	if (tok->kind != TOK_IDENT) {
		need(pp, tok, "something to compare");
	} else {
		diag_error(pp->diag, E_CONDITIONAL, tok->span,
			   "'%s' is nothing that a conditional can ask for",
			   tok->text);
		suggest_init(&s, tok->text);
		for (i = 0; i < FACTS; i++)
			suggest_add(&s, facts[i].name);
		if (diag_note_suggest(pp->diag, &s))
			return -EINVAL;
	}
	diag_note(pp->diag,
		  "there are kernel_v, kernel_vr, arch, systemtap_v, runtime, "
		  "guru_mode, systemtap_privilege, CONFIG_..., $#, arguments, "
		  "strings and numbers");
	return -EINVAL;
}

static int compare(struct preproc *pp, const struct comparison *c)
{
	size_t i;

	if (c->left.kind == TOK_NUM || c->left.kind == TOK_STR)
		return compare_literals(pp, c);
	if (is_config(&c->left))
		return compare_config(pp, c);
	for (i = 0; c->left.kind == TOK_IDENT && i < FACTS; i++)
		if (!strcmp(facts[i].name, c->left.text))
			return facts[i].compare(pp, c);
	return report_unknown(pp, &c->left);
}

static bool is_comparison(enum tok op)
{
	return is_order(op) || op == TOK_EQ || op == TOK_NE;
}

/* *next is the token behind the comparison, if there was one. */
static int read_comparison(struct preproc *pp, struct token *next)
{
	struct comparison c;

	preproc_expand(pp, &c.left);
	*next = c.left;
	if (c.left.kind == TOK_EOF || c.left.kind == TOK_PP_THEN ||
	    (c.left.kind != TOK_NUM && c.left.kind != TOK_STR &&
	     c.left.kind != TOK_IDENT))
		return report_unknown(pp, &c.left);
	preproc_expand(pp, &c.op);
	*next = c.op;
	if (!is_comparison(c.op.kind))
		return need(pp, &c.op, "a comparison: == != < <= > >=");
	preproc_expand(pp, &c.right);
	*next = c.right;
	if (c.right.kind == TOK_EOF || c.right.kind == TOK_PP_THEN)
		return need(pp, &c.right, "something to compare with");
	preproc_expand(pp, next);
	return compare(pp, &c);
}

/* Comparisons joined by `&&`. */
static int read_all(struct preproc *pp, struct token *next)
{
	bool outer = pp->decided;
	int value = read_comparison(pp, next);

	while (value >= 0 && next->kind == TOK_LOGAND) {
		int right;

		pp->decided |= !value;
		right = read_comparison(pp, next);
		value = right < 0 ? right : value && right;
	}
	pp->decided = outer;
	return value;
}

/* Those joined by `||`. Where the left side decides, arguments need not be. */
static int read_any(struct preproc *pp, struct token *next)
{
	int value = read_all(pp, next);

	while (value >= 0 && next->kind == TOK_LOGOR) {
		int right;

		pp->decided |= value;
		right = read_all(pp, next);
		value = right < 0 ? right : value || right;
	}
	pp->decided = false;
	return value;
}

/* To the `%:` or `%)` that ends a branch; EOF where there is none. */
static void skip_branch(struct preproc *pp, struct token *tok)
{
	u32 open = 0;

	diag_mute(pp->diag);
	for (;;) {
		preproc_raw(pp, tok);
		if (tok->kind == TOK_EOF ||
		    (!open &&
		     (tok->kind == TOK_PP_ELSE || tok->kind == TOK_PP_END)))
			break;
		open += tok->kind == TOK_PP_IF;
		open -= open && tok->kind == TOK_PP_END;
	}
	diag_unmute(pp->diag);
}

static void report_open(struct preproc *pp, struct span at)
{
	diag_error(pp->diag, E_CONDITIONAL, at,
		   "this conditional is never closed");
	diag_note(pp->diag, "close it with '%%)'");
}

static void open_cond(struct preproc *pp, struct span at, bool in_else)
{
	*(struct preproc_cond *)vec_push(&pp->conds) =
		(struct preproc_cond){ at, in_else };
}

void preproc_cond_begin(struct preproc *pp, const struct token *tok)
{
	struct span at = tok->span;
	struct token next;
	int value = read_any(pp, &next);

	if (value >= 0 && next.kind != TOK_PP_THEN) {
		need(pp, &next, "'%?', '&&' or '||' behind the comparison");
		diag_note_at(pp->diag, at, "the conditional begins here");
	}
	while (next.kind != TOK_PP_THEN && next.kind != TOK_PP_END &&
	       next.kind != TOK_EOF)
		preproc_raw(pp, &next);
	if (next.kind == TOK_PP_END)
		return;
	if (value && next.kind == TOK_PP_THEN) {
		open_cond(pp, at, false);
		return;
	}
	if (next.kind != TOK_EOF)
		skip_branch(pp, &next);
	if (next.kind == TOK_PP_ELSE)
		open_cond(pp, at, true);
	else if (next.kind == TOK_EOF && value >= 0)
		report_open(pp, at);
}

/* `%:` of a branch that was taken: what is behind it is skipped. */
static void skip_else(struct preproc *pp, const struct preproc_cond *cond)
{
	struct token tok;

	skip_branch(pp, &tok);
	if (tok.kind == TOK_PP_ELSE) {
		diag_error(pp->diag, E_CONDITIONAL, tok.span,
			   "a second '%%:' in one conditional");
		diag_note_at(pp->diag, cond->span, "it begins here");
		skip_branch(pp, &tok);
	}
	if (tok.kind == TOK_EOF)
		report_open(pp, cond->span);
}

void preproc_cond_go_on(struct preproc *pp, const struct token *tok)
{
	const struct preproc_cond *cond =
		pp->conds.nr ? vec_at(&pp->conds, pp->conds.nr - 1) : NULL;

	if (!cond || tok->kind == TOK_PP_THEN) {
		diag_error(pp->diag, E_CONDITIONAL, tok->span,
			   "'%s' without the '%%(' of a conditional",
			   tok->text);
		return;
	}
	if (tok->kind == TOK_PP_ELSE && cond->in_else) {
		diag_error(pp->diag, E_CONDITIONAL, tok->span,
			   "a second '%%:' in one conditional");
		diag_note_at(pp->diag, cond->span, "it begins here");
		return;
	}
	if (tok->kind == TOK_PP_ELSE)
		skip_else(pp, cond);
	pp->conds.nr--;
}

void preproc_cond_end(struct preproc *pp)
{
	while (pp->conds.nr && !diag_full(pp->diag)) {
		const struct preproc_cond *cond =
			vec_at(&pp->conds, --pp->conds.nr);

		report_open(pp, cond->span);
	}
}
