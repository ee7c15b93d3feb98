/* SPDX-License-Identifier: GPL-2.0 */
/* An index made for the running process. */
#ifndef STAPX_DWARF_MADE_H
#define STAPX_DWARF_MADE_H

#include <limits.h>
#include <stdbool.h>

#include <stapx/types.h>

struct made {
	char path[PATH_MAX]; /* of the index */
	char scratch[PATH_MAX]; /* a directory to be removed; "": none */
};

/*
 * Where the index of a build-id goes that was not there: to the store that
 * store_default() names; where that cannot be written, or the file has no
 * build-id (len 0), to a directory that made_drop() removes. 0 or -errno,
 * reported. ret is dropped by the caller also on failure.
 */
int made_place(struct made *ret, const u8 *build_id, u32 len);
void made_drop(struct made *made);

/*
 * Makes it there, by a process of its own: what libdw cannot stand must not end
 * this one. 0; -ENODATA (silent) where there is no debug information; other
 * -errno, reported.
 */
int made_create(const struct made *made, const char *open_path,
		const char *shown_path);

#endif
