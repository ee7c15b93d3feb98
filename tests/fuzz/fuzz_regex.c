// SPDX-License-Identifier: GPL-2.0
/*
 * Random patterns and random blocks of regular expressions: whatever compiles
 * passes the check, finds the same with and without captures, and groups that
 * lie in the subject; whatever passes the check runs in bounds.
 *
 * Input: a byte; even: the length of a pattern, that, and a subject; odd: the
 * bytes of a block. Built with -DFUZZ_LIBFUZZER it is a libFuzzer target; else
 * `fuzz_regex [RUNS [SEED]]` makes inputs by itself, `fuzz_regex seed DIR`
 * writes some for a corpus.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "regex.h"
#include "regex/compile.h"

#define SUBJECT_MAX 256

static struct fuzz_count {
	unsigned long tried;
	unsigned long compiled;
	unsigned long matched;
	unsigned long blocks; /* that passed the check */
} count;

/* A copy of exactly len bytes: sanitizers see every byte beyond. */
static void *copy_bytes(const void *data, size_t len)
{
	void *copy = malloc(len ? len : 1);

	if (!copy)
		abort();
	memcpy(copy, data, len);
	return copy;
}

static int run_block(const u8 *block, const char *subject, u32 n)
{
	struct sx_match m;
	u32 start, len;
	int matched = sx_regex_match(block, subject, n, &m);

	for (u32 i = 0; i < m.groups_nr; i++)
		if (sx_regex_group(&m, i, &start, &len) || start > n ||
		    len > n - start)
			abort();
	return matched;
}

static u8 *compile(struct arena *arena, const char *pattern, size_t len,
		   u32 flags)
{
	struct regex_error err;
	u32 block_len;
	u8 *block;

	if (regex_compile(arena, pattern, len, flags, &err, &block,
			  &block_len)) {
		if (!err.text || err.at > len)
			abort();
		return NULL;
	}
	if (sx_regex_check(block, block_len))
		abort();
	return block;
}

static void try_pattern(const char *pattern, size_t len, const char *subject,
			size_t subject_len)
{
	struct arena *arena = arena_create();
	char *copy = copy_bytes(pattern, len);
	const u8 *plain = compile(arena, copy, len, 0);
	const u8 *captures = compile(arena, copy, len, SX_REGEX_CAPTURES);
	char *s = copy_bytes(subject, subject_len);

	if (plain && captures) {
		int matched = run_block(captures, s, (u32)subject_len);

		if (run_block(plain, s, (u32)subject_len) != matched)
			abort();
		count.compiled++;
		count.matched += (unsigned long)matched;
	}
	free(s);
	free(copy);
	arena_destroy(arena);
}

static void try_block(const void *data, size_t len)
{
	static const char subject[] = "GET /aabbacab/c0.html?x=1 HTTP/1.1";
	u8 *block = copy_bytes(data, len);

	if (!sx_regex_check(block, (u32)len)) {
		count.blocks++;
		run_block(block, subject, sizeof(subject) - 1);
	}
	free(block);
}

static void try_input(const u8 *data, size_t len)
{
	size_t pattern_len;

	count.tried++;
	if (!len)
		return;
	if (data[0] & 1) {
		try_block(data + 1, len - 1);
		return;
	}
	pattern_len = data[0] < len ? data[0] : len - 1;
	len -= 1 + pattern_len;
	try_pattern((const char *)data + 1, pattern_len,
		    (const char *)data + 1 + pattern_len,
		    len < SUBJECT_MAX ? len : SUBJECT_MAX);
}

#ifdef FUZZ_LIBFUZZER
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len)
{
	try_input(data, len);
	return 0;
}
#else

static const char *const seeds[] = {
	"(a|ab)(c|bcd)(d*)",	       "^/usr/(lib|bin)/(.*)$",
	"([0-9]{1,3})\\.([0-9]{1,3})", "((..)|(.)){2,3}[[:alpha:]_-]+",
	"(a*)*|[^]a-c]?x+(^|,)",
};

static unsigned long long seed;

static u32 rnd(u32 below)
{
	seed = seed * 6364136223846793005ull + 1442695040888963407ull;
	return (u32)((seed >> 33) % below);
}

/* Characters with a meaning more often than not. */
static char random_char(void)
{
	static const char chars[] = "aabbbccd..()[]{}*+?||^$\\-:,=012";

	return rnd(50) ? chars[rnd(sizeof(chars) - 1)] : (char)rnd(256);
}

static void try_random_pattern(void)
{
	u8 data[1 + 60 + 40];
	u32 pattern_len = 2 * rnd(6), len = 1;
	const char *from = seeds[rnd(sizeof(seeds) / sizeof(seeds[0]))];
	u32 keep = rnd(2) ? (u32)strlen(from) : 0;

	pattern_len += (keep + 1) & ~1u;
	data[0] = (u8)pattern_len;
	for (; len <= pattern_len; len++)
		data[len] = (u8)(len <= keep && rnd(20) ? from[len - 1]
							: random_char());
	for (u32 i = rnd(40); i--; len++)
		data[len] = (u8)(rnd(8) ? "aabbcd.1"[rnd(8)] : random_char());
	try_input(data, len);
}

static void try_random_block(void)
{
	const char *pattern = seeds[rnd(sizeof(seeds) / sizeof(seeds[0]))];
	struct arena *arena = arena_create();
	struct regex_error err;
	u8 *block, *data;
	u32 len;

	if (regex_compile(arena, pattern, strlen(pattern), rnd(2), &err, &block,
			  &len))
		abort();
	data = malloc(1 + len);
	if (!data)
		abort();
	data[0] = 1;
	memcpy(data + 1, block, len);
	for (u32 changes = 1 + rnd(3); changes--;) {
		u32 from = 1 + (rnd(2) ? 0 : sizeof(struct sx_regex_head));
		u32 at = from + rnd(1 + len - from);

		data[at] = rnd(2) ? (u8)rnd(32) : block[rnd(len)];
	}
	try_input(data, 1 + len);
	free(data);
	arena_destroy(arena);
}

static int write_seed(const char *dir, size_t i)
{
	char path[4096];
	FILE *f;
	int err;

	snprintf(path, sizeof(path), "%s/seed-%zu", dir, i);
	f = fopen(path, "wb");
	err = !f || fprintf(f, "%c%s%s", (int)(strlen(seeds[i]) & ~1u),
			    seeds[i], "abcd/usr/lib/1.2") < 0;
	if ((f && fclose(f)) || err) {
		perror(path);
		return 1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	unsigned long runs = argc > 1 ? strtoul(argv[1], NULL, 0) : 20000;
	int status = 0;

	if (argc == 3 && !strcmp(argv[1], "seed")) {
		for (size_t i = 0; i < sizeof(seeds) / sizeof(seeds[0]); i++)
			status |= write_seed(argv[2], i);
		return status;
	}
	seed = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;
	while (runs--) {
		if (runs % 4)
			try_random_pattern();
		else
			try_random_block();
	}
	printf("fuzz_regex: %lu inputs, %lu patterns compiled, %lu matched, "
	       "%lu blocks accepted\n",
	       count.tried, count.compiled, count.matched, count.blocks);
	return !count.compiled || !count.matched || !count.blocks;
}
#endif
