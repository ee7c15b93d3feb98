// SPDX-License-Identifier: GPL-2.0
/*
 * Verification of a regular expression's block: every index that the matcher
 * will use is in bounds. What the tables mean is not judged; a wrong table
 * gives wrong answers about its own subject, and nothing else.
 */
#include "regex.h"
#include "mem.h"
#include "regex_priv.h"

static const char *const texts[] = {
#define SX_REGEX_BAD(name, text) [SX_REGEX_BAD_##name] = text,
#include "regex_codes.def"
#undef SX_REGEX_BAD
};

static int check_groups(const struct sx_regex_head *head)
{
	if (!sx_regex_has_captures(head)) {
		if (head->groups_nr)
			return SX_REGEX_BAD_GROUPS;
		return head->regs_nr || head->lists_nr || head->moves_nr
			       ? SX_REGEX_BAD_REGISTERS
			       : 0;
	}
	if (!head->groups_nr || head->groups_nr > SX_REGEX_GROUPS)
		return SX_REGEX_BAD_GROUPS;
	if (head->regs_nr > SX_REGEX_REGS ||
	    head->regs_nr < 2 * head->groups_nr)
		return SX_REGEX_BAD_REGISTERS;
	return 0;
}

/* Bounds every number that a size is computed from. */
static int check_head(const struct sx_regex_head *head)
{
	u32 states_min = sx_regex_has_captures(head) ? 1 : 2;
	u32 i;

	if (head->magic != SX_REGEX_MAGIC)
		return SX_REGEX_BAD_MAGIC;
	if (head->flags & ~SX_REGEX_CAPTURES || head->reserved)
		return SX_REGEX_BAD_FLAGS;
	if (!head->classes_nr || head->classes_nr > 256)
		return SX_REGEX_BAD_CLASSES;
	if (head->states_nr < states_min ||
	    head->states_nr > SX_REGEX_TABLE_MAX / sx_regex_entry_len(head) /
				      head->classes_nr)
		return SX_REGEX_BAD_STATES;
	for (i = 0; i < 256; i++)
		if (head->class_of[i] >= head->classes_nr)
			return SX_REGEX_BAD_CLASSES;
	return check_groups(head);
}

static int check_padding(const u8 *data, u32 from, u32 len)
{
	if (len != SX_ALIGN(from, 4u))
		return SX_REGEX_BAD_LENGTH;
	for (; from < len; from++)
		if (data[from])
			return SX_REGEX_BAD_LENGTH;
	return 0;
}

static int is_row(const struct sx_regex_head *head, u32 row)
{
	return row < head->states_nr * head->classes_nr &&
	       row % head->classes_nr == 0;
}

static int check_plain(const struct sx_regex_head *head)
{
	u32 entries = head->states_nr * head->classes_nr, i;
	const u16 *next = sx_regex_table(head);
	const u8 *at_end = sx_regex_end_marks(head);

	for (i = 0; i < entries; i++)
		if (!is_row(head, next[i]))
			return SX_REGEX_BAD_ROW;
	for (i = 0; i < head->states_nr; i++)
		if (at_end[i] > 1)
			return SX_REGEX_BAD_AT_END;
	return 0;
}

static int check_lists(const struct sx_regex_head *head)
{
	struct sx_regex_lists lists = sx_regex_lists(head);
	u32 i;

	if (!head->lists_nr || lists.first[0] || lists.first[1] ||
	    lists.first[head->lists_nr] != head->moves_nr)
		return SX_REGEX_BAD_LIST_ROW;
	for (i = 0; i < head->lists_nr; i++)
		if (lists.first[i] > lists.first[i + 1] ||
		    lists.first[i + 1] - lists.first[i] > SX_REGEX_LIST_MAX)
			return SX_REGEX_BAD_LIST_ROW;
	for (i = 0; i < head->moves_nr; i++) {
		struct sx_regex_move move = lists.move[i];

		if (move.to >= head->regs_nr ||
		    (move.from >= head->regs_nr && move.from != SX_REGEX_POS &&
		     move.from != SX_REGEX_NIL) ||
		    (move.back && move.from != SX_REGEX_POS))
			return SX_REGEX_BAD_MOVE;
	}
	return 0;
}

static int check_captures(const struct sx_regex_head *head)
{
	u32 entries = head->states_nr * head->classes_nr, i;
	const struct sx_regex_step *step = sx_regex_table(head);
	const u16 *at_end = sx_regex_end_marks(head);
	int err = check_lists(head);

	if (err)
		return err;
	for (i = 0; i < entries; i++) {
		if (!is_row(head, step[i].next))
			return SX_REGEX_BAD_ROW;
		if (step[i].list >= head->lists_nr)
			return SX_REGEX_BAD_LIST;
	}
	for (i = 0; i < head->states_nr; i++)
		if (at_end[i] >= head->lists_nr && at_end[i] != SX_REGEX_NONE)
			return SX_REGEX_BAD_LIST;
	return 0;
}

int sx_regex_check(const u8 *data, u32 len)
{
	const struct sx_regex_head *head = (const void *)data;
	int err;

	if ((sx_size)data & 3)
		return SX_REGEX_BAD_ALIGNMENT;
	if (len < sizeof(*head) || len > SX_REGEX_BYTES_MAX)
		return SX_REGEX_BAD_SHORT;
	err = check_head(head);
	if (!err)
		err = check_padding(data, sx_regex_used_len(head), len);
	if (!err && !is_row(head, head->start))
		err = SX_REGEX_BAD_ROW;
	if (err)
		return err;
	return sx_regex_has_captures(head) ? check_captures(head)
					   : check_plain(head);
}

const char *sx_regex_check_text(u32 code)
{
	return code < SX_NR(texts) ? texts[code] : "?";
}
