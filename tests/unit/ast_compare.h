/* SPDX-License-Identifier: GPL-2.0 */
/* Are two trees the same, but for the places in the text? */
#ifndef STAPX_TESTS_AST_COMPARE_H
#define STAPX_TESTS_AST_COMPARE_H

#include "script/ast.h"

/*
 * NULL, or what differs first ("the keys of foreach in f"). Both trees have
 * their texts from one intern table, and no pass has changed them.
 */
const char *ast_compare(const struct script *a, const struct script *b);

#endif
