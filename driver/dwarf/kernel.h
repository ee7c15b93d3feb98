/* SPDX-License-Identifier: GPL-2.0 */
/* `stapx index --kernel`. */
#ifndef STAPX_DWARF_KERNEL_H
#define STAPX_DWARF_KERNEL_H

#include "dwarf/jobs.h"

/*
 * Makes the index of the kernel whose vmlinux is named, or with NULL of the
 * running one: of its debug information where that is found, else of its BTF,
 * which is told. jobs says where the index goes; it must have no paths yet.
 * 0, or -errno after the reason was reported.
 */
int kernel_make_index(struct jobs *jobs, const char *vmlinux);

#endif
