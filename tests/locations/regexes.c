/* SPDX-License-Identifier: GPL-2.0 */
/* Real code at work: regular expressions are compiled and matched. */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "regex.h"
#include "regex/compile.h"

static const struct {
	const char *pattern;
	const char *subject;
} tries[] = {
	{ "a(b|cd)*e+", "xabcdbee" },
	{ "^[[:alpha:]_][[:alnum:]_]{2,5}$", "name_1" },
	{ "(GET|POST) (/[^ ]*) HTTP/1\\.[01]", "POST /index.html HTTP/1.1" },
	{ "(a|ab)(c|bcd)(d*)", "abcd" },
	{ "[^]a-f-]+|x?", "abc-xyz" },
};

static int try_one(const char *pattern, const char *subject, u32 flags)
{
	struct arena *arena = arena_create();
	struct sx_match match = { 0 };
	struct regex_error error;
	u32 len, start, group_len;
	int matched = 0;
	u8 *data;

	if (!regex_compile(arena, pattern, strlen(pattern), flags, &error,
			   &data, &len) &&
	    !sx_regex_check(data, len))
		matched = sx_regex_match(data, subject, (u32)strlen(subject),
					 &match);
	if (matched && flags && !sx_regex_group(&match, 1, &start, &group_len))
		matched += (int)start;
	arena_destroy(arena);
	return matched;
}

/* What the loader left on the stack is not the same twice. */
__attribute__((noinline)) static void wipe_stack(void)
{
	volatile char area[65536];

	for (size_t i = 0; i < sizeof(area); i++)
		area[i] = (char)(i % 100);
}

__attribute__((noinline)) static int run(void)
{
	int all = 0;
	size_t i;

	for (i = 0; i < sizeof(tries) / sizeof(tries[0]); i++) {
		all += try_one(tries[i].pattern, tries[i].subject, 0);
		all += try_one(tries[i].pattern, tries[i].subject,
			       SX_REGEX_CAPTURES);
	}
	return all;
}

int main(void)
{
	wipe_stack();
	return run() == 0;
}
