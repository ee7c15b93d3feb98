/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Types and their inference by unification: whatever must have the same type
 * shares one type variable, and the first place that knows the type decides.
 */
#ifndef STAPX_SCRIPT_TYPES_H
#define STAPX_SCRIPT_TYPES_H

#include "base/arena.h"
#include "script/diag.h"

enum type {
	TYPE_UNKNOWN,
	TYPE_LONG,
	TYPE_STRING,
	TYPE_STAT,
	TYPE_NONE, /* result of a function that returns nothing */
};

struct tvar {
	struct tvar *link; /* NULL: the one that counts */
	enum type type;
	struct span span; /* the place that decided, when type is known */
};

struct tvar *types_create(struct arena *arena, enum type type,
			  struct span span);

/* The variable that stands for all that were unified with it. */
struct tvar *types_find(struct tvar *var);

static inline enum type types_of(struct tvar *var)
{
	return types_find(var)->type;
}

/* Makes both the same; -EINVAL (unchanged) when both are known and differ. */
int types_unify(struct tvar *a, struct tvar *b);

/* "long", "string", "statistic", "no value". */
const char *types_name(enum type type);

#endif
