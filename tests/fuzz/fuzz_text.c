// SPDX-License-Identifier: GPL-2.0
/*
 * Feeds a fuzzer of texts. Built for libFuzzer it is a shell around its input;
 * else it mixes seeds and words by itself.
 *
 * usage: fuzz_NAME [RUNS [SEED]]	try so many mixtures (20000, 1)
 *        fuzz_NAME files FILE...	try these files
 *        fuzz_NAME seed DIR		copy the seeds, for a corpus
 *        fuzz_NAME words		print the words as libFuzzer's dictionary
 */
#include "fuzz_text.h"

#include <ctype.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"

#define MAX_SEED (1u << 20)
#define MAX_TEXT (1u << 16)

static void try_bytes(const void *data, size_t len)
{
	char *text = malloc(len + 1);

	if (!text)
		abort();
	memcpy(text, data, len);
	text[len] = '\0';
	fuzz_text(text, len);
	free(text);
}

#ifdef FUZZ_LIBFUZZER
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len)
{
	try_bytes(data, len);
	return 0;
}
#else

struct text {
	char *data;
	size_t len;
};

static struct {
	struct text *all;
	size_t nr;
} seeds;

static unsigned long long state;

static size_t rnd(size_t below)
{
	state = state * 6364136223846793005ull + 1442695040888963407ull;
	return below ? (size_t)(state >> 33) % below : 0;
}

static void read_seeds(void)
{
	glob_t files;

	if (glob(fuzz_seeds, 0, NULL, &files)) {
		fprintf(stderr,
			"no %s here: run it in the top folder of the "
			"sources\n",
			fuzz_seeds);
		exit(1);
	}
	seeds.all = calloc(files.gl_pathc, sizeof(*seeds.all));
	for (size_t i = 0; i < files.gl_pathc && seeds.all; i++) {
		struct text *seed = &seeds.all[seeds.nr];

		if (!file_read_all(files.gl_pathv[i], MAX_SEED, &seed->data,
				   &seed->len))
			seeds.nr++;
	}
	globfree(&files);
}

static void free_seeds(void)
{
	for (size_t i = 0; i < seeds.nr; i++)
		free(seeds.all[i].data);
	free(seeds.all);
}

static void add(struct text *t, const char *data, size_t len)
{
	if (len > MAX_TEXT - t->len)
		len = MAX_TEXT - t->len;
	memcpy(t->data + t->len, data, len);
	t->len += len;
}

static void add_seed_part(struct text *t)
{
	const struct text *seed = &seeds.all[rnd(seeds.nr)];
	size_t at = rnd(seed->len);

	add(t, seed->data + at, rnd(seed->len - at) + 1);
}

static void add_word(struct text *t)
{
	size_t nr = 0;
	const char *word;

	while (fuzz_words[nr])
		nr++;
	word = fuzz_words[rnd(nr)];
	add(t, word, strlen(word));
}

static void add_byte(struct text *t)
{
	char c = (char)rnd(256);

	add(t, &c, 1);
}

/* A seed with some places cut, doubled or overwritten. */
static void mutate(struct text *t)
{
	const struct text *seed = &seeds.all[rnd(seeds.nr)];
	size_t from = 0;

	for (size_t cuts = rnd(5) + 1; cuts && from < seed->len; cuts--) {
		size_t to = from + rnd(seed->len - from);

		add(t, seed->data + from, to - from);
		for (size_t words = rnd(3); words; words--)
			add_word(t);
		from = rnd(3) ? to + rnd(8) : rnd(seed->len);
	}
	if (from < seed->len)
		add(t, seed->data + from, seed->len - from);
}

static void mix(struct text *t)
{
	for (size_t parts = rnd(60) + 1; parts; parts--) {
		size_t kind = rnd(16);

		if (kind < 12)
			add_word(t);
		else if (kind < 14)
			add_byte(t);
		else if (kind < 15)
			add(t, "\n", 1);
		else
			add_seed_part(t);
	}
}

static int run(unsigned long runs)
{
	struct text t = { .data = malloc(MAX_TEXT) };

	if (!t.data)
		abort();
	read_seeds();
	for (unsigned long i = 0; i < runs; i++) {
		t.len = 0;
		if (rnd(2))
			mutate(&t);
		else
			mix(&t);
		try_bytes(t.data, t.len);
	}
	printf("%lu texts of %zu seeds\n", runs, seeds.nr);
	free_seeds();
	free(t.data);
	return 0;
}

static int run_files(char **paths)
{
	for (; *paths; paths++) {
		char *data;
		size_t len;

		if (file_read_all(*paths, MAX_SEED * 64, &data, &len)) {
			perror(*paths);
			return 1;
		}
		try_bytes(data, len);
		free(data);
	}
	return 0;
}

static int write_seeds(const char *dir)
{
	int err = 0;

	read_seeds();
	for (size_t i = 0; i < seeds.nr && !err; i++) {
		char path[4096];

		snprintf(path, sizeof(path), "%s/seed%03zu", dir, i);
		err = file_write_all(path, seeds.all[i].data, seeds.all[i].len);
	}
	if (err)
		fprintf(stderr, "%s: %s\n", dir, strerror(-err));
	free_seeds();
	return err != 0;
}

static int print_dictionary(void)
{
	for (size_t i = 0; fuzz_words[i]; i++) {
		putchar('"');
		for (const char *c = fuzz_words[i]; *c; c++)
			if (isprint((unsigned char)*c) && *c != '"' &&
			    *c != '\\')
				putchar(*c);
			else
				printf("\\x%02x", (unsigned char)*c);
		puts("\"");
	}
	return 0;
}

int main(int argc, char **argv)
{
	if (argc > 2 && !strcmp(argv[1], "files"))
		return run_files(argv + 2);
	if (argc > 2 && !strcmp(argv[1], "seed"))
		return write_seeds(argv[2]);
	if (argc > 1 && !strcmp(argv[1], "words"))
		return print_dictionary();
	state = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;
	return run(argc > 1 ? strtoul(argv[1], NULL, 0) : 20000);
}
#endif
