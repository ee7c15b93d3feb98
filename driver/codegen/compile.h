/* SPDX-License-Identifier: GPL-2.0 */
/* A script's text to a program image. */
#ifndef STAPX_CODEGEN_COMPILE_H
#define STAPX_CODEGEN_COMPILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <stapx/types.h>

#include "script/diag.h"

struct script;

/* Borrowed until the diagnostics were rendered. */
struct compile_source {
	const char *name; /* for messages */
	const char *text;
	size_t len;
};

/* A text that the script uses. */
struct compile_module {
	struct compile_source source;
	const struct diag_origin *origin; /* NULL: it is as it was written */
};

/* All pointers are borrowed. */
struct compile_opts {
	u32 maxmapentries; /* of arrays without a size; 0: the default */
	const char *const *args; /* $1, $2, ... */
	size_t args_nr;
	const struct diag_origin *origin; /* of the script, as of a module */
	const struct compile_module *modules;
	size_t modules_nr;
	const struct compile_source *more; /* texts beside the script */
	size_t more_nr;
	const char *const *library; /* folders, searched in their order */
	size_t library_nr;
	const char *const *globals; /* "NAME=VALUE": initial values */
	size_t globals_nr;
	const char *release; /* kernel_v, kernel_vr; NULL: this kernel's */
	const char *compatible; /* systemtap_v; NULL: the newest */
	bool unoptimized; /* compile what has no effect, too */
	bool no_display; /* do not print globals that are only written */
	int (*target)(struct script *script, void *arg); /* see passes.h */
	void *target_arg;
};

struct compile_result {
	u8 *image; /* malloc'ed, the caller's */
	size_t image_len;
};

/*
 * Compiles a script. Returns 0 and fills *ret; -EINVAL when diag holds
 * errors; -ENOMEM after it was logged. Warnings are in diag in any case.
 */
int compile_script(const struct compile_source *src,
		   const struct compile_opts *opts, struct diag *diag,
		   struct compile_result *ret);

/*
 * Only reads a script and writes it to out again (-p1). 0; -EINVAL when diag
 * holds errors, and nothing was written; -ENOMEM after it was logged.
 */
int compile_print(const struct compile_source *src,
		  const struct compile_opts *opts, struct diag *diag,
		  FILE *out);

/* The same for what the passes made of it (-p2). */
int compile_resolve(const struct compile_source *src,
		    const struct compile_opts *opts, struct diag *diag,
		    FILE *out);

/*
 * Lists the probe points that match a pattern (-l), with the variables that
 * their aliases set (-L). The same results; -ENOENT when none matches.
 */
int compile_list(const char *pattern, bool variables,
		 const struct compile_opts *opts, struct diag *diag, FILE *out);

#endif
