/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The parser's parts: parse.c (declarations), parse_probe.c, parse_point.c,
 * parse_stmt.c, parse_foreach.c, parse_expr.c, parse_value.c, parse_at.c. A
 * function that returns a node returns NULL
 * after it recorded an error; the caller passes that on up to the statement
 * or declaration, where parsing is taken up again.
 */
#ifndef STAPX_SCRIPT_PARSE_INTERNAL_H
#define STAPX_SCRIPT_PARSE_INTERNAL_H

#include "script/parse.h"

/* Bound of nested statements, parentheses, unary operators. */
#define PARSE_MAX_DEPTH 1000

struct parser {
	struct preproc *pp;
	struct script *script;
	struct diag *diag;
	struct token tok; /* the next one, not consumed */
	struct span last; /* of the token consumed last */
	struct function *fn; /* being parsed */
	u32 file; /* the source that declarations stand in */
	u32 depth;
	u32 taken; /* tokens consumed so far */
	u32 points; /* made by braces so far */
	u32 loops; /* around the statement being parsed */
};

void parse_advance(struct parser *p);

/* Consumes the token if it is of that kind. */
bool parse_accept(struct parser *p, enum tok kind);

/* Like that, else an error; `where` continues "expected ')' ...". */
int parse_expect(struct parser *p, enum tok kind, const char *where);

/* Records "expected WHAT, found TOKEN"; -EINVAL. */
int parse_expected(struct parser *p, const char *what);

/* "Did you mean ...?", when the token is near to one of them; else 0. */
int parse_suggest(struct parser *p, const enum tok *keywords, u32 nr);

/* The same for a name, which a keyword cannot be. */
int parse_expected_name(struct parser *p, const char *what);

/* Depth of recursion; -EINVAL after an error. leave pairs a good enter. */
int parse_enter(struct parser *p);
void parse_leave(struct parser *p);

/* parse_probe.c */
int parse_probe(struct parser *p);

/* parse_point.c: adds points, separated by commas, to ret. */
int parse_points(struct parser *p, struct vec *ret);

/* parse_stmt.c */
struct stmt *parse_stmt(struct parser *p);
struct stmt *parse_block(struct parser *p);

/* The statement that a loop repeats. */
struct stmt *parse_body(struct parser *p);

/* parse_foreach.c */
struct stmt *parse_foreach(struct parser *p);

/* A name that is assigned to: of a loop, of catch. */
struct expr *parse_variable(struct parser *p);

/* parse_expr.c */
struct expr *parse_expr(struct parser *p);

/* e with its arguments filled in; NULL after "too complex". */
struct expr *parse_finish(struct parser *p, struct expr *e);

/* parse_value.c: with its members, `->name` and `[index]`. */
struct expr *parse_value(struct parser *p);

/* parse_at.c */

/* `@word`, `@word(...)`. */
struct expr *parse_at(struct parser *p);

/* @hist_log(...) or @hist_linear(...), without a bucket's index. */
struct expr *parse_hist(struct parser *p);

/* The aggregate that text (`@count`) names; 0xff: none. */
u8 parse_agg_of(const char *text);

/* Members and indexes behind e, of the probed program. */
struct expr *parse_members(struct parser *p, struct expr *e);

/* The text of the string here and of those that follow it: they are one. */
const char *parse_joined_string(struct parser *p);

/* A list of expressions up to `close`, which is consumed. */
int parse_list(struct parser *p, enum tok close, struct vec *ret);

/* The expressions of a list as arguments of a new node. */
struct expr *parse_node(struct parser *p, enum expr_kind kind, struct span span,
			const struct vec *args);

#endif
