/* SPDX-License-Identifier: GPL-2.0 */
/* Making the index of a file. */
#ifndef STAPX_DWARF_MAKE_H
#define STAPX_DWARF_MAKE_H

#include <limits.h>
#include <stdbool.h>

/*
 * Makes the index of the ELF file at path, of the file and its debug
 * information, and writes it: to out, or with NULL below the directory `store`
 * by its build-id. ret_out is where it was written. 0, or -errno after the
 * reason was reported. Without debug information the index lacks what that
 * tells (INDEX_HAS_DWARF); this is a warning, with `optional` told with -v
 * only.
 */
int make_index(const char *path, bool optional, const char *out,
	       const char *store, char ret_out[PATH_MAX]);

#endif
