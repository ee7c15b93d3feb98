/* SPDX-License-Identifier: GPL-2.0 */
/* Between the units of this folder. */
#ifndef STAPX_PLACE_INTERNAL_H
#define STAPX_PLACE_INTERNAL_H

#include "base/suggest.h"
#include "place/place.h"
#include "script/process_point.h"

/* One question: a point, and the file that it is asked of. */
struct place_query {
	struct place_finder *pf;
	struct script *script;
	const struct point *point;
	const struct process_point *process;
	bool optional;
	bool listing; /* of what is there, not of what can be probed */
	struct target *target;
	const struct target_file *program; /* of .library(), or NULL */
	const struct target_file *file;
	const struct index *ix; /* NULL: none */
	struct vec *ret; /* struct place_spot */
	struct vec funcs; /* u32: rows of FUNCS that the spec names */
};

/* place.c: as place_find(), with what cannot be probed in this version. */
int place_find_all(struct place_finder *pf, struct script *script,
		   const struct point *point, struct vec *ret);

/* name.c: does a function of the index have this name, or match it? */
bool name_matches(const struct index *ix, const struct index_func *func,
		  const char *pattern);
bool name_is_pattern(const char *name);
/* The part behind the last "::". */
const char *name_last(const char *name);
/* As much of a name as the pattern that it matches asked for. */
const char *name_shown(const char *name, const char *pattern);
/* Does a source file have this path, or end with it at a '/'? */
bool name_matches_file(const char *pattern, const char *path);

/* files.c: calls ask for each file that the point means. 0 or -errno. */
int files_each(struct place_query *q, int (*ask)(struct place_query *q));

/* func.c: fills q->funcs, ascending. */
void func_select(struct place_query *q);
/* The same, wherever they are declared. */
void func_select_all_files(struct place_query *q);
bool func_is_selected(const struct place_query *q, u32 func);
/* The spots of functions. */
void func_find(struct place_query *q);
/* Where a body or an inlined call is probed: an address in the file; 0: none. */
u64 func_body_addr(const struct index *ix, const struct index_scope *scope);
/* The body that begins at an address of the file, or INDEX_NONE. */
u32 func_body_at(const struct place_query *q, u64 addr);
const char *func_file(const struct index *ix, u32 file); /* NULL: unknown */
/* A spot of a body or an inlined call, without its address and kind. */
struct place_spot func_spot(const struct place_query *q, u32 scope);

/* line.c, label.c, callee.c, mark.c: spots of their kinds. */
void line_find(struct place_query *q);
/* Is an address (from the index's base) in a function that is selected? */
bool line_is_selected(const struct place_query *q, u32 addr);
/* Has a body or inlined call the lines that the point gives, or any? */
bool line_is_in(const struct place_query *q, const struct index_scope *scope);
void label_find(struct place_query *q);
void callee_find(struct place_query *q);
void mark_find(struct place_query *q);
void plt_find(struct place_query *q);

/* addr.c: places by address. 0 or -errno, reported. */
int addr_find(struct place_query *q);
int addr_find_absolute(struct place_query *q);

/* symbol.c: functions that only the symbol table has. 0 or -errno. */
int symbol_find(struct place_query *q);

/* spot.c: sorts, and keeps each address once. */
void spot_sort(struct vec *spots);
/* As a probe point that means this spot only, as listings and pp() show it. */
const char *spot_text(struct script *script, const struct point *point,
		      const struct place_spot *spot);

/* guard.c: is the caller one of spot->callers? NULL: that cannot be said. */
struct expr *guard_expr(struct script *script, struct span span,
			const struct place_spot *spot);
/* The handler with `if (!guard) next` before it. */
struct function *guard_handler(struct script *script,
			       const struct function *handler,
			       const struct expr *guard);

/* vars.c: "$name:type" of what can be read at a spot. */
void vars_list(struct arena *arena, const struct place_spot *spot,
	       struct vec *ret);

/* report.c: the error of a question that nothing answers; -ENOENT. */
int report_nothing(struct place_query *q);

#endif
