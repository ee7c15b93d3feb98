// SPDX-License-Identifier: GPL-2.0
/*
 * Random patterns on random subjects: the answers are those of POSIX's rules
 * taken literally (regex_reference.c) and, as far as it keeps to them, those
 * of the C library.
 */
#include "regex/tree.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "libc_regex.h"
#include "regex_fixture.h"
#include "regex_reference.h"

#define PATTERN_MAX 48
#define SUBJECT_MAX 9

struct pattern {
	char text[512];
	size_t len;
	const char *letters;
	bool anchors; /* anywhere inside */
};

static unsigned long long seed;

static u32 rnd(u32 below)
{
	seed = seed * 6364136223846793005ull + 1442695040888963407ull;
	return (u32)((seed >> 33) % below);
}

static void put(struct pattern *p, const char *s)
{
	size_t len = strlen(s);

	if (p->len + len >= sizeof(p->text))
		return;
	memcpy(p->text + p->len, s, len + 1);
	p->len += len;
}

static void put_letter(struct pattern *p)
{
	char letter[2] = { p->letters[rnd((u32)strlen(p->letters))], '\0' };

	put(p, letter);
}

static void put_repetition(struct pattern *p)
{
	static const char *const all[] = { "*",	    "+",     "?",    "{2}",
					   "{0,2}", "{1,2}", "{2,}", "{0,3}",
					   "{2,3}", "{0}" };

	put(p, all[rnd(sizeof(all) / sizeof(all[0]))]);
}

static void put_byte(struct pattern *p)
{
	static const char *const sets[] = { ".", "[ab]", "[^a]", "[b-c]" };

	if (rnd(8))
		put_letter(p);
	else
		put(p, sets[rnd(4)]);
}

static void put_expression(struct pattern *p, u32 depth)
{
	switch (depth ? rnd(13) : 0) {
	case 0:
	case 1:
		put_byte(p);
		break;
	case 2:
		put_byte(p);
		put(p, &"*\0+\0?"[2 * rnd(3)]);
		break;
	case 3:
		put(p, "(");
		put_expression(p, depth - 1);
		put(p, ")");
		break;
	case 4:
	case 5:
	case 6:
		put(p, "(");
		put_expression(p, depth - 1);
		put(p, ")");
		put_repetition(p);
		break;
	case 7:
	case 8:
		put(p, "(");
		put_expression(p, depth - 1);
		put(p, "|");
		if (rnd(6))
			put_expression(p, depth - 1);
		put(p, ")");
		break;
	case 9:
		if (p->anchors)
			put(p, rnd(2) ? "^" : "$");
		put_expression(p, depth - 1);
		break;
	default:
		put_expression(p, depth - 1);
		put_expression(p, depth - 1);
	}
}

static u32 make_subject(const struct pattern *p, char *s)
{
	u32 len = rnd(SUBJECT_MAX + 1), same = !rnd(3);

	for (u32 i = 0; i < len; i++)
		s[i] = p->letters[same ? 0 : rnd((u32)strlen(p->letters))];
	s[len] = '\0';
	return len;
}

/* Are the groups [1, nr) of a match those that are wanted? */
static bool same_groups(const struct sx_match *m, u32 from, u32 nr,
			const int *start, const int *end)
{
	for (u32 i = from; i < nr; i++)
		if ((int)m->reg[2 * i] != start[i] ||
		    (int)m->reg[2 * i + 1] != end[i])
			return false;
	return true;
}

static void fail_match(const struct pattern *p, const char *subject,
		       const struct sx_match *m, int matched, const char *peer)
{
	char buf[512];

	fail_msg("'%s' on '%s': %s, %s says otherwise", p->text, subject,
		 fixture_groups(m, matched, buf, sizeof(buf)), peer);
}

struct subject_case {
	const struct pattern *p;
	const struct regex_node *tree;
	const struct libc_regex *libc; /* NULL: not asked */
	u32 groups_nr;
	const u8 *captures;
	const u8 *plain;
	u32 libc_groups; /* that the library gets right */
};

