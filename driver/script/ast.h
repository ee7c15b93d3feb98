/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The program as a tree. The parser makes it; bind.c fills in symbols and
 * callees, infer.c types, fold.c replaces constant expressions.
 *
 * Everything lives in the compilation's arena; texts are interned.
 */
#ifndef STAPX_SCRIPT_AST_H
#define STAPX_SCRIPT_AST_H

#include <stapx/program.h>

#include "script/expr.h"
#include "script/symbol.h"

/* Bounds of the tree's height: the passes recurse. */
#define AST_MAX_HEIGHT 1000

/* Bounds what points, conditions and aliases multiply. */
#define AST_MAX_COPIES (1u << 20)

enum stmt_kind {
	ST_EMPTY,
	ST_BLOCK, /* body: list */
	ST_EXPR, /* expr */
	ST_IF, /* expr, body, other */
	ST_WHILE, /* expr, body */
	ST_FOR, /* init, expr, step (each may be NULL), body */
	ST_FOREACH, /* each, body */
	ST_BREAK,
	ST_CONTINUE,
	ST_NEXT,
	ST_RETURN, /* expr or NULL */
	ST_DELETE, /* expr */
	ST_TRY, /* body, other; expr: variable or NULL */
};

struct foreach {
	struct expr *value; /* variable or NULL */
	struct expr **keys; /* variables */
	u32 nkeys;
	const char *name; /* the array; NULL with buckets */
	struct span name_span;
	struct expr *buckets; /* EX_HIST whose buckets are walked, or NULL */
	struct symbol *sym;
	struct expr **slice; /* EX_ANY where a key is free; or NULL */
	u32 nslice;
	u8 sort_by; /* enum sx_sort_by */
	s8 dir;
	bool sort_agg; /* sort_by names an aggregate */
	struct span sort_span;
	struct expr *limit; /* or NULL */
};

struct stmt {
	enum stmt_kind kind;
	struct span span;
	struct stmt *next; /* in its block */
	struct expr *expr;
	struct expr *init;
	struct expr *step;
	struct stmt *body;
	struct stmt *other;
	struct foreach *each;
};

/* name, name(arg) of a probe point. */
struct component {
	const char *name; /* with its wildcards */
	struct span span;
	enum tok arg_kind; /* TOK_EOF: none; TOK_NUM, TOK_STR */
	struct span arg_span;
	s64 num;
	const char *str;
};

struct point {
	struct vec components; /* struct component */
	struct span span;
	const char *text; /* as written, for pp() */
	bool optional;
	bool sufficient;
	struct expr *condition; /* or NULL; shared by the points of braces */
	/* By alias.c: the points that led here, or NULL. */
	const char *origin;
	/* By points.c. */
	u8 kind; /* enum sx_probe_kind */
	s64 param;
	s64 random; /* as in struct sx_probe */
	u16 perf_type; /* SX_PROBE_PERF: of its event */
	s32 pid; /* SX_PROBE_TASK: of process(NUMBER); 0: none */
	bool ticks; /* timers: times are in ticks of the kernel */
	u8 place; /* enum sx_point_kind where there is a symbol */
	bool oneshot; /* the session ends behind the handler */
	u32 group; /* alternatives with SX_POINT_SUFFICIENT among them */
	const struct process_point *process; /* SX_PROBE_PROCESS: all of it */
	const char *path; /* SX_PROBE_PROCESS; SX_PROBE_KERNEL: module */
	const char *symbol; /* NULL: only the debug information knows it */
	/* By the pass `target`: a place of its own; symbol is its name. */
	bool placed;
	u64 addr; /* in the file */
	u64 semaphore; /* of a mark, the same; 0: none */
	const u8 *build_id; /* of the file; NULL: it has none */
	u32 build_id_len;
	bool exact; /* kernel: the symbol of just that name */
	bool by_pattern; /* kernel: one of those that a wildcard means */
	bool is_entry; /* keeps values for the handler of its return */
	struct expr *guard; /* by driver/place: where it is 0 nothing is done */
};

struct probe {
	struct span span;
	struct vec points; /* struct point * */
	struct function *handler;
};

/* `probe NAME = POINTS { PROLOGUE }`, `probe NAME += POINTS { EPILOGUE }`. */
struct alias {
	struct vec names; /* struct point *: `a = b = c` defines a and b */
	struct span span;
	struct vec targets; /* struct point * */
	struct function *handler; /* its body; a handler */
	struct function
		*epilogue; /* the second body of `= b { }, { }`; or NULL */
	bool append; /* `+=`: the body runs behind the user's handler */
	u32 file; /* the source that it stands in, as diag knows it */
};

/* One text that was parsed. The script of the user comes first. */
struct source {
	u32 file; /* as returned by diag_add_source() */
	bool library; /* found by name, not given by the user */
};

struct library;
struct passes_opts;

struct script {
	struct arena *arena;
	struct intern *intern; /* borrowed */
	struct diag *diag; /* borrowed */
	const struct passes_opts *opts; /* borrowed; of the passes */
	struct library *library; /* NULL: there is none */
	struct vec globals; /* struct symbol * */
	struct vec functions; /* struct function * */
	struct vec probes; /* struct probe * */
	struct vec aliases; /* struct alias * */
	struct vec sources; /* struct source */
	struct vec modules; /* struct script_module (access.h) */
	u32 copies; /* nodes that were copied */
	bool wants_groups; /* by bind.c: of regular expressions */
	struct preproc_common *common; /* by the first text that is parsed */
};

void ast_init(struct script *script, struct arena *arena, struct intern *intern,
	      struct diag *diag);

/* An expression with room for nargs arguments. */
struct expr *ast_expr(struct script *script, enum expr_kind kind,
		      struct span span, u32 nargs);
struct stmt *ast_stmt(struct script *script, enum stmt_kind kind,
		      struct span span);
struct symbol *ast_symbol(struct script *script, enum symbol_kind kind,
			  const char *name, struct span span);
struct function *ast_function(struct script *script, const char *name,
			      struct span span);

/*
 * The whole of a statement or an expression once more; NULL makes NULL. Beyond
 * AST_MAX_COPIES nodes of a script there is an error and nothing is copied.
 */
struct stmt *ast_copy_stmt(struct script *script, const struct stmt *s);
struct expr *ast_copy_expr(struct script *script, const struct expr *e);

/* Computes height and writes from the arguments. */
void ast_finish(struct expr *e);

/* Is this source a part of the library? */
bool ast_is_library(const struct script *script, u32 file);
/* Has the function a parameter of that (interned) name? */
bool ast_is_param(const struct function *fn, const char *name);

/*
 * What a name means in a source, NULL: nothing. Private names of the source
 * come first; the library does not see what the user's script declares.
 */
struct symbol *ast_global(const struct script *script, const char *name,
			  u32 file);

/* The function to call first, of those with so many parameters. */
struct function *ast_find_function(const struct script *script,
				   const char *name, u32 nargs, u32 file);

/* NULL when name is none of the print family. */
const struct print_kind *ast_print_kind(const char *name);

/* The names of the family, for i = 0, 1, ...; NULL at the end. */
const char *ast_print_name(u32 i);

#endif
