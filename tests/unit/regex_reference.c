// SPDX-License-Identifier: GPL-2.0
/* POSIX's rules for subexpressions, taken literally. */
#include "regex_reference.h"

#include <string.h>

struct reference {
	const char *s;
	u32 n;
	int *start;
	int *end;
};

static bool fits(const struct reference *r, const struct regex_node *n, u32 i,
		 u32 j);

/* Parts `part` and following of a sequence match [i, j). */
static bool fits_parts(const struct reference *r, const struct regex_node *n,
		       u32 part, u32 i, u32 j)
{
	if (part == n->kids_nr)
		return i == j;
	for (u32 mid = j + 1; mid-- > i;)
		if (fits(r, n->kid[part], i, mid) &&
		    fits_parts(r, n, part + 1, mid, j))
			return true;
	return false;
}

/*
 * The end of turn number `turn` (from 0) that POSIX prefers, or -1. A turn
 * beyond the minimum matches something, but for an only one.
 */
static int turn_end(const struct reference *r, const struct regex_node *n,
		    u32 turn, u32 i, u32 j);

static bool fits_turns(const struct reference *r, const struct regex_node *n,
		       u32 turn, u32 i, u32 j)
{
	if (i == j && turn >= n->min)
		return true;
	return turn_end(r, n, turn, i, j) >= 0;
}

static int turn_end(const struct reference *r, const struct regex_node *n,
		    u32 turn, u32 i, u32 j)
{
	u32 shortest = turn < n->min ? i : i + 1;

	if (turn == n->max)
		return -1;
	for (u32 mid = j + 1; mid-- > shortest;)
		if (fits(r, n->kid[0], i, mid) &&
		    fits_turns(r, n, turn + 1, mid, j))
			return (int)mid;
	return -1;
}

static bool fits(const struct reference *r, const struct regex_node *n, u32 i,
		 u32 j)
{
	switch (n->kind) {
	case RE_EMPTY:
		return i == j;
	case RE_SET:
		return j == i + 1 && byte_set_has(&n->set, (u8)r->s[i]);
	case RE_BOL:
		return i == j && i == 0;
	case RE_EOL:
		return i == j && i == r->n;
	case RE_CAT:
		return fits_parts(r, n, 0, i, j);
	case RE_ALT:
		for (u32 k = 0; k < n->kids_nr; k++)
			if (fits(r, n->kid[k], i, j))
				return true;
		return false;
	case RE_REPEAT:
		return fits_turns(r, n, 0, i, j);
	case RE_GROUP:
		return fits(r, n->kid[0], i, j);
	}
	return false;
}

static void capture(const struct reference *r, const struct regex_node *n,
		    u32 i, u32 j);

static void capture_parts(const struct reference *r, const struct regex_node *n,
			  u32 i, u32 j)
{
	for (u32 part = 0; part < n->kids_nr; part++) {
		u32 mid = j;

		while (!fits(r, n->kid[part], i, mid) ||
		       !fits_parts(r, n, part + 1, mid, j))
			mid--;
		capture(r, n->kid[part], i, mid);
		i = mid;
	}
}

static void capture_turns(const struct reference *r, const struct regex_node *n,
			  u32 i, u32 j)
{
	u32 turn;

	if (i == j && !n->min && n->max && fits(r, n->kid[0], i, j)) {
		capture(r, n->kid[0], i, j);
		return;
	}
	for (turn = 0; i < j || turn < n->min; turn++) {
		int mid = turn_end(r, n, turn, i, j);

		capture(r, n->kid[0], i, (u32)mid);
		i = (u32)mid;
	}
}

/* The groups inside of n, which matches [i, j); others stay. */
static void capture(const struct reference *r, const struct regex_node *n,
		    u32 i, u32 j)
{
	u32 k = 0;

	for (u32 group = n->group_first; group < n->group_end; group++)
		r->start[group] = r->end[group] = -1;
	switch (n->kind) {
	case RE_CAT:
		capture_parts(r, n, i, j);
		break;
	case RE_ALT:
		while (!fits(r, n->kid[k], i, j))
			k++;
		capture(r, n->kid[k], i, j);
		break;
	case RE_REPEAT:
		capture_turns(r, n, i, j);
		break;
	case RE_GROUP:
		capture(r, n->kid[0], i, j);
		r->start[n->group] = (int)i;
		r->end[n->group] = (int)j;
		break;
	default:
		break;
	}
}

int reference_match(const struct regex_node *tree, u32 groups_nr, const char *s,
		    u32 n, int *start, int *end)
{
	struct reference r = { s, n, start, end };

	for (u32 i = 0; i < groups_nr; i++)
		start[i] = end[i] = -1;
	for (u32 i = 0; i <= n; i++) {
		for (u32 j = n + 1; j-- > i;) {
			if (!fits(&r, tree, i, j))
				continue;
			start[0] = (int)i;
			end[0] = (int)j;
			capture(&r, tree, i, j);
			return 1;
		}
	}
	return 0;
}
