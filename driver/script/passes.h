/* SPDX-License-Identifier: GPL-2.0 */
/* The front end: text to a tree that has names, types and no errors. */
#ifndef STAPX_SCRIPT_PASSES_H
#define STAPX_SCRIPT_PASSES_H

#include "script/ast.h"

/* Bytes of one script; bounds all that the passes allocate. */
#define PASSES_MAX_SOURCE (1u << 20)

struct passes_text {
	const char *name; /* for messages */
	const char *text;
	size_t len;
	const struct diag_origin *origin; /* NULL: it is as it was written */
};

/* All pointers are borrowed for the whole compilation. */
struct passes_opts {
	const char *const *args; /* $1, $2, ... */
	u32 args_nr;
	const struct preproc_env *env; /* for conditionals; NULL: this host */
	const char *const *library; /* folders */
	u32 library_nr;
	const char *const *globals; /* "NAME=VALUE": initial values */
	u32 globals_nr;
	bool unoptimized; /* keep what has no effect */
	bool no_display; /* do not print globals that are only written */
	/*
	 * The pass `target`: puts expressions and points of the program in
	 * place of what names the probed one's variables and places. NULL:
	 * those are refused. 0, or -EINVAL after an error was recorded.
	 */
	int (*target)(struct script *script, void *arg);
	void *target_arg;
};

/* Parses one more text into the script. 0 or -EINVAL. */
int passes_parse_text(struct script *script, const struct passes_text *text,
		      bool library, u32 *ret_src);

/*
 * Runs all passes over the texts that were parsed; each goes on behind errors
 * of those before it as far as it makes sense. 0, or -EINVAL after errors were
 * recorded.
 */
int passes_run(struct script *script);

#endif
