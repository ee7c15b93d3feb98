/* SPDX-License-Identifier: GPL-2.0 */
/* What handlers of returns know of the calls: @entry(...), parameters. */
#ifndef STAPX_TARGET_ENTRY_H
#define STAPX_TARGET_ENTRY_H

#include "target/kernel.h"

/* All places of a probe have arrays in common. */
struct entry_values {
	u32 id;
	u32 places;
	struct vec texts; /* const char *: what is kept, an array each */
};

struct entry_slot {
	u32 array; /* index in texts */
	struct expr *value; /* at the entry */
};

/* The entry of the function whose return is hit, at one place. */
struct lower_entry {
	struct entry_values *values;
	struct place_spot spot; /* the function's own, where it begins */
	struct lower_kernel kernel;
	bool is_kernel;
	u32 place;
	struct vec slots; /* struct entry_slot */
};

/*
 * At the return of lo->spot or lo->kernel what has to be kept from the
 * call's entry on is kept, by thread and frame. One struct entry_values serves
 * all places of a probe.
 */
struct entry_values *entry_values_create(struct lowering *lo);
void entry_begin(struct lowering *lo, struct entry_values *values);
/*
 * Ends what entry_begin() has begun: puts in front of the handler's body what
 * fetches the values. NULL: there are none; else the probe of the entry, which
 * belongs to the handler's point.
 */
struct probe *entry_end(struct lowering *lo, const struct point *point,
			struct function *handler);
/* Is this part of the target one of the call, which is gone at the return? */
bool entry_is_asked(struct lowering *lo, const struct expr *e);
/* It, or anything else, as it was at the entry. NULL after an error. */
struct expr *entry_value(struct lowering *lo, const struct expr *e);
/* Is it there at the entry? By fn, at its place. */
bool entry_is_defined(struct lowering *lo, const struct expr *e,
		      bool (*fn)(struct lowering *lo, const struct expr *e));

/*
 * entry_body.c: what keeps the values, and what fetches them. frame: where the
 * one or the other runs. NULL after an error.
 */
struct stmt *entry_body_keep(struct lowering *lo,
			     const struct lower_entry *entry,
			     const struct expr *frame);
struct stmt *entry_body_fetch(struct lowering *lo,
			      const struct lower_entry *entry,
			      const struct expr *frame);

#endif
