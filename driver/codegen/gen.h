/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Code generation, inside: the tree's parts become instructions of the
 * function at hand. gen_func.c (functions, variables), gen_stmt.c,
 * gen_loop.c, gen_foreach.c, gen_cond.c (jumps), gen_expr.c, gen_assign.c,
 * gen_call.c (operand groups), gen_print.c, gen_global.c (rows of globals).
 */
#ifndef STAPX_CODEGEN_GEN_H
#define STAPX_CODEGEN_GEN_H

#include "codegen/emit.h"
#include "codegen/locks.h"
#include "script/ast.h"

/* A value that a loop does not change, kept in a register while it runs. */
struct gen_invariant {
	const struct gen_invariant *outer;
	const struct expr *e;
	emit_reg reg;
};

struct gen {
	struct script *script;
	struct diag *diag;
	struct build img;
	struct locks locks;
	u32 maxmapentries;
	struct vec queue; /* struct function *, in the order of the image */
	/* Of the function at hand. */
	struct function *fn;
	struct emit em;
	u32 break_label;
	u32 continue_label;
	emit_reg next_args[2]; /* the arguments as they came, for `next` */
	const struct gen_invariant *invariants;
};

static inline bool gen_is_local(const struct symbol *sym)
{
	return sym->kind != SYM_GLOBAL;
}

static inline bool gen_is_string(const struct expr *e)
{
	return types_of(e->type) == TYPE_STRING;
}

/* gen_global.c */
void gen_globals(struct gen *g);

/* gen_func.c */

/* Index of the function in the image; it is queued when it is new. */
u32 gen_function_index(struct gen *g, struct function *fn);

/* All probes, and the functions that they reach. */
void gen_program(struct gen *g);

/* gen_stmt.c */
void gen_stmt(struct gen *g, struct stmt *s);

/* gen_loop.c */

/* The labels of the loop around. */
struct gen_labels {
	u32 break_label;
	u32 continue_label;
};

void gen_loop(struct gen *g, struct stmt *s);
struct gen_labels gen_enter_loop(struct gen *g);
void gen_leave_loop(struct gen *g, struct gen_labels outer);

/* gen_foreach.c */
void gen_foreach(struct gen *g, struct stmt *s);

/*
 * Adds an iterator row for a global; fixed: bit n is set when key n is given.
 * -1 after a report.
 */
s32 gen_iter(struct gen *g, const struct sx_iter *row, struct span span);

/* gen_slice.c: `in`, `delete` with `*` among the keys */
bool gen_has_any(const struct expr *e);
emit_reg gen_in(struct gen *g, struct expr *e, emit_reg want);
void gen_delete_slice(struct gen *g, struct expr *e);

/* The given keys of a slice, computed; *ret_mask: which they are. */
struct gen_group gen_slice(struct gen *g, struct expr *const *keys, u32 nr,
			   u16 *ret_mask);

/* gen_stat.c: aggregates, buckets */
emit_reg gen_agg(struct gen *g, struct expr *e, emit_reg want);
emit_reg gen_bucket(struct gen *g, struct expr *e, emit_reg want);

/* gen_regex.c */
emit_reg gen_regex(struct gen *g, struct expr *e, emit_reg want);

/* Does the pattern of e match, whether that is asked for or the contrary? */
emit_reg gen_match(struct gen *g, struct expr *e, emit_reg want);

/* gen_access.c: EX_REG, EX_BASE; EX_READ; the rows of the files */
emit_reg gen_access(struct gen *g, const struct expr *e, emit_reg want);
emit_reg gen_read(struct gen *g, struct expr *e, emit_reg want);
void gen_modules(struct gen *g);
/* The place of a point that has one already. */
void gen_place(const struct point *point, struct sx_point_desc *row);

/* gen_next.c */

/* Prepares for `next` at the start of the function, with all its variables. */
void gen_next_init(struct gen *g);
void gen_next(struct gen *g, struct span span);

/* gen_invariant.c */

/*
 * Puts what the condition of a loop compares with into registers, where the
 * loop does not change it. Leave with g->invariants as it was before.
 */
void gen_keep_invariants(struct gen *g, const struct stmt *loop);

/* The register of an invariant, EMIT_NONE: it is none. */
emit_reg gen_find_invariant(const struct gen *g, const struct expr *e);

/* gen_cond.c */

/* Jumps to label when e is true (or: is false), else falls through. */
void gen_cond(struct gen *g, struct expr *e, bool when, u32 label);

/* gen_expr.c */

/*
 * Computes e into register want, or, with EMIT_NONE, into one of its choice:
 * a variable's own or a temporary. Returns the register. Temporaries other
 * than the result are free again.
 */
emit_reg gen_expr(struct gen *g, struct expr *e, emit_reg want);

/* Like that, never a variable's register: it may be written to. */
emit_reg gen_copy(struct gen *g, struct expr *e);

/* For the effect only. */
void gen_drop(struct gen *g, struct expr *e);

/* want, or a new temporary. */
emit_reg gen_dest(struct gen *g, bool string, emit_reg want);

/* from, moved to want unless that is EMIT_NONE. */
emit_reg gen_move(struct gen *g, emit_reg from, emit_reg want);

emit_reg gen_number(struct gen *g, s64 num, emit_reg want);

/* Index of a string constant; reports one that is too long. */
u32 gen_string(struct gen *g, const char *text, struct span span);

/* gen_assign.c */

/* drop: no result is needed, and EMIT_NONE may be returned. */
emit_reg gen_assign(struct gen *g, struct expr *e, emit_reg want, bool drop);
emit_reg gen_crement(struct gen *g, struct expr *e, emit_reg want, bool drop);

/* A variable, global or not, gets the value of a register. */
void gen_store(struct gen *g, const struct symbol *sym, emit_reg value);
void gen_delete(struct gen *g, struct expr *e);

/* gen_call.c */

/* One operand of a group: an expression, or a register (e is NULL). */
struct gen_operand {
	struct expr *e;
	emit_reg reg;
};

struct gen_group {
	emit_reg ints; /* bases; 0 where there is none */
	emit_reg strs;
};

/*
 * Computes operands into consecutive registers; those of variables serve as
 * they are unless `copy`: something will be assigned before the group is used.
 */
struct gen_group gen_group(struct gen *g, const struct gen_operand *ops, u32 nr,
			   bool copy);
struct gen_group gen_args(struct gen *g, struct expr *const *args, u32 nr,
			  bool copy);
emit_reg gen_call(struct gen *g, struct expr *e, emit_reg want);

/* A global is used by the instruction to come. */
void gen_lock(struct gen *g, const struct symbol *sym, enum sx_lock_mode mode);

/* gen_print.c */
emit_reg gen_print(struct gen *g, struct expr *e, emit_reg want);

#endif
