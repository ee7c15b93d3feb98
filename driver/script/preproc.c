// SPDX-License-Identifier: GPL-2.0
/*
 * Script arguments, and the stack of texts and token lists that macros and
 * arguments put before the rest of the script.
 */
#include "script/preproc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "script/preproc_internal.h"

void preproc_common_init(struct preproc_common *common, struct arena *arena,
			 const struct preproc_env *env, struct library *library)
{
	memset(common, 0, sizeof(*common));
	if (env)
		common->env = *env;
	else
		preproc_env_host(&common->env, arena, NULL);
	macros_init(&common->macros, arena);
	ptrmap_init(&common->tried, arena);
	common->library = library;
}

void preproc_init(struct preproc *pp, struct arena *arena,
		  struct intern *intern, struct diag *diag,
		  const struct preproc_text *text)
{
	memset(pp, 0, sizeof(*pp));
	pp->arena = arena;
	pp->intern = intern;
	pp->diag = diag;
	pp->input = *text;
	pp->depth = 1;
	macros_init(&pp->macros, arena);
	vec_init(&pp->conds, arena, sizeof(struct preproc_cond));
	lex_init(&pp->stack[0].lex, arena, intern, diag, text->src, text->text,
		 text->len);
}

struct preproc_frame *preproc_push(struct preproc *pp, struct span at)
{
	struct preproc_frame *frame;

	if (pp->depth == PREPROC_MAX_NESTING) {
		diag_error(pp->diag, E_TOO_LARGE, at,
			   "macros and arguments nested too deeply here (more "
			   "than %d levels)",
			   PREPROC_MAX_NESTING);
		return NULL;
	}
	frame = &pp->stack[pp->depth++];
	memset(frame, 0, sizeof(*frame));
	return frame;
}

void preproc_raw(struct preproc *pp, struct token *ret)
{
	for (;; pp->depth--) {
		struct preproc_frame *frame = preproc_top(pp);

		if (!frame->is_list) {
			lex_next(&frame->lex, ret);
			if (ret->kind != TOK_EOF || pp->depth == 1)
				return;
		} else if (frame->at < frame->nr && !diag_full(pp->diag)) {
			*ret = frame->list[frame->at++];
			return;
		}
	}
}

static int is_argument(const struct token *tok)
{
	return (tok->kind == TOK_AT || tok->kind == TOK_TARGET) &&
	       (tok->text[1] == '#' ||
		(tok->text[1] >= '0' && tok->text[1] <= '9'));
}

static void become_number(struct preproc *pp, struct token *tok, s64 num)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%lld", (long long)num);
	tok->text = intern_str(pp->intern, digits);
	tok->num = num;
	tok->kind = tok->kind == TOK_AT ? TOK_STR : TOK_NUM;
}

/*
 * `$1`: the argument's text is read as a part of the script, together with
 * the letters that stand right behind `$1`.
 */
static bool push_argument(struct preproc *pp, const struct token *tok,
			  unsigned long nr, const char *behind)
{
	const char *text =
		arena_printf(pp->arena, "%s%s", pp->input.args[nr - 1], behind);
	const char *name = arena_printf(pp->arena, "<argument %lu>", nr);
	struct preproc_frame *frame;
	u32 src;

	if (preproc_top(pp) != &pp->stack[0] && !preproc_top(pp)->is_list) {
		diag_error(pp->diag, E_ARGUMENT, tok->span,
			   "an argument cannot refer to another one");
		return false;
	}
	frame = preproc_push(pp, tok->span);
	if (!frame)
		return false;
	src = diag_add_copy(pp->diag, name, text, strlen(text));
	src = diag_add_expansion(pp->diag, src, tok->span, "the argument");
	lex_init(&frame->lex, pp->arena, pp->intern, pp->diag, src, text,
		 strlen(text));
	return true;
}

/* False: the token stays, as what it has become. */
static bool replace_argument(struct preproc *pp, struct token *tok)
{
	unsigned long nr;
	char *behind;

	if (tok->text[1] == '#') {
		become_number(pp, tok, pp->input.args_nr);
		return false;
	}
	nr = strtoul(tok->text + 1, &behind, 10);
	if (nr && nr <= pp->input.args_nr) {
		if (tok->kind == TOK_TARGET &&
		    push_argument(pp, tok, nr, behind))
			return true;
		if (tok->kind == TOK_AT) {
			tok->kind = TOK_STR;
			tok->text =
				intern_str(pp->intern, pp->input.args[nr - 1]);
			return false;
		}
	} else if (!pp->decided) {
		diag_error(pp->diag, E_ARGUMENT, tok->span,
			   "the script needs its argument %s, and got %u",
			   tok->text + 1, pp->input.args_nr);
		diag_note(pp->diag,
			  "arguments are written behind the script's name");
	}
	become_number(pp, tok, 0);
	return false;
}

void preproc_expand(struct preproc *pp, struct token *ret)
{
	for (;;) {
		preproc_raw(pp, ret);
		ret->starts_line |= pp->starts_line;
		pp->starts_line = ret->starts_line;
		if (is_argument(ret)) {
			if (replace_argument(pp, ret))
				continue;
		} else if (ret->kind == TOK_AT) {
			if (!strcmp(ret->text, "@define")) {
				macro_define(pp, ret->span);
				continue;
			}
			if (macro_use(pp, ret))
				continue;
		}
		pp->starts_line = false;
		return;
	}
}

void preproc_next(struct preproc *pp, struct token *ret)
{
	for (;;) {
		preproc_expand(pp, ret);
		switch (ret->kind) {
		case TOK_PP_IF:
			preproc_cond_begin(pp, ret);
			break;
		case TOK_PP_THEN:
		case TOK_PP_ELSE:
		case TOK_PP_END:
			preproc_cond_go_on(pp, ret);
			break;
		case TOK_EOF:
			preproc_cond_end(pp);
			return;
		default:
			return;
		}
		pp->starts_line |= ret->starts_line;
	}
}

static void suggest_all(const struct macros *macros, struct suggest *s)
{
	u32 i;

	for (i = 0; i < macros->list.nr; i++) {
		const struct macro *macro = vec_ptr(&macros->list, i);

		suggest_add(s, macro->name);
	}
}

void preproc_suggest(const struct preproc *pp, struct suggest *s)
{
	suggest_all(&pp->macros, s);
	suggest_all(&pp->input.common->macros, s);
}
