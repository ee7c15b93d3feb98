// SPDX-License-Identifier: GPL-2.0
/* A table -> the block of lib/regex.h. */
#include "regex/table.h"

#include <string.h>

#include "mem.h"
#include "regex_priv.h"

struct lists {
	u32 *number; /* new number of each list, SX_REGEX_NONE: unused */
	u32 nr;
	u32 moves_nr;
};

static int fail_complex(struct regex_ctx *ctx, const struct regex_automaton *a,
			const char *what, u32 nr, u32 limit)
{
	return regex_fail(ctx, a->blame,
			  "the expression is too complex: %u %s, limit %u", nr,
			  what, limit);
}

static void use_list(const struct regex_table *t, struct lists *lists, u32 list)
{
	size_t len;

	if (list == SX_REGEX_NONE || lists->number[list] != SX_REGEX_NONE)
		return;
	keymap_key(t->lists, list, &len);
	lists->number[list] = lists->nr++;
	lists->moves_nr += (u32)(len / sizeof(struct sx_regex_move));
}

/* The lists that any transition has, the empty one first. */
static void number_lists(struct regex_ctx *ctx, const struct regex_table *t,
			 struct lists *ret)
{
	u32 nr = keymap_nr(t->lists);

	memset(ret, 0, sizeof(*ret));
	ret->number = arena_alloc(ctx->arena, nr * sizeof(*ret->number));
	for (u32 i = 0; i < nr; i++)
		ret->number[i] = SX_REGEX_NONE;
	use_list(t, ret, 0);
	if (!ctx->captures)
		return;
	for (u32 i = 0; i < t->list.nr; i++)
		use_list(t, ret, *(u32 *)vec_at(&t->list, i));
	for (u32 i = 0; i < t->states_nr; i++)
		use_list(t, ret, *table_at_end(t, i));
}

static int fill_head(struct regex_ctx *ctx, const struct regex_table *t,
		     const struct regex_automaton *a, const struct lists *lists,
		     struct sx_regex_head *head)
{
	u32 entry_len, states_max;

	*head = (struct sx_regex_head){
		.magic = SX_REGEX_MAGIC,
		.classes_nr = (u16)t->classes_nr,
		.flags = ctx->captures ? SX_REGEX_CAPTURES : 0,
	};
	entry_len = sx_regex_entry_len(head);
	states_max = SX_REGEX_TABLE_MAX / entry_len / t->classes_nr;
	if (t->states_nr > states_max)
		return fail_complex(ctx, a, "states", t->states_nr, states_max);
	head->states_nr = t->states_nr;
	head->start = (u16)(t->start * t->classes_nr);
	memcpy(head->class_of, t->class_of, sizeof(head->class_of));
	if (!ctx->captures)
		return 0;
	if (lists->nr >= SX_REGEX_NONE)
		return fail_complex(ctx, a, "lists of moves", lists->nr,
				    SX_REGEX_NONE - 1);
	if (lists->moves_nr > 0xffff)
		return fail_complex(ctx, a, "moves of registers",
				    lists->moves_nr, 0xffff);
	head->groups_nr = (u16)ctx->groups_nr;
	head->regs_nr = (u16)t->regs_nr;
	head->lists_nr = (u16)lists->nr;
	head->moves_nr = (u16)lists->moves_nr;
	return 0;
}

static void put_plain(const struct regex_table *t, struct sx_regex_head *head)
{
	u16 *next = (u16 *)sx_regex_table(head);
	u8 *at_end = (u8 *)sx_regex_end_marks(head);

	for (u32 i = 0; i < t->next.nr; i++)
		next[i] = (u16)(*(u32 *)vec_at(&t->next, i) * t->classes_nr);
	for (u32 i = 0; i < t->states_nr; i++)
		at_end[i] = (u8)*table_at_end(t, i);
}

static void put_lists(const struct regex_table *t, const struct lists *lists,
		      struct sx_regex_head *head)
{
	struct sx_regex_lists to = sx_regex_lists(head);
	u16 *first = (u16 *)to.first;

	/* Lengths first, then where each begins. */
	for (u32 i = 0; i < keymap_nr(t->lists); i++) {
		size_t len;

		keymap_key(t->lists, i, &len);
		if (lists->number[i] != SX_REGEX_NONE)
			first[lists->number[i] + 1] =
				(u16)(len / sizeof(struct sx_regex_move));
	}
	for (u32 i = 1; i <= lists->nr; i++)
		first[i] = (u16)(first[i] + first[i - 1]);
	for (u32 i = 0; i < keymap_nr(t->lists); i++) {
		size_t len;
		const void *moves = keymap_key(t->lists, i, &len);

		if (lists->number[i] == SX_REGEX_NONE)
			continue;
		memcpy((struct sx_regex_move *)to.move +
			       first[lists->number[i]],
		       moves, len);
	}
}

static void put_captures(const struct regex_table *t, const struct lists *lists,
			 struct sx_regex_head *head)
{
	struct sx_regex_step *step = (void *)sx_regex_table(head);
	u16 *at_end = (u16 *)sx_regex_end_marks(head);

	for (u32 i = 0; i < t->next.nr; i++) {
		u32 list = *(u32 *)vec_at(&t->list, i);

		step[i].next =
			(u16)(*(u32 *)vec_at(&t->next, i) * t->classes_nr);
		step[i].list = (u16)lists->number[list];
	}
	for (u32 i = 0; i < t->states_nr; i++) {
		u32 list = *table_at_end(t, i);

		at_end[i] = list == SX_REGEX_NONE ? SX_REGEX_NONE
						  : (u16)lists->number[list];
	}
	put_lists(t, lists, head);
}

int regex_emit(struct regex_ctx *ctx, const struct regex_table *t,
	       const struct regex_automaton *a, u8 **ret_data, u32 *ret_len)
{
	struct sx_regex_head head, *block;
	struct lists lists;
	u32 len;
	int err;

	number_lists(ctx, t, &lists);
	err = fill_head(ctx, t, a, &lists, &head);
	if (err)
		return err;
	len = SX_ALIGN(sx_regex_used_len(&head), 4u);
	if (len > SX_REGEX_BYTES_MAX)
		return fail_complex(ctx, a, "bytes of tables", len,
				    SX_REGEX_BYTES_MAX);
	block = arena_alloc(ctx->result, len);
	*block = head;
	if (ctx->captures)
		put_captures(t, &lists, block);
	else
		put_plain(t, block);
	*ret_data = (u8 *)block;
	*ret_len = len;
	return 0;
}
