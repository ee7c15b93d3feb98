/* SPDX-License-Identifier: GPL-2.0 */
/* Tokens to a tree. */
#ifndef STAPX_SCRIPT_PARSE_H
#define STAPX_SCRIPT_PARSE_H

#include "script/ast.h"
#include "script/preproc.h"

/*
 * Adds all of pp's tokens to the script. Returns 0, or -EINVAL after errors
 * were recorded; the parser goes on behind each of them.
 */
int parse_script(struct script *script, struct preproc *pp);

#endif
