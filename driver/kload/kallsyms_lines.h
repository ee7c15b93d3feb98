/* SPDX-License-Identifier: GPL-2.0 */
/* The lines of /proc/kallsyms, of a copy, or of a System.map. */
#ifndef STAPX_KLOAD_KALLSYMS_LINES_H
#define STAPX_KLOAD_KALLSYMS_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Texts are borrowed for the call and end without a NUL. */
struct kallsyms_line {
	uint64_t addr; /* 0 where the kernel hides it */
	char type; /* as of nm(1) */
	const char *name;
	size_t len;
	const char *module; /* NULL: the kernel's own */
	size_t module_len;
};

/* 0 to go on, 1 to stop there, -errno (reported). */
typedef int kallsyms_line_fn(const struct kallsyms_line *line, void *arg);

/*
 * Calls fn for each line of path; NULL is the running kernel's, with a
 * kptr_restrict of 2 lowered to 1 meanwhile. Reports; 0 or -errno.
 */
int kallsyms_lines(const char *path, kallsyms_line_fn *fn, void *arg);

/* Says that the running kernel's addresses are hidden; -EPERM. */
int kallsyms_report_hidden(void);

#endif
