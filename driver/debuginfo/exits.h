/* SPDX-License-Identifier: GPL-2.0 */
/* Where the returns of a function are seen: what locate asks for of each. */
#ifndef STAPX_DEBUGINFO_EXITS_H
#define STAPX_DEBUGINFO_EXITS_H

#include <stdbool.h>

#include <stapx/attach.h>

#include "debuginfo/target.h"

struct exit_place {
	u64 addr; /* in the file */
	u8 role; /* SX_ROLE_RETURN or SX_ROLE_LEAVE */
};

struct exits {
	struct exit_place *rows; /* malloc'ed, ascending; the caller's */
	u32 nr;
	/* Else its returns are only seen where it returns to. */
	bool all_known;
};

/*
 * Finds the exits of the function that begins at entry. 0, or -errno after a
 * message; a file of which nothing is known is no error.
 */
typedef int exits_fn(const struct target_file *file, u64 entry,
		     struct exits *ret);

#endif
