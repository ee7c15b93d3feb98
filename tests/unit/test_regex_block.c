// SPDX-License-Identifier: GPL-2.0
/* The block of a regular expression: what is refused, and what is harmless. */
#include "regex.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mem.h"
#include "regex_fixture.h"
#include "regex_priv.h"

#define NR(array) (sizeof(array) / sizeof((array)[0]))

/* A block that a case damages. */
struct block {
	struct sx_regex_head *head;
	u16 *next; /* of a plain block */
	struct sx_regex_step *step; /* of one with captures */
	u8 *plain_end;
	u16 *end_list;
	u16 *first;
	struct sx_regex_move *move;
	u32 len;
};

static void short_head(struct block *b)
{
	b->len = sizeof(*b->head) - 1;
}

static void empty(struct block *b)
{
	b->len = 0;
}

static void too_long(struct block *b)
{
	b->len = SX_REGEX_BYTES_MAX + 4;
}

static void bad_magic(struct block *b)
{
	b->head->magic++;
}

static void bad_flags(struct block *b)
{
	b->head->flags |= 2;
}

static void bad_reserved(struct block *b)
{
	b->head->reserved = 1;
}

static void no_classes(struct block *b)
{
	b->head->classes_nr = 0;
}

static void many_classes(struct block *b)
{
	b->head->classes_nr = 257;
}

static void bad_class(struct block *b)
{
	b->head->class_of[255] = (u8)b->head->classes_nr;
}

static void no_states(struct block *b)
{
	b->head->states_nr = 0;
}

static void one_state(struct block *b)
{
	b->head->states_nr = 1;
}

static void many_states(struct block *b)
{
	b->head->states_nr = SX_REGEX_TABLE_MAX / 2 / b->head->classes_nr + 1;
}

static void endless_states(struct block *b)
{
	b->head->states_nr = 0xffffffff;
}

static void one_state_more(struct block *b)
{
	b->head->states_nr++;
}

static void some_groups(struct block *b)
{
	b->head->groups_nr = 1;
}

static void no_groups(struct block *b)
{
	b->head->groups_nr = 0;
}

static void many_groups(struct block *b)
{
	b->head->groups_nr = SX_REGEX_GROUPS + 1;
}

static void few_registers(struct block *b)
{
	b->head->regs_nr = (u16)(2 * b->head->groups_nr - 1);
}

static void many_registers(struct block *b)
{
	b->head->regs_nr = SX_REGEX_REGS + 1;
}

static void some_registers(struct block *b)
{
	b->head->regs_nr = 1;
}

static void some_lists(struct block *b)
{
	b->head->lists_nr = 1;
}

static void some_moves(struct block *b)
{
	b->head->moves_nr = 1;
}

static void longer(struct block *b)
{
	b->len += 4;
}

static void shorter(struct block *b)
{
	b->len -= 4;
}

static void bad_padding(struct block *b)
{
	((u8 *)b->head)[b->len - 1] = 1;
}

static void one_list_more(struct block *b)
{
	b->head->lists_nr += 2;
}

static void bad_start(struct block *b)
{
	b->head->start = (u16)(b->head->states_nr * b->head->classes_nr);
}

static void start_inside(struct block *b)
{
	b->head->start++;
}

static void bad_next(struct block *b)
{
	b->next[0] = (u16)(b->head->states_nr * b->head->classes_nr);
}

static void next_inside(struct block *b)
{
	b->next[b->head->states_nr * b->head->classes_nr - 1] = 1;
}

static void bad_step(struct block *b)
{
	b->step[0].next = (u16)(b->head->states_nr * b->head->classes_nr);
}

static void bad_end_mark(struct block *b)
{
	b->plain_end[b->head->states_nr - 1] = 2;
}

static void bad_list(struct block *b)
{
	b->step[0].list = b->head->lists_nr;
}

static void bad_end_list(struct block *b)
{
	b->end_list[0] = b->head->lists_nr;
}

/* The length stays: two rows of lists are as long as a move. */
static void no_lists(struct block *b)
{
	b->head->moves_nr = (u16)(b->head->moves_nr + b->head->lists_nr / 2);
	b->head->lists_nr = 0;
}

static void first_not_zero(struct block *b)
{
	b->first[0] = 1;
}

static void list_zero_not_empty(struct block *b)
{
	b->first[1] = 1;
}

static void lists_descend(struct block *b)
{
	b->first[2] = 0xffff;
}

static void lists_end_early(struct block *b)
{
	b->first[b->head->lists_nr]--;
}

