// SPDX-License-Identifier: GPL-2.0
/*
 * Damaged BTF: it is refused, or what the index says of it can be shown; the
 * loader's questions to it have an answer or none.
 *
 * Input: a byte; odd: the rest is a module's over the kernel's of the tests;
 * even: the rest is a kernel's. Built with -DFUZZ_LIBFUZZER it is a libFuzzer
 * target; else `fuzz_btf [RUNS [SEED]]` damages the two by itself, `fuzz_btf
 * seed DIR` writes them for a corpus.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "btf/convert.h"
#include "btf_maker.h"
#include "index/decl.h"
#include "index/find.h"
#include "index/kernel.h"
#include "kload/btf.h"

static struct fuzz_count {
	unsigned long tried;
	unsigned long parsed;
	unsigned long converted;
} count;

static void drop(const char *line, void *arg)
{
	(void)line;
	(void)arg;
}

/* Where indexes go to, and what is shown. */
static struct {
	char path[64];
	FILE *null;
} out;

static void prepare(void)
{
	if (out.null)
		return;
	log_set_sink(drop, NULL);
	snprintf(out.path, sizeof(out.path), "/dev/shm/stapx-fuzz-btf.%ld",
		 (long)getpid());
	out.null = fopen("/dev/null", "w");
	if (!out.null)
		abort();
}

static void ask_params(const struct index *ix)
{
	struct kernel_params params;
	u32 i;

	for (i = 0; i < index_nr(ix, INDEX_FUNCS); i++)
		kernel_row_params(ix, i, &params);
	kernel_trace_params(ix, "wake", &params);
	kernel_func_params(ix, "wake", &params);
}

static void show(void)
{
	struct index *ix;

	if (index_open(out.path, &ix))
		abort();
	unlink(out.path);
	decl_all(ix, out.null);
	ask_params(ix);
	index_close(ix);
}

static void convert(const struct btf *btf)
{
	struct arena *arena = arena_create();
	struct index_writer w;

	if (!arena)
		abort();
	index_writer_init(&w, arena);
	if (!btf_convert(btf, "fuzz", &w)) {
		count.converted++;
		if (index_writer_save(&w, out.path))
			abort();
		show();
	}
	arena_destroy(arena);
}

static void ask_loader(const struct btf *btf)
{
	struct btf_query q = { .cls = BTF_AGGREGATE,
			       .name = "task",
			       .name_len = 4 };
	uint64_t value;
	unsigned int i;

	if (btf_find(btf, &q, 1))
		return;
	for (i = 0; i < q.id_nr; i++) {
		btf_member_offset(btf, q.id[i], "number", &value);
		btf_aggregate_size(btf, q.id[i], &value);
	}
}

static void try_bytes(const u8 *data, size_t len, const struct btf *base)
{
	/* Of exactly this size: sanitizers see every byte beyond. */
	void *copy = malloc(len ? len : 1);
	struct btf *btf;

	if (!copy)
		abort();
	if (len)
		memcpy(copy, data, len);
	if (btf_parse("fuzz", copy, len, base, &btf))
		return;
	count.parsed++;
	convert(btf);
	ask_loader(btf);
	btf_close(btf);
}

static void try_input(const u8 *data, size_t len)
{
	struct btf *base = NULL;
	size_t base_len;

	prepare();
	count.tried++;
	if (!len)
		return;
	if (data[0] & 1) {
		void *kernel = make_kernel_sample(&base_len);

		if (btf_parse("kernel", kernel, base_len, NULL, &base))
			abort();
	}
	try_bytes(data + 1, len - 1, base);
	btf_close(base);
}

#ifdef FUZZ_LIBFUZZER
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len)
{
	try_input(data, len);
	return 0;
}
#else

static unsigned long long state;

static u32 rnd(u32 below)
{
	state = state * 6364136223846793005ull + 1442695040888963407ull;
	return (u32)((state >> 33) % below);
}

/* malloc'ed: the byte, then one of the two. */
static u8 *make_seed(int module, size_t *ret_len)
{
	size_t len;
	void *btf = module ? make_module_sample(&len)
			   : make_kernel_sample(&len);
	u8 *data = malloc(len + 1);

	if (!data)
		abort();
	data[0] = (u8)module;
	memcpy(data + 1, btf, len);
	free(btf);
	*ret_len = len + 1;
	return data;
}

/* Words are what BTF is made of: small numbers, and those of other words. */
static void damage_word(u8 *data, size_t len)
{
	u32 words = (u32)(len - 1) / 4, at = 1 + 4 * rnd(words), word;

	switch (rnd(4)) {
	case 0:
		word = rnd(80);
		break;
	case 1:
		word = 0u - rnd(4);
		break;
	case 2: /* a kind and a number of elements */
		word = rnd(24) << 24 | rnd(5) | rnd(2) << 31;
		break;
	default:
		memcpy(&word, data + 1 + 4 * rnd(words), sizeof(word));
	}
	memcpy(data + at, &word, sizeof(word));
}

static void try_random(void)
{
	size_t len;
	u8 *data = make_seed((int)rnd(2), &len);
	u32 changes;

	for (changes = rnd(4); changes--;) {
		if (rnd(3))
			damage_word(data, len);
		else
			data[1 + rnd((u32)len - 1)] = (u8)rnd(256);
	}
	try_input(data, rnd(16) ? len : 1 + rnd((u32)len));
	free(data);
}

static int write_seed(const char *dir, int module)
{
	char path[4096];
	size_t len;
	u8 *data = make_seed(module, &len);
	FILE *f;
	int err;

	snprintf(path, sizeof(path), "%s/seed-%d", dir, module);
	f = fopen(path, "wb");
	err = !f || fwrite(data, 1, len, f) != len;
	free(data);
	if ((f && fclose(f)) || err) {
		perror(path);
		return 1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	unsigned long runs = argc > 1 ? strtoul(argv[1], NULL, 0) : 20000;

	if (argc == 3 && !strcmp(argv[1], "seed"))
		return write_seed(argv[2], 0) | write_seed(argv[2], 1);
	state = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;
	while (runs--)
		try_random();
	printf("fuzz_btf: %lu inputs, %lu parsed, %lu converted\n", count.tried,
	       count.parsed, count.converted);
	return !count.parsed || !count.converted;
}
#endif
