// SPDX-License-Identifier: GPL-2.0
/*
 * What matching costs: regex CASE BYTES RUNS matches a subject of so many
 * bytes, to be counted by callgrind (bench/regex); regex --time prints
 * nanoseconds for each byte.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "regex.h"
#include "regex/compile.h"

#define BYTES_MAX 65536

struct bench {
	const char *name;
	const char *pattern;
	u32 flags;
	const char *text; /* repeated up to the length */
	const char *what;
};

static const struct bench benches[] = {
	{ "literal", "needle", 0, "a haystack with nothing in it, ",
	  "searching a word" },
	{ "anchored", "^[a-z ,]*$", 0, "a haystack with nothing in it, ",
	  "the whole subject, no groups" },
	{ "where", "needle", SX_REGEX_CAPTURES,
	  "a haystack with nothing in it, ",
	  "searching a word, with its place" },
	{ "groups", "(pid|tid)=([0-9]+)", SX_REGEX_CAPTURES, "uid=12 gid=3456 ",
	  "searching (pid|tid)=([0-9]+)" },
	{ "split", "^([^ ]*) (.*)$", SX_REGEX_CAPTURES, "GET /index.html ",
	  "^([^ ]*) (.*)$ on all of it" },
	{ "turns", "^(([a-z]+),)*$", SX_REGEX_CAPTURES, "abc,defgh,",
	  "^(([a-z]+),)*$ on all of it" },
};

#define BENCHES_NR (sizeof(benches) / sizeof(benches[0]))

static char subject[BYTES_MAX];

static void fill_subject(const char *text)
{
	size_t len = strlen(text);

	for (size_t i = 0; i < sizeof(subject); i++)
		subject[i] = text[i % len];
}

static const u8 *compile(struct arena *arena, const struct bench *b)
{
	struct regex_error err;
	u32 len;
	u8 *data;

	if (!regex_compile(arena, b->pattern, strlen(b->pattern), b->flags,
			   &err, &data, &len))
		return data;
	fprintf(stderr, "%s: %s\n", b->pattern, err.text);
	exit(1);
}

static int run(const struct bench *b, u32 bytes, unsigned long runs)
{
	struct arena *arena = arena_create();
	const u8 *data = compile(arena, b);
	struct sx_match m;
	int matched = 0;

	fill_subject(b->text);
	while (runs--)
		matched += sx_regex_match(data, subject, bytes, &m);
	arena_destroy(arena);
	return matched < 0;
}

static void print_time(const struct bench *b)
{
	struct timespec from, to;
	double ns;

	clock_gettime(CLOCK_MONOTONIC, &from);
	run(b, BYTES_MAX, 200);
	clock_gettime(CLOCK_MONOTONIC, &to);
	ns = (double)(to.tv_sec - from.tv_sec) * 1e9 +
	     (double)(to.tv_nsec - from.tv_nsec);
	printf("%6.2f  %s\n", ns / 200 / BYTES_MAX, b->what);
}

int main(int argc, char **argv)
{
	for (size_t i = 0; i < BENCHES_NR; i++) {
		const struct bench *b = &benches[i];

		if (argc == 4 && !strcmp(argv[1], b->name) &&
		    strtoul(argv[2], NULL, 0) <= BYTES_MAX)
			return run(b, (u32)strtoul(argv[2], NULL, 0),
				   strtoul(argv[3], NULL, 0));
		if (argc == 2 && !strcmp(argv[1], "--list"))
			printf("%s %s\n", b->name, b->what);
		if (argc == 2 && !strcmp(argv[1], "--time"))
			print_time(b);
	}
	if (argc == 2)
		return 0;
	fprintf(stderr, "usage: regex --list | --time | CASE BYTES RUNS\n");
	return 1;
}
