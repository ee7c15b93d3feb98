/* SPDX-License-Identifier: GPL-2.0 */
/* Does a probe point name an alias? */
#ifndef STAPX_SCRIPT_ALIAS_MATCH_H
#define STAPX_SCRIPT_ALIAS_MATCH_H

#include "script/ast.h"

/*
 * Compares component by component; `*` in the point stands for any part of a
 * name. Returns the number of components of the point that are the alias'
 * name: all of them, or fewer where the rest is a suffix for what the alias
 * stands for. 0: it is another name.
 */
u32 alias_match(const struct point *point, const struct point *name);

/* The same for a name as text, "a.b.c". */
u32 alias_match_text(const struct point *point, const char *name);

/* `*` and `?` in pattern stand for any text and any letter. */
bool alias_match_word(const char *pattern, const char *text, size_t len);

/* Is there a wildcard in one of its names? */
bool alias_is_pattern(const struct point *point);

#endif
