// SPDX-License-Identifier: GPL-2.0
/* The frame of the function that a spot is in. */
#include "target/frame.h"

#include "index/find.h"
#include "index/unwind.h"
#include "target/frame.h"
#include "target/node.h"

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

bool frame_is_prologue(const struct lowering *lo)
{
	const struct index_scope *body = body_of(lo);

	return body && body->entry != INDEX_NONE &&
	       lo->spot->addr - index_head(lo->spot->ix)->base < body->entry;
}

/* Without optimisation they are, from the prologue on, where they stay. */
static bool are_params_kept(const struct index *ix,
			    const struct index_scope *body)
{
	const struct index_var *vars =
		index_rows(ix, INDEX_VARS, body->var_first, body->var_nr);
	u32 i;

	for (i = 0; vars && i < body->var_nr; i++) {
		const struct index_loc *loc =
			vars[i].kind == INDEX_VAR_PARAM && vars[i].loc_nr
				? index_row(ix, INDEX_LOCS, vars[i].loc_first)
				: NULL;

		if (loc && loc->high == INDEX_NONE)
			return true;
	}
	return false;
}

u64 frame_entry_addr(const struct lowering *lo)
{
	const struct place_spot *spot = lo->spot;
	const struct index_scope *body = body_of(lo);
	const struct index_range *ranges =
		body ? index_rows(spot->ix, INDEX_RANGES, body->range_first,
				  body->range_nr)
		     : NULL;
	u32 i;

	if (!ranges || !are_params_kept(spot->ix, body))
		return spot->addr;
	for (i = 0; i < body->range_nr; i++)
		if (body->entry >= ranges[i].low &&
		    body->entry < ranges[i].high)
			return index_head(spot->ix)->base + body->entry;
	return spot->addr;
}

bool frame_register(struct lowering *lo, u32 reg, s64 *ret_off)
{
	const struct index_scope *body = body_of(lo);
	const struct sx_unwind_rule *rule =
		body ? index_find_unwind(lo->spot->ix, body->entry) : NULL;

	if (!rule || rule->cfa != SX_CFA_REG || rule->reg != reg)
		return false;
	*ret_off = -(s64)rule->off;
	return true;
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

/* By the rows of stack walks, which hold at every instruction. */
static struct expr *cfa_by_rule(struct lowering *lo,
				const struct sx_unwind_rule *rule)
{
	struct expr *e = node_reg(lo, rule->reg);

	if (rule->cfa == SX_CFA_REG)
		return node_add(lo, e, rule->off);
	return node_read(lo, e, rule->off, 8, false, false);
}

struct expr *frame_cfa(struct lowering *lo)
{
	const struct place_spot *spot = lo->spot;
	const struct sx_unwind_rule *rule = NULL;

	if (body_of(lo))
		rule = index_find_unwind(
			spot->ix,
			(u32)(spot->addr - index_head(spot->ix)->base));
	if (rule && rule->reg < SX_UNWIND_REGS &&
	    (rule->cfa == SX_CFA_REG || rule->cfa == SX_CFA_MEM))
		return cfa_by_rule(lo, rule);
	if (frame_is_entry(lo))
		return node_add(lo, node_reg(lo, SX_UNWIND_RSP), 8);
	return refuse(
		lo,
		"%s is in the function's frame, and %s has no unwind information for %#llx",
		refuse_what(lo), spot ? spot->file->path : "the file",
		spot ? (unsigned long long)spot->addr : 0);
}
