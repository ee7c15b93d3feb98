/* SPDX-License-Identifier: GPL-2.0 */
/* Functions and tracepoints of the running kernel, by /proc/kallsyms. */
#ifndef STAPX_KERNELSYM_SYMBOLS_H
#define STAPX_KERNELSYM_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>

#include <stapx/program.h>

struct kernelsym {
	u64 addr;
	char *name;
	char *module; /* NULL: the kernel itself */
};

/*
 * What is looked for. `*`, `?` and [...] in names and modules are wildcards. A
 * function's name without a dot also finds what the compiler made of it
 * (NAME.isra.0, NAME.constprop.0), but no parts of it.
 */
struct kernelsym_want {
	bool trace; /* tracepoints, else functions */
	bool exact; /* nothing that the compiler made of a function */
	const char *module; /* "": the kernel; SX_POINT_ANY_MODULE */
	const char *name; /* of tracepoints also SYSTEM:NAME */
	/* Found: one for each address, ascending. */
	struct kernelsym *rows;
	u32 nr;
	u32 cap;
};

/* Is there a wildcard? */
bool kernelsym_is_pattern(const char *name);

/*
 * Reads the running kernel's symbols once for all wants. Reports; 0 or -errno.
 * The rows are the caller's, until kernelsym_free_rows().
 */
int kernelsym_find(struct kernelsym_want *wants, u32 nr);
void kernelsym_free_rows(struct kernelsym_want *want);

/*
 * A point of SX_POINT_K* or SX_POINT_TRACE as a script writes it; malloc'ed,
 * NULL without memory.
 */
char *kernelsym_text(u32 kind, const char *module, const char *name);

/*
 * The names of functions or tracepoints that are like want's, as text for
 * "did you mean ..."; empty when there are none.
 */
void kernelsym_suggest(const struct kernelsym_want *want, char *ret,
		       size_t len);

#endif
