/* SPDX-License-Identifier: GPL-2.0 */
/* The index that a script's questions about a file are asked of. */
#ifndef STAPX_DWARF_PROVIDE_H
#define STAPX_DWARF_PROVIDE_H

#include <stdbool.h>

#include "index/file.h"

/*
 * The index of an ELF file: the one that the process keeps already, the one
 * in the stores, that of a server of $STAPX_INDEX_URLS, or one made now from
 * the file's debug information. The last two are kept in the store that
 * store_default() names (where that cannot be written, for this process alone).
 *
 * open_path is how the file is opened ("/proc/12/root/usr/bin/x"), shown_path
 * how messages call it. *ret is borrowed until provide_forget_all().
 *
 * needs_types: an index without what only debug information tells will not do.
 *
 * 0 or -errno, reported; -ENODATA where there is neither an index nor what one
 * is made of: the message names all places that were looked at and what to do,
 * and is told with -v only where the caller can do without (optional).
 */
int provide_index(const char *open_path, const char *shown_path,
		  bool needs_types, bool optional, const struct index **ret);

/* Closes all of them. */
void provide_forget_all(void);

#endif
