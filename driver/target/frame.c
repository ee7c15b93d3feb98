// SPDX-License-Identifier: GPL-2.0
/* The frame of the function that a spot is in. */
#include "index/find.h"
#include "target/build.h"

#define REG_RSP 7

/* The body that the spot is in, also where a call is inlined there. */
static const struct index_scope *body_of(const struct lowering *lo)
{
	const struct place_spot *spot = lo->spot;
	u64 base;

	if (!spot || !spot->ix)
		return NULL;
	base = index_head(spot->ix)->base;
	if (spot->addr < base || spot->addr - base >= INDEX_NONE)
		return NULL;
	return index_row(spot->ix, INDEX_SCOPES,
			 index_find_addr(spot->ix, (u32)(spot->addr - base)));
}

/* The first range is the one that a call enters. */
bool frame_is_entry(const struct lowering *lo)
{
	const struct index_scope *body = body_of(lo);
	const struct index_range *range =
		body && body->range_nr ? index_row(lo->spot->ix, INDEX_RANGES,
						   body->range_first)
				       : NULL;

	return range &&
	       lo->spot->addr == index_head(lo->spot->ix)->base + range->low;
}
