/* SPDX-License-Identifier: GPL-2.0 */
/* The units of this folder among themselves. */
#ifndef STAPX_TARGET_LOWERING_H
#define STAPX_TARGET_LOWERING_H

#include "base/strbuf.h"
#include "base/suggest.h"
#include "target/lower.h"
#include "target/object.h"
#include "target/ttype.h"

/* A file whose debug information is asked; or the kernel. */
struct lower_module {
	const char *asked; /* as the script names it */
	const char *path; /* as messages name it */
	const struct target_file *file; /* NULL: the kernel */
	const struct index *ix; /* NULL: there is none, which was reported */
	bool told; /* that there is no debug information */
};

struct lower_entry; /* entry.h */
struct lower_kernel; /* kernel.h */

/* What the script computes on the way to a value: arguments of a call. */
struct lower_capture {
	struct vec args; /* struct expr * */
};

/* A function that was made for a text, by what it returns. */
struct lower_text {
	const char *key;
	const char *name;
};

struct lowering {
	struct script *script;
	struct arena *arena;
	struct diag *diag;
	const struct lower_opts *opts;
	struct vec modules; /* struct lower_module * */
	struct vec casts; /* autocast.c's */
	bool casts_changed;
	bool has_autocast;
	/* Of the handler at hand. */
	const struct function *owner; /* or function */
	const struct point *point; /* NULL: a function's body */
	const struct place_spot *spot; /* NULL: no place */
	struct lower_module *home; /* of the spot */
	const struct lower_kernel *kernel; /* in place of a spot; or NULL */
	struct lower_entry *entry; /* at returns; else NULL */
	/* Of the expression at hand. */
	struct span span;
	const struct expr *whole; /* or NULL */
	struct lower_capture *capture; /* or NULL */
	struct vec texts; /* struct lower_text: functions that were made */
	bool has_quoted; /* the functions that quote strings are there */
	bool has_thread_block; /* the one that finds a library's block is */
	u32 entries; /* struct entry_values that were made */
	u32 soft; /* failing is an answer: errors are muted */
};

/* rewrite.c: an expression of the handler; the result replaces it. */
struct expr *rewrite_expr(struct lowering *lo, struct expr *e);
/* One of the target, as it stands, at the entry. NULL after an error. */
struct expr *rewrite_at_entry(struct lowering *lo, const struct expr *e);
/* The name that an expression of the target begins with. */
const struct expr *rewrite_root(const struct expr *e);

/* stmts.c: all of a body; branches that @defined leaves out are removed. */
void stmts_rewrite(struct lowering *lo, struct stmt *s);
/* Is it known what an expression is? */
bool stmts_is_const(const struct expr *e, s64 *ret);

/* depend.c: what a body speaks of. */
struct depend {
	bool target; /* the program */
	bool variables; /* those of the place */
	bool file; /* a file, which may be the one that is hit */
	bool place; /* the place that it runs at */
};
struct depend depend_of(struct stmt *body);

/* split.c: the probes of a probe, one for each different handler. */
void split_probe(struct lowering *lo, struct probe *probe,
		 const struct depend *depend, struct vec *out);

/*
 * chain.c: the object that a chain of members begins and leads to. False
 * after an error.
 */
bool chain_object(struct lowering *lo, const struct expr *e,
		  struct object *ret);

/* value.c: what an object is as a number. NULL after an error. */
struct expr *value_of(struct lowering *lo, const struct object *object);
/* Its address. */
struct expr *value_address(struct lowering *lo, const struct object *object);
/* The object that a pointer points to. */
bool value_deref(struct lowering *lo, const struct object *pointer,
		 struct object *ret);

/* A part of the script in one of the target: an index, an address. */
struct expr *rewrite_operand(struct lowering *lo, struct expr *e);

/* variable.c: `$name`. */
bool variable_object(struct lowering *lo, const char *name, struct object *ret);
bool variable_is_local(struct lowering *lo, const char *name);
/* Is it one of the call, and not a static one? */
bool variable_is_call(struct lowering *lo, const char *name);
/* All that are seen at the spot, the innermost first, until fn is true. */
bool variable_each(struct lowering *lo,
		   bool (*fn)(void *arg, const struct index_var *var),
		   void *arg);
/* A row of VARS at the spot. False after an error. */
bool variable_at(struct lowering *lo, const struct index_var *var,
		 struct object *ret);

/*
 * returns.c: where the function `name` returns an object of ret's type, by the
 * rules of C or of a language whose rules are others.
 */
bool returns_value(struct lowering *lo, const char *name, bool is_c,
		   struct object *ret);
/* `$return`; the function whose return the spot is, or NULL. */
bool returns_object(struct lowering *lo, struct object *ret);
const struct index_func *returns_function(struct lowering *lo);

/* global.c: `@var`. */
bool global_object(struct lowering *lo, const struct expr *e,
		   struct object *ret);
/* A global that the code of the spot sees by its name; false: silent. */
bool global_in_scope(struct lowering *lo, const char *name, struct object *ret);

/* func.c: the address of a symbol from the file's base; false: there is none. */
bool symbol_addr(const struct index *ix, const char *name, u32 *ret);
/* The code of a function, by its name; false, silent: there is none. */
bool func_object(struct lowering *lo, const struct lower_module *mod,
		 const char *name, struct object *ret);

/* cast.c: `@cast`. */
bool cast_object(struct lowering *lo, const struct expr *e, struct object *ret);

/* pretty.c: the call of a function that makes the text of a value. */
struct expr *pretty_call(struct lowering *lo, const struct expr *e, bool full);

/* The same for an object (NULL: it is nowhere), as a part of a format. */
void pretty_field(struct lowering *lo, const struct object *object, bool full,
		  struct vec *args, struct strbuf *format);
/* A call, without its argument, of what quotes the string at an address. */
struct expr *pretty_quoted(struct lowering *lo, bool kernel);

/* pretty_type.c: format and operands of a value. */
void pretty_format(struct lowering *lo, const struct object *object, bool full,
		   struct vec *args, struct strbuf *format);

/* location.c: where a program of index/expr.def says that an object is. */
bool location_read(struct lowering *lo, const struct lower_module *mod,
		   const struct index_loc *loc, bool is_param,
		   struct object *ret);

/* address.c: an address of a file, where it is loaded; tls.c: of its block. */
struct expr *address_of(struct lowering *lo, const struct lower_module *mod,
			u32 addr);
struct expr *address_tls(struct lowering *lo, const struct lower_module *mod,
			 u32 off);

/* module.c: NULL after an error. */
struct lower_module *module_of_file(struct lowering *lo,
				    const struct target_file *file,
				    const struct index *ix);
struct lower_module *module_named(struct lowering *lo, const char *name,
				  struct span span);
/* The program that the handler's own point is in, else the kernel. */
struct lower_module *module_own(struct lowering *lo, const char *what);
/* The row of script->modules. */
u32 module_row(struct lowering *lo, const struct lower_module *mod);

/* refuse.c: errors, NULL and false for those who return one. */
void *refuse(struct lowering *lo, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* The expression at hand as the script has it, in quotation marks. */
const char *refuse_what(struct lowering *lo);

/* The notes behind an error: "did you mean", and what there is. */
struct refuse_names {
	struct lowering *lo;
	struct suggest suggest;
	struct strbuf text;
	u32 nr;
};
void refuse_begin(struct refuse_names *names, struct lowering *lo,
		  const char *want);
void refuse_name(struct refuse_names *names, const char *name);
/* who: "it has". */
void refuse_end(struct refuse_names *names, const char *who);

#endif
