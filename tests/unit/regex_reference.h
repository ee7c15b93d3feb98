/* SPDX-License-Identifier: GPL-2.0 */
/*
 * POSIX's rules for subexpressions, taken literally and slowly: every part of
 * a sequence from the left takes the longest string with which the rest can
 * still match, the first alternative that fits the string is taken.
 */
#ifndef STAPX_TESTS_REGEX_REFERENCE_H
#define STAPX_TESTS_REGEX_REFERENCE_H

#include "regex/tree.h"

/*
 * Matches the tree with n bytes at s. Returns 1 and fills start and end of
 * groups_nr groups (-1: took no part), or 0.
 */
int reference_match(const struct regex_node *tree, u32 groups_nr, const char *s,
		    u32 n, int *start, int *end);

#endif
