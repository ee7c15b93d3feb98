/* SPDX-License-Identifier: GPL-2.0 */
/* Compiling and matching in one call, for tests of regular expressions. */
#ifndef STAPX_TESTS_REGEX_FIXTURE_H
#define STAPX_TESTS_REGEX_FIXTURE_H

#include "regex.h"
#include "regex/compile.h"

/*
 * The block of a pattern in the arena, checked, or NULL: *ret_err says why.
 * The test fails if the block does not pass sx_regex_check().
 */
const u8 *fixture_compile(struct arena *arena, const char *pattern, u32 flags,
			  struct regex_error *ret_err);

/* "(0,4)(?,?)" for the groups of a match, "NULL" for matched 0. */
const char *fixture_groups(const struct sx_match *m, int matched, char *buf,
			   size_t len);

#endif
