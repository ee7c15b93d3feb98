/* SPDX-License-Identifier: GPL-2.0 */
/* The front end: text to a tree that has names, types and no errors. */
#ifndef STAPX_SCRIPT_PASSES_H
#define STAPX_SCRIPT_PASSES_H

#include "script/ast.h"

/* Bytes of one script; bounds all that the passes allocate. */
#define PASSES_MAX_SOURCE (1u << 20)

/* One text; the pointers are borrowed for the whole compilation. */
struct passes_source {
	const char *name;
	const char *text;
	size_t len;
	const char *const *args; /* $1, $2, ... */
	u32 args_nr;
	const struct diag_origin *origin; /* NULL: it is as it was written */
	const struct passes_source *modules; /* texts that it uses */
	u32 modules_nr;
};

/* Only reads the text: the tree without names and types (-p1). */
int passes_parse(struct script *script, const struct passes_source *source);

/*
 * Runs all passes over the text; each goes on behind errors of those before
 * it as far as it makes sense. 0, or -EINVAL after errors were recorded.
 */
int passes_run(struct script *script, const struct passes_source *source);

#endif
