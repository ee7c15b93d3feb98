/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Macros: `@define name(params) %( body %)`, used as `@name(arguments)`.
 *
 * A use makes an activation: the macro, its arguments, and the activation
 * that the use itself stands in. Names of parameters in the body are looked
 * up there; a macro that stands in its own activation would never end.
 */
#ifndef STAPX_SCRIPT_MACRO_H
#define STAPX_SCRIPT_MACRO_H

#include "base/ptrmap.h"
#include "base/vec.h"
#include "script/lex.h"

#define MACRO_MAX_PARAMS 64

struct macro_tokens {
	const struct token *list;
	u32 nr;
};

struct macro {
	const char *name; /* interned, with its `@` */
	struct span span;
	u32 params_nr;
	const char **params; /* interned, with their `@` */
	struct macro_tokens body;
};

struct macros {
	struct ptrmap by_name;
	struct vec list; /* struct macro * */
};

struct activation {
	const struct macro *macro;
	const struct activation *parent; /* NULL: used in the text itself */
	struct macro_tokens *args; /* of each parameter */
};

void macros_init(struct macros *macros, struct arena *arena);

static inline struct macro *macros_find(const struct macros *macros,
					const char *name)
{
	return ptrmap_get(&macros->by_name, name);
}

#endif
