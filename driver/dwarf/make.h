/* SPDX-License-Identifier: GPL-2.0 */
/* Making the index of a file. */
#ifndef STAPX_DWARF_MAKE_H
#define STAPX_DWARF_MAKE_H

#include <limits.h>
#include <stdbool.h>

/*
 * Reads the debug information of the ELF file at path and writes its index:
 * to out, or with NULL below the directory `store` by its build-id. ret_out
 * is where it was written. 0, or -errno after the reason was reported; with
 * `optional` a file without debug information (-ENODATA) is no error.
 */
int make_index(const char *path, bool optional, const char *out,
	       const char *store, char ret_out[PATH_MAX]);

#endif
