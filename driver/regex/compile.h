/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Regular expressions: from a pattern to the tables that lib/regex.h runs.
 *
 * POSIX extended regular expressions over bytes, leftmost-longest, with
 * SystemTap's deviations: a backslash quotes the next byte, in brackets too;
 * (?:...) is a group that captures nothing; there are no back references.
 *
 *	pattern   parse.c, bracket.c  a tree
 *	-> tree   build.c, frag.c     positions, and the paths between them
 *	-> states plain.c             sets of positions: does it match?
 *	          tagged*.c           ordered sets with registers: where?
 *	-> fewer  minimize.c
 *	-> bytes  emit.c
 */
#ifndef STAPX_REGEX_COMPILE_H
#define STAPX_REGEX_COMPILE_H

#include <stddef.h>
#include <stapx/types.h>

#include "base/arena.h"

/* What is wrong with a pattern. */
struct regex_error {
	u32 at; /* byte of the pattern, its length for the end */
	const char *text; /* a sentence, in the arena */
};

/*
 * Compiles the len bytes at pattern. With SX_REGEX_CAPTURES in flags a match
 * tells where it and its groups lie, else only whether there is one: smaller
 * and faster. 0, *ret_data (in the arena) and *ret_len; or -EINVAL and
 * *ret_err.
 */
int regex_compile(struct arena *arena, const char *pattern, size_t len,
		  u32 flags, struct regex_error *ret_err, u8 **ret_data,
		  u32 *ret_len);

#endif
