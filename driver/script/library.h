/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The script library: folders of files with functions, globals, macros and
 * aliases. Files are scanned when a name is looked for, and parsed
 * when something of it is used; only what is used becomes a part of the
 * program.
 */
#ifndef STAPX_SCRIPT_LIBRARY_H
#define STAPX_SCRIPT_LIBRARY_H

#include "base/suggest.h"
#include "script/ast.h"

/*
 * Reads the files NAME.stp and NAME.stpm under the folders, which are searched
 * in their order; one that is not there is skipped. Lives in the arena of the
 * script, as texts do. Reports files that cannot be read.
 */
struct library *library_open(struct script *script, const char *const *dirs,
			     u32 dirs_nr);

/*
 * Adds what the script names and does not have: a pass, before names are
 * bound. 0 or -EINVAL.
 */
int library_load(struct script *script);

/* A public function of that name that the script has not got; or NULL. */
const struct function *library_function(struct library *library,
					const char *name);

/* Offers the functions of the library; NULL: there is none. */
void library_suggest(const struct library *library, struct suggest *s);

/* The text of the file that defines a macro (without `@`). */
struct library_text {
	u32 src; /* as diag knows it */
	const char *text;
	size_t len;
};

/* 0, or -ENOENT when no file of the library defines it. */
int library_find_macro(struct library *library, const char *name,
		       struct library_text *ret);

/* Adds the aliases that match a pattern ("a.*"), and what they use. */
void library_load_aliases(struct script *script, const char *pattern);

#endif
