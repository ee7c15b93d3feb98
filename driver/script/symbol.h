/* SPDX-License-Identifier: GPL-2.0 */
/* Variables and functions of the tree (ast.h). */
#ifndef STAPX_SCRIPT_SYMBOL_H
#define STAPX_SCRIPT_SYMBOL_H

#include <stdbool.h>

#include <stapx/limits.h>

#include "base/vec.h"
#include "script/types.h"

struct expr;
struct stmt;

enum symbol_kind {
	SYM_GLOBAL,
	SYM_PARAM,
	SYM_LOCAL,
};

#define SYMBOL_KEYS_UNKNOWN (-1)

struct symbol {
	enum symbol_kind kind;
	const char *name;
	struct span span; /* where it was defined, or first seen */
	struct tvar *type; /* of the value */
	int nkeys; /* 0: a single value */
	struct span shape_span; /* the place that decided nkeys */
	struct tvar *keys[SX_MAX_KEYS];
	bool assigned;
	bool used; /* something names it */
	u32 reads; /* by usage.c: places that read it, that write it */
	u32 writes;
	u32 index; /* global, or register */
	/* Globals. */
	bool wrap;
	struct expr *init; /* or NULL */
	const char *set; /* the value that -G gives, or NULL */
	struct expr *size; /* or NULL */
	bool is_private; /* known in its file only */
	u32 file; /* the source that it stands in, as diag knows it */
	u16 aggs; /* 1 << enum sx_agg: what is asked of a statistic */
	u8 shift; /* of @variance */
	struct span shift_span; /* where that was said; len 0: nowhere */
	u8 hist; /* enum sx_hist_kind */
	s64 hist_bounds[3]; /* start, stop, step */
	struct span hist_span;
};

/* A function, or the body of a probe. */
struct function {
	const char *name;
	struct span span; /* its name, or `probe` */
	bool is_handler;
	bool is_private; /* known in its file only */
	bool has_priority; /* written `:N` behind the parameters */
	s64 priority; /* of overloads; the least is tried first */
	u32 file; /* the source that it stands in, as diag knows it */
	struct function *next_overload; /* where `next` goes on, or NULL */
	bool embedded; /* its body is C: of the library, refused when called */
	struct vec params; /* struct symbol * */
	struct vec locals; /* struct symbol *, without parameters */
	struct tvar *ret;
	bool has_next; /* by bind.c: `next` in it */
	bool returns_value; /* declared, or by a return statement */
	struct stmt *body;
	bool reached; /* by usage.c: a probe runs it */
	bool reachable; /* by the code generator: it has an index */
	u32 index; /* in the image */
};

#endif
