/* SPDX-License-Identifier: GPL-2.0 */
/* Whether an index that lies somewhere is the one that is wanted. */
#ifndef STAPX_DWARF_TAKE_H
#define STAPX_DWARF_TAKE_H

#include <stdbool.h>

#include "index/file.h"

struct take_wanted {
	const char *shown; /* what messages call the file */
	const u8 *id; /* its build-id */
	u32 id_len; /* 0: none */
	bool types; /* not one that was made without debug information */
};

/*
 * Opens the index at path when it will do. NULL where it will not: *ret_why is
 * the reason, static. Both are told with -v.
 */
struct index *take_index(const char *path, const struct take_wanted *wanted,
			 const char **ret_why);

bool take_has_types(const struct index *ix);

#endif
