/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Matching of compiled regular expressions: bounded, linear in the subject,
 * no allocation, no recursion.
 */
#ifndef STAPX_LIB_REGEX_H
#define STAPX_LIB_REGEX_H

#include <stapx/types.h>

#define SX_MATCH_GROUPS 32 /* with group 0, the whole match */

/* Where the groups of an expression matched, byte offsets in the subject. */
struct sx_match {
	u32 groups; /* of the expression, with group 0: 1..SX_MATCH_GROUPS */
	s32 start[SX_MATCH_GROUPS]; /* -1: this group took no part */
	s32 end[SX_MATCH_GROUPS]; /* one behind the last byte */
};

/*
 * Is this a compiled expression, len bytes, 8-byte aligned, that
 * sx_regex_match() can run on every subject? 0, or -1. Linear in len.
 */
int sx_regex_check(const u8 *data, u32 len);

/*
 * Finds the expression in n bytes at s. Returns 1 and fills *m when it is
 * found; 0 when not. data has passed sx_regex_check().
 */
int sx_regex_match(const u8 *data, u32 len, const char *s, u32 n,
		   struct sx_match *m);

#endif
