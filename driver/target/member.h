/* SPDX-License-Identifier: GPL-2.0 */
/* Members of structs, with those of what has no name and of base classes. */
#ifndef STAPX_TARGET_MEMBER_H
#define STAPX_TARGET_MEMBER_H

#include "base/vec.h"
#include "target/ttype.h"

struct member {
	const char *name; /* "": an anonymous struct or union */
	struct ttype type;
	u64 bit_off; /* from the start of the outermost struct */
	u32 bit_size; /* of a bit-field; 0: none */
	bool moving; /* of a virtual base: the place is known at run time */
};

/*
 * The members of a struct to *ret (struct member), those of its base classes
 * behind them; with `open` those of anonymous members in their place.
 */
void member_list(struct arena *arena, struct ttype type, bool open,
		 struct vec *ret);

/* False: there is none of that name. */
bool member_find(struct arena *arena, struct ttype type, const char *name,
		 struct member *ret);

#endif
