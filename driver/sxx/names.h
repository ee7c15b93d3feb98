/* SPDX-License-Identifier: GPL-2.0 */
/* What the macros know by name: arguments, records, modules, libraries. */
#ifndef STAPX_SXX_NAMES_H
#define STAPX_SXX_NAMES_H

#include <stddef.h>

#include <stapx/types.h>

#include "base/arena.h"
#include "base/vec.h"

#define NAMES_GIVEN   1 /* an argument of the command line */
#define NAMES_DEFAULT 2 /* an argument whose first default was met */
#define NAMES_USED    4 /* the text asked for it */

struct name_row {
	const char *name; /* ends with a NUL */
	size_t name_len;
	const char *text; /* what it stands for */
	size_t len;
	u32 flags; /* NAMES_* */
};

struct names {
	struct arena *arena; /* borrowed */
	struct vec rows; /* of struct name_row *, in the order of adding */
	u32 *slots; /* index of a row + 1; 0: free */
	u32 cap; /* power of two */
};

void names_init(struct names *names, struct arena *arena);

/* The row of a name, or NULL. */
struct name_row *names_find(const struct names *names, const char *name,
			    size_t len);

/* The row of a name; a new one is empty and has a copy of the name. */
struct name_row *names_add(struct names *names, const char *name, size_t len);

static inline u32 names_nr(const struct names *names)
{
	return names->rows.nr;
}

static inline struct name_row *names_at(const struct names *names, u32 i)
{
	return vec_ptr(&names->rows, i);
}

#endif
