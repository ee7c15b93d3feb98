/* SPDX-License-Identifier: GPL-2.0 */
/* The index of the running kernel, and of its modules. */
#ifndef STAPX_DWARF_PROVIDE_KERNEL_H
#define STAPX_DWARF_PROVIDE_KERNEL_H

#include <limits.h>
#include <stdbool.h>

#include "index/file.h"

/*
 * The index of the running kernel (module NULL, "", "kernel" or "vmlinux") or
 * of a module that is loaded: the one that the process keeps already, one from
 * the stores by build-id, else one made now of BTF and kept in the store that
 * store_default() names (where that cannot be written, for this process
 * alone). What was made of BTF has no lines and no variables of functions:
 * kernel_is_btf() tells.
 *
 * *ret is borrowed until provide_kernel_forget(). 0 or -errno, reported;
 * -ENODATA where there is neither an index nor BTF: the message names what was
 * looked at and what to do, and is told with -v only where the caller can do
 * without (optional). -ENOENT, reported: no such module is loaded.
 */
int provide_kernel_index(const char *module, bool optional,
			 const struct index **ret);

/* The same, with another directory than /sys. */
int provide_kernel_index_at(const char *sys, const char *module, bool optional,
			    const struct index **ret);

/* Closes all of them. */
void provide_kernel_forget(void);

/* The kernel's build-id. Its length, or 0 where it is not known. Silent. */
u32 provide_kernel_build_id(const char *sys, u8 ret[INDEX_BUILD_ID_MAX]);

/*
 * Where an index that was made of a kernel's BTF is kept below a store. It has
 * a name of its own, so that it never hides one of debug information, which
 * has the plain name. 0 or -ENAMETOOLONG.
 */
int provide_kernel_btf_path(const char *dir, const u8 *build_id, u32 len,
			    char ret[PATH_MAX]);

#endif
