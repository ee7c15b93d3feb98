// SPDX-License-Identifier: GPL-2.0
/* Runs the tables of a regular expression over a subject. */
#include "regex.h"
#include "mem.h"
#include "regex_priv.h"

/* Row 0 is the end of a search, row classes_nr a match. */
static int match_plain(const struct sx_regex_head *head, const u8 *s, u32 n)
{
	const u16 *next = sx_regex_table(head);
	const u8 *at_end = sx_regex_end_marks(head);
	u32 matched = head->classes_nr, row = head->start;
	const u8 *end = s + n;

	for (; s != end && row > matched; s++)
		row = next[row + head->class_of[*s]];
	if (row <= matched)
		return row != 0;
	return at_end[row / head->classes_nr];
}

static void make_moves(const struct sx_regex_lists *lists, u32 list, u32 pos,
		       u32 *reg)
{
	const struct sx_regex_move *move = lists->move + lists->first[list];
	const struct sx_regex_move *end = lists->move + lists->first[list + 1];

	for (; move != end; move++) {
		if (move->from == SX_REGEX_POS)
			reg[move->to] = pos - move->back;
		else if (move->from == SX_REGEX_NIL)
			reg[move->to] = SX_REGEX_UNSET;
		else
			reg[move->to] = reg[move->from];
	}
}

/* Positions that no valid table makes are no groups. */
static void check_groups(u32 *reg, u32 groups_nr, u32 n)
{
	u32 i;

	for (i = 0; i < 2 * groups_nr; i += 2)
		if (reg[i + 1] > n || reg[i] > reg[i + 1])
			reg[i] = reg[i + 1] = SX_REGEX_UNSET;
}

static int match_captures(const struct sx_regex_head *head, const u8 *s, u32 n,
			  struct sx_match *m)
{
	const struct sx_regex_step *step = sx_regex_table(head);
	const u16 *at_end = sx_regex_end_marks(head);
	struct sx_regex_lists lists = sx_regex_lists(head);
	u32 row = head->start, i;

	sx_memset(m->reg, 0xff, head->regs_nr * sizeof(m->reg[0]));
	for (i = 0; i < n && row; i++) {
		const struct sx_regex_step *at =
			&step[row + head->class_of[s[i]]];

		if (at->list)
			make_moves(&lists, at->list, i, m->reg);
		row = at->next;
	}
	if (i == n) {
		u32 list = at_end[row / head->classes_nr];

		if (list != SX_REGEX_NONE)
			make_moves(&lists, list, n, m->reg);
	}
	if (m->reg[0] == SX_REGEX_UNSET)
		return 0;
	check_groups(m->reg, head->groups_nr, n);
	m->groups_nr = head->groups_nr;
	return 1;
}

int sx_regex_match(const u8 *data, const char *s, u32 n, struct sx_match *m)
{
	const struct sx_regex_head *head = (const void *)data;

	m->groups_nr = 0;
	if (head->flags & SX_REGEX_CAPTURES)
		return match_captures(head, (const u8 *)s, n, m);
	return match_plain(head, (const u8 *)s, n);
}

int sx_regex_group(const struct sx_match *m, u64 n, u32 *ret_start,
		   u32 *ret_len)
{
	*ret_start = *ret_len = 0;
	if (n >= m->groups_nr)
		return -1;
	if (m->reg[2 * n] == SX_REGEX_UNSET)
		return 0;
	*ret_start = m->reg[2 * n];
	*ret_len = m->reg[2 * n + 1] - m->reg[2 * n];
	return 0;
}