static void bad_target(struct block *b)
{
	b->move[0].to = (u8)b->head->regs_nr;
}

static void bad_source(struct block *b)
{
	b->move[0].from = (u8)b->head->regs_nr;
}

static void source_not_special(struct block *b)
{
	b->move[0].from = SX_REGEX_NIL - 1;
}

static void back_from_register(struct block *b)
{
	b->move[0].from = 0;
	b->move[0].back = 1;
}

static const struct {
	u32 flags;
	void (*damage)(struct block *b);
	u32 code;
} damages[] = {
	{ 0, short_head, SX_REGEX_BAD_SHORT },
	{ 0, empty, SX_REGEX_BAD_SHORT },
	{ 0, too_long, SX_REGEX_BAD_SHORT },
	{ 0, bad_magic, SX_REGEX_BAD_MAGIC },
	{ 0, bad_flags, SX_REGEX_BAD_FLAGS },
	{ 1, bad_reserved, SX_REGEX_BAD_FLAGS },
	{ 0, no_classes, SX_REGEX_BAD_CLASSES },
	{ 1, many_classes, SX_REGEX_BAD_CLASSES },
	{ 0, bad_class, SX_REGEX_BAD_CLASSES },
	{ 1, bad_class, SX_REGEX_BAD_CLASSES },
	{ 1, no_states, SX_REGEX_BAD_STATES },
	{ 0, one_state, SX_REGEX_BAD_STATES },
	{ 0, many_states, SX_REGEX_BAD_STATES },
	{ 1, many_states, SX_REGEX_BAD_STATES },
	{ 0, endless_states, SX_REGEX_BAD_STATES },
	{ 0, one_state_more, SX_REGEX_BAD_LENGTH },
	{ 1, one_state_more, SX_REGEX_BAD_LENGTH },
	{ 0, some_groups, SX_REGEX_BAD_GROUPS },
	{ 1, no_groups, SX_REGEX_BAD_GROUPS },
	{ 1, many_groups, SX_REGEX_BAD_GROUPS },
	{ 1, few_registers, SX_REGEX_BAD_REGISTERS },
	{ 1, many_registers, SX_REGEX_BAD_REGISTERS },
	{ 0, some_registers, SX_REGEX_BAD_REGISTERS },
	{ 0, some_lists, SX_REGEX_BAD_REGISTERS },
	{ 0, some_moves, SX_REGEX_BAD_REGISTERS },
	{ 0, longer, SX_REGEX_BAD_LENGTH },
	{ 1, shorter, SX_REGEX_BAD_LENGTH },
	{ 0, bad_padding, SX_REGEX_BAD_LENGTH },
	{ 1, one_list_more, SX_REGEX_BAD_LENGTH },
	{ 0, bad_start, SX_REGEX_BAD_ROW },
	{ 1, bad_start, SX_REGEX_BAD_ROW },
	{ 0, start_inside, SX_REGEX_BAD_ROW },
	{ 0, bad_next, SX_REGEX_BAD_ROW },
	{ 0, next_inside, SX_REGEX_BAD_ROW },
	{ 1, bad_step, SX_REGEX_BAD_ROW },
	{ 0, bad_end_mark, SX_REGEX_BAD_AT_END },
	{ 1, bad_list, SX_REGEX_BAD_LIST },
	{ 1, bad_end_list, SX_REGEX_BAD_LIST },
	{ 1, no_lists, SX_REGEX_BAD_LIST_ROW },
	{ 1, first_not_zero, SX_REGEX_BAD_LIST_ROW },
	{ 1, list_zero_not_empty, SX_REGEX_BAD_LIST_ROW },
	{ 1, lists_descend, SX_REGEX_BAD_LIST_ROW },
	{ 1, lists_end_early, SX_REGEX_BAD_LIST_ROW },
	{ 1, bad_target, SX_REGEX_BAD_MOVE },
	{ 1, bad_source, SX_REGEX_BAD_MOVE },
	{ 1, back_from_register, SX_REGEX_BAD_MOVE },
	{ 1, source_not_special, SX_REGEX_BAD_MOVE },
};

#define PATTERN "^(a+|b)c"

