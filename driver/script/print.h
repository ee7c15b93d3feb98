/* SPDX-License-Identifier: GPL-2.0 */
/* The tree as a script again (-p1). */
#ifndef STAPX_SCRIPT_PRINT_H
#define STAPX_SCRIPT_PRINT_H

#include "script/ast.h"

/* What is written parses to the same tree. Wants a tree without errors. */
void print_script(const struct script *script, FILE *out);

/* A string constant with its quotes and escapes. */
void print_string(const char *text, FILE *out);

#endif
