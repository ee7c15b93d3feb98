/* SPDX-License-Identifier: GPL-2.0 */
/* The inside of provide_kernel_index(): where what is kept of a kernel. */
#ifndef STAPX_DWARF_PROVIDE_KERNEL_H
#define STAPX_DWARF_PROVIDE_KERNEL_H

#include <limits.h>
#include <stdbool.h>

#include "index/file.h"

/* provide_kernel_index() with another directory than /sys. */
int provide_kernel_index_at(const char *sys, const char *module, bool optional,
			    const struct index **ret);

/* What provide_forget_all() does for them. */
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