/* Nine classes and more, so that every table of the block has rows. */
static void open_block(struct arena *arena, u32 flags, struct block *b)
{
	struct regex_error err;
	u8 *data;

	memset(b, 0, sizeof(*b));
	if (regex_compile(arena, PATTERN, strlen(PATTERN), flags, &err, &data,
			  &b->len))
		fail_msg("%s", err.text);
	/* The cases that make it longer read behind it. */
	b->head = calloc(1, SX_REGEX_BYTES_MAX + 8);
	assert_non_null(b->head);
	memcpy(b->head, data, b->len);
	if (flags) {
		struct sx_regex_lists lists = sx_regex_lists(b->head);

		b->step = (void *)sx_regex_table(b->head);
		b->end_list = (void *)sx_regex_end_marks(b->head);
		b->first = (void *)lists.first;
		b->move = (void *)lists.move;
	} else {
		b->next = (void *)sx_regex_table(b->head);
		b->plain_end = (void *)sx_regex_end_marks(b->head);
	}
}

static void test_refused(void **state)
{
	bool seen[SX_REGEX_CODE_NR] = { false };
	struct arena *arena = arena_create();

	(void)state;
	for (size_t i = 0; i < NR(damages); i++) {
		struct block b;
		int code;

		open_block(arena, damages[i].flags, &b);
		assert_int_equal(sx_regex_check((u8 *)b.head, b.len), 0);
		damages[i].damage(&b);
		code = sx_regex_check((u8 *)b.head, b.len);
		if (code != (int)damages[i].code)
			fail_msg("damage %zu: %s", i,
				 sx_regex_check_text((u32)code));
		seen[code] = true;
		free(b.head);
	}
	seen[SX_REGEX_BAD_OK] = seen[SX_REGEX_BAD_ALIGNMENT] = true;
	for (u32 i = 0; i < SX_REGEX_CODE_NR; i++)
		if (!seen[i])
			fail_msg("not tested: %s", sx_regex_check_text(i));
	assert_string_equal(sx_regex_check_text(SX_REGEX_CODE_NR), "?");
	arena_destroy(arena);
}

static void test_alignment(void **state)
{
	struct arena *arena = arena_create();
	struct block b;

	(void)state;
	open_block(arena, 0, &b);
	memmove((u8 *)b.head + 2, b.head, b.len);
	assert_int_equal(sx_regex_check((u8 *)b.head + 2, b.len),
			 SX_REGEX_BAD_ALIGNMENT);
	free(b.head);
	arena_destroy(arena);
}

static unsigned long long seed = 1;

static u32 rnd(u32 below)
{
	seed = seed * 6364136223846793005ull + 1442695040888963407ull;
	return (u32)((seed >> 33) % below);
}

/* Groups of whatever matched lie in the subject. */
static void run_block(const u8 *data)
{
	static const char subject[] = "aabbacabcaac";
	u32 n = rnd(sizeof(subject)), start, len;
	struct sx_match m;
	char *s = malloc(n + 1);

	assert_non_null(s);
	memcpy(s, subject, n);
	sx_regex_match(data, s, n, &m);
	assert_true(m.groups_nr <= SX_REGEX_GROUPS);
	for (u32 i = 0; i < m.groups_nr; i++) {
		assert_int_equal(sx_regex_group(&m, i, &start, &len), 0);
		assert_true(start <= n && len <= n - start);
	}
	free(s);
}

/* One or a few bytes changed, mostly to small numbers. */
static u8 *mutate(const u8 *data, u32 len)
{
	u8 *copy = malloc(len);

	assert_non_null(copy);
	memcpy(copy, data, len);
	for (u32 changes = 1 + rnd(3); changes--;) {
		u32 from = rnd(2) ? 0 : sizeof(struct sx_regex_head);
		u32 at = from + rnd(len - from);

		copy[at] = rnd(3) ? (u8)rnd(16) : data[rnd(len)];
	}
	return copy;
}

/* Whatever passes the check stays in bounds, too; sanitizers look on. */
static void test_mutations(void **state)
{
	static const char *const patterns[] = { PATTERN, "(a|b)*(c)?$",
						"((a)|b){2,3}c|(ab)+" };
	struct arena *arena = arena_create();
	u32 accepted = 0, len;
	struct regex_error err;
	u8 *data, *copy;

	(void)state;
	for (u32 i = 0; i < 2 * NR(patterns); i++) {
		const char *pattern = patterns[i / 2];

		assert_int_equal(regex_compile(arena, pattern, strlen(pattern),
					       i % 2, &err, &data, &len),
				 0);
		for (u32 run = 0; run < 5000; run++) {
			copy = mutate(data, len);
			if (!sx_regex_check(copy, len)) {
				accepted++;
				run_block(copy);
			}
			free(copy);
		}
	}
	assert_true(accepted > 1000);
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_alignment),
		cmocka_unit_test(test_mutations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
