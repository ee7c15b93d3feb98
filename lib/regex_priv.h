/* SPDX-License-Identifier: GPL-2.0 */
/* Where the parts of a regular expression's block lie. */
#ifndef STAPX_LIB_REGEX_PRIV_H
#define STAPX_LIB_REGEX_PRIV_H

#include "regex.h"

struct sx_regex_lists {
	const u16 *first;
	const struct sx_regex_move *move;
};

static inline u32 sx_regex_has_captures(const struct sx_regex_head *head)
{
	return head->flags & SX_REGEX_CAPTURES;
}

/* Bytes of an entry of the table, and of the marks behind it. */
static inline u32 sx_regex_entry_len(const struct sx_regex_head *head)
{
	return sx_regex_has_captures(head) ? sizeof(struct sx_regex_step)
					   : sizeof(u16);
}

static inline u32 sx_regex_mark_len(const struct sx_regex_head *head)
{
	return sx_regex_has_captures(head) ? sizeof(u16) : 1;
}

/* next[] or step[] */
static inline const void *sx_regex_table(const struct sx_regex_head *head)
{
	return head + 1;
}

/* at_end[] */
static inline const void *sx_regex_end_marks(const struct sx_regex_head *head)
{
	u32 entries = head->states_nr * head->classes_nr;

	return (const u8 *)(head + 1) + entries * sx_regex_entry_len(head);
}

/* Only of a block with captures. */
static inline struct sx_regex_lists
sx_regex_lists(const struct sx_regex_head *head)
{
	const u16 *first =
		(const u16 *)sx_regex_end_marks(head) + head->states_nr;
	const u16 *end = first + head->lists_nr + 1;

	return (struct sx_regex_lists){ first, (const void *)end };
}

/* All of it but the padding; the header has been checked. */
static inline u32 sx_regex_used_len(const struct sx_regex_head *head)
{
	u32 entries = head->states_nr * head->classes_nr;
	u32 len = sizeof(*head) + entries * sx_regex_entry_len(head) +
		  head->states_nr * sx_regex_mark_len(head);

	if (sx_regex_has_captures(head))
		len += (head->lists_nr + 1u) * sizeof(u16) +
		       head->moves_nr * sizeof(struct sx_regex_move);
	return len;
}

#endif
