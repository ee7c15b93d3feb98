/* SPDX-License-Identifier: GPL-2.0 */
/* Regular expressions of a script, compiled once each. */
#ifndef STAPX_SCRIPT_REGEXES_H
#define STAPX_SCRIPT_REGEXES_H

#include "script/ast.h"

/* A compiled expression, as lib/regex.h runs it. */
struct regex_row {
	const char *text; /* interned */
	const u8 *data;
	u32 len;
};

/* Fills script->regexes; num of each EX_REGEX is its index. 0 or -EINVAL. */
int regexes_compile(struct script *script);

#endif