static void compare_subject(const struct subject_case *c)
{
	int start[SX_REGEX_GROUPS], end[SX_REGEX_GROUPS], want;
	char s[SUBJECT_MAX + 1];
	u32 len = make_subject(c->p, s);
	struct sx_match m, none;
	int matched = sx_regex_match(c->captures, s, len, &m);

	if (sx_regex_match(c->plain, s, len, &none) != matched)
		fail_match(c->p, s, &m, matched, "the search without captures");
	want = reference_match(c->tree, c->groups_nr, s, len, start, end);
	if (want != matched ||
	    (want && !same_groups(&m, 0, c->groups_nr, start, end)))
		fail_match(c->p, s, &m, matched, "the reference");
	if (!c->libc)
		return;
	want = libc_regex_match(c->libc, s, start, end);
	if (want != matched ||
	    (want && !same_groups(&m, 0, c->libc_groups, start, end)))
		fail_match(c->p, s, &m, matched, "the C library");
}

/* Groups from libc_groups on are not compared with the C library. */
static void compare_pattern(const struct pattern *p, u32 libc_groups)
{
	struct arena *arena = arena_create();
	struct subject_case c = { .p = p };
	struct regex_error err;
	struct regex_ctx ctx = { .arena = arena,
				 .result = arena,
				 .pattern = p->text,
				 .len = (u32)p->len,
				 .captures = true,
				 .err = &err };
	struct libc_regex *libc = NULL;

	c.captures = fixture_compile(arena, p->text, SX_REGEX_CAPTURES, &err);
	if (!c.captures)
		fail_msg("'%s': %s", p->text, err.text);
	c.plain = fixture_compile(arena, p->text, 0, &err);
	c.tree = regex_parse(&ctx);
	if (libc_groups) {
		libc = libc_regex_create(p->text);
		assert_non_null(libc);
	}
	c.libc = libc;
	c.groups_nr = ctx.groups_nr;
	c.libc_groups = libc_groups < c.groups_nr ? libc_groups : c.groups_nr;
	assert_non_null(c.plain);
	assert_non_null(c.tree);
	for (u32 i = 0; i < 10; i++)
		compare_subject(&c);
	libc_regex_destroy(libc);
	arena_destroy(arena);
}

static void test_expressions(void **state)
{
	u32 patterns = 0;

	(void)state;
	seed = 1;
	while (patterns < 3000) {
		struct pattern p = { .letters = rnd(2) ? "ab" : "abc" };

		put(&p, rnd(8) ? "" : "^");
		put_expression(&p, 4);
		put(&p, rnd(8) ? "" : "$");
		if (p.len > PATTERN_MAX)
			continue;
		compare_pattern(&p, 1);
		patterns++;
	}
}

/* The C library does not find all matches of anchors that are inside. */
static void test_anchors(void **state)
{
	u32 patterns = 0;

	(void)state;
	seed = 3;
	while (patterns < 2000) {
		struct pattern p = { .letters = "ab", .anchors = true };

		put_expression(&p, 4);
		if (p.len > PATTERN_MAX || !strpbrk(p.text, "^$"))
			continue;
		compare_pattern(&p, 0);
		patterns++;
	}
}

/*
 * Groups side by side whose insides have neither groups nor alternatives of
 * several lengths: there the C library keeps to the rules.
 */
static void test_groups_in_a_row(void **state)
{
	(void)state;
	seed = 2;
	for (u32 i = 0; i < 2000; i++) {
		struct pattern p = { .letters = "ab" };

		for (u32 nr = 1 + rnd(5); nr--;) {
			put(&p, "(");
			for (u32 parts = 1 + rnd(2); parts--;) {
				put_byte(&p);
				put(&p, &"*\0+\0?\0\0"[2 * rnd(4)]);
			}
			put(&p, ")");
			if (!rnd(3))
				put_byte(&p);
		}
		compare_pattern(&p, SX_REGEX_GROUPS);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_expressions),
		cmocka_unit_test(test_anchors),
		cmocka_unit_test(test_groups_in_a_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
