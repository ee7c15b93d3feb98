/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where the probe points of programs stand: from process("P").function("f") to
 * addresses in ELF files, by their indexes or, for a file that has none, by its
 * symbols.
 */
#ifndef STAPX_PLACE_PLACE_H
#define STAPX_PLACE_PLACE_H

#include <stdbool.h>
#include <stdio.h>

#include "debuginfo/target.h"
#include "index/file.h"
#include "script/ast.h"

struct place_finder;

struct place_opts {
	s32 pid; /* of -x; 0: none, files of this host are meant */
	const char *exe; /* without pid: what process means; NULL: none */
	const char *debug_path; /* NULL: $STAPX_DEBUG_PATH, else the default */
};

/* opts is copied, its strings are borrowed. NULL: no memory, logged. */
struct place_finder *place_finder_create(const struct place_opts *opts);
/* Ends what the spots that were found borrow. */
void place_finder_destroy(struct place_finder *pf);

enum place_kind {
	PLACE_CALL, /* a function's own body: where its parameters can be read */
	PLACE_INLINE, /* where a call that was inlined begins */
	PLACE_RETURN, /* addr is the function's entry */
	PLACE_STATEMENT,
	PLACE_LABEL,
	PLACE_MARK,
	PLACE_PLT, /* the entry of the linkage table */
	PLACE_PLT_RETURN,
	PLACE_ADDRESS, /* of .absolute */
};

/* One spot in a file where a probe point stands. */
struct place_spot {
	const struct target_file *file;
	const struct target_file *program; /* that uses file as .library() */
	const struct index *ix; /* NULL: there is none, only an ELF symbol */
	u64 addr; /* in the file (as st_value) */
	u32 func; /* row of FUNCS, or INDEX_NONE */
	u32 scope; /* row of SCOPES: the innermost at addr, or INDEX_NONE */
	const char *name; /* of the function, as probefunc() and pp() say */
	const char *src; /* declaration or statement; NULL: unknown */
	u32 line; /* 0: unknown */
	const char *label; /* or NULL */
	const struct index_mark *mark; /* or NULL */
	u8 kind; /* enum place_kind */
	u32 caller; /* of .callee(): the row of FUNCS that calls; INDEX_NONE */
	/* Where its calls return to, in the file; 0 of them: it was inlined. */
	const u64 *callers;
	u32 callers_nr;
};

/*
 * All spots of a process point, ascending by file and address, each once. ret
 * (struct place_spot) is made in the script's arena. 0; or -errno after an
 * error at the point, or a message about the file, unless the point is optional
 * or sufficient: then nothing is found, and nothing is said but with -v.
 */
int place_find(struct place_finder *pf, struct script *script,
	       const struct point *point, struct vec *ret);

/*
 * The point of one spot: as the point that it was found for, and placed, with
 * the text that says where. That of a .callee() has a guard: place_expand()
 * gives it a handler of its own, which is left where somebody else calls.
 */
struct point *place_point(struct script *script, const struct point *point,
			  const struct place_spot *spot);

/*
 * Puts placed points for those that are not; arg is the struct place_finder.
 * A function that the file's symbols name stays to be found when the script
 * runs. 0, or -EINVAL after errors were recorded or reported.
 */
int place_expand(struct script *script, void *arg);

/*
 * Lists the places of a point, each once and sorted, with the variables that
 * all of that text have. arg and result are those of place_find().
 */
int place_list(struct script *script, const struct point *point, bool variables,
	       FILE *out, void *arg);

#endif
