// SPDX-License-Identifier: GPL-2.0
/* Type variables. */
#include "script/types.h"

#include <errno.h>

struct tvar *types_create(struct arena *arena, enum type type, struct span span)
{
	struct tvar *var = arena_alloc(arena, sizeof(*var));

	var->type = type;
	var->span = span;
	return var;
}

struct tvar *types_find(struct tvar *var)
{
	while (var->link) {
		if (var->link->link)
			var->link = var->link->link;
		var = var->link;
	}
	return var;
}

int types_unify(struct tvar *a, struct tvar *b)
{
	a = types_find(a);
	b = types_find(b);
	if (a == b)
		return 0;
	if (a->type == TYPE_UNKNOWN) {
		a->link = b;
		return 0;
	}
	if (b->type != TYPE_UNKNOWN && b->type != a->type)
		return -EINVAL;
	b->link = a;
	return 0;
}

const char *types_name(enum type type)
{
	static const char *const names[] = {
		[TYPE_UNKNOWN] = "unknown", [TYPE_LONG] = "long",
		[TYPE_STRING] = "string",   [TYPE_STAT] = "statistic",
		[TYPE_NONE] = "no value",
	};

	return names[type];
}
