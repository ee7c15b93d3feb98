/* SPDX-License-Identifier: GPL-2.0 */
/* From the points of a program in the kernel to functions and tracepoints. */
#ifndef STAPX_KERNELSYM_LOCATE_H
#define STAPX_KERNELSYM_LOCATE_H

#include <stdbool.h>

#include "program.h"

struct kernel_place {
	u32 probe; /* index in the program's probes */
	u32 point; /* index in the program's points */
	u64 addr; /* of the function or the struct tracepoint */
	char *name;
	char *module; /* NULL: the kernel itself */
	u32 args_nr; /* of a tracepoint */
	bool by_pattern; /* one of several that a wildcard found */
};

struct kernel_places {
	struct kernel_place *rows; /* in the order of the program's points */
	u32 nr;
	u32 cap;
};

/*
 * Locates every point of the kernel; nothing is read where there is none. All
 * are tried, each mistake is reported, the first error is returned: -ENOENT
 * no such function, tracepoint or module, -EOPNOTSUPP it must not be probed,
 * -E2BIG more than SX_MAX_POINTS. An optional point without a place is no
 * error. ret is the caller's; with an error it is empty.
 */
int kernel_locate(const struct sx_program *prog, struct kernel_places *ret);
void kernel_places_deinit(struct kernel_places *places);

/*
 * Prints the kernel's points that match a text such as
 * kernel.function("tcp_*") or kernel.trace("sched_*"), as a script names them.
 * vars, if not NULL, tells what stands behind each: malloc'ed, or NULL.
 * 0; -ENOENT when none does; -EINVAL, silent, for another text; or -errno
 * (reported).
 */
typedef char *kernel_list_vars(u32 kind, const char *module, const char *name);
int kernel_list(const char *pattern, kernel_list_vars *vars);

#endif
