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
	const struct target_file *file;
	const struct index *ix; /* NULL: none */
	struct vec *ret; /* struct place_spot */
	struct vec funcs; /* u32: rows of FUNCS that the spec names */
};

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

/* func.c: fills q->funcs, ascending. */
void func_select(struct place_query *q);
bool func_is_selected(const struct place_query *q, u32 func);
/* The spots of functions. */
void func_find(struct place_query *q);
/* Where a body or an inlined call is probed: an address in the file; 0: none. */
u64 func_body_addr(const struct index *ix, const struct index_scope *scope);
const char *func_file(const struct index *ix, u32 file); /* NULL: unknown */
/* A spot of a body or an inlined call, without its address and kind. */
struct place_spot func_spot(const struct place_query *q, u32 scope);

/* symbol.c: functions that only the symbol table has. 0 or -errno. */
int symbol_find(struct place_query *q);

/* spot.c: sorts, and keeps each address once. */
void spot_sort(struct vec *spots);
/* As a probe point that means this spot only, as listings and pp() show it. */
const char *spot_text(struct script *script, const struct point *point,
		      const struct place_spot *spot);

/* report.c: the error of a question that nothing answers; -ENOENT. */
int report_nothing(const struct place_query *q);

#endif
