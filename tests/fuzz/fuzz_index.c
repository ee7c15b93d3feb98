// SPDX-License-Identifier: GPL-2.0
/*
 * Index files that may say anything: whatever opens answers every question
 * without touching what is not its own.
 *
 * Input: the bytes of a file. Built with -DFUZZ_LIBFUZZER it is a libFuzzer
 * target; else `fuzz_index [RUNS [SEED]]` damages an index by itself,
 * `fuzz_index seed DIR` writes one for a corpus.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "index_sample.h"

#define INPUT_MAX (1u << 20)

static unsigned long opened;

static void ignore(const char *line, void *arg)
{
	(void)line;
	(void)arg;
}

static void try_input(const void *data, size_t len)
{
	int fd = memfd_create("index", MFD_CLOEXEC);
	struct index *ix;
	char path[64];

	if (fd < 0 || write(fd, data, len) != (ssize_t)len)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	log_set_sink(ignore, NULL);
	if (!index_open(path, &ix)) {
		index_ask_everything(ix);
		index_close(ix);
		opened++;
	}
	close(fd);
}

#ifdef FUZZ_LIBFUZZER
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len);

/*
 * What does not begin like an index is refused at once: bytes find out more
 * behind the beginning of a good head.
 */
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len)
{
	struct index_head head;
	unsigned char *copy;

	if (len < sizeof(head))
		return 0;
	copy = malloc(len);
	if (!copy)
		abort();
	memcpy(copy, data, len);
	memcpy(&head, data, sizeof(head));
	head.magic = INDEX_MAGIC;
	head.version = INDEX_VERSION;
	head.head_len = sizeof(head);
	head.file_len = len;
	memcpy(copy, &head, sizeof(head));
	try_input(copy, len);
	free(copy);
	return 0;
}
#else

static char *sample;
static size_t sample_len;
static unsigned long long seed;

static unsigned int rnd(unsigned int below)
{
	seed = seed * 6364136223846793005ull + 1442695040888963407ull;
	return (unsigned int)((seed >> 33) % below);
}

/* Numbers that rows are likely to stumble over. */
static unsigned int odd_number(void)
{
	static const unsigned int numbers[] = { 0,	 1,	     63,
						64,	 0x7fffffff, 0x80000000,
						~0u - 1, ~0u };

	switch (rnd(3)) {
	case 0:
		return numbers[rnd(sizeof(numbers) / sizeof(numbers[0]))];
	case 1:
		return rnd(1024);
	}
	return rnd(~0u);
}

static void damage(char *data, size_t len)
{
	unsigned int changes = 1 + rnd(12);

	while (changes--) {
		/* The head is a small part of it, but its extents matter. */
		size_t at =
			rnd(8) ? sizeof(struct index_head) +
					 rnd((unsigned int)(len -
							    sizeof(struct index_head)))
			       : rnd(sizeof(struct index_head));
		unsigned int number = odd_number();

		if (rnd(2))
			data[at] = (char)number;
		else if (at / 4 * 4 + 4 <= len)
			memcpy(data + at / 4 * 4, &number, 4);
	}
}

static int make_sample(u8 packed)
{
	char path[] = "/tmp/fuzz_index.XXXXXX";
	int fd = mkstemp(path), err;

	if (fd < 0)
		return -1;
	close(fd);
	err = index_sample_write(path, packed);
	if (!err)
		err = file_read_all(path, INPUT_MAX, &sample, &sample_len);
	unlink(path);
	return err;
}

/* A plain file and a packed one. */
static int write_seeds(const char *dir)
{
	static const char *const names[] = { "plain", "packed" };
	char path[4096];
	u8 i;

	for (i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		if (make_sample(i) || file_write_all(path, sample, sample_len))
			return 1;
		free(sample);
	}
	return 0;
}

int main(int argc, char **argv)
{
	unsigned long runs = argc > 1 ? strtoul(argv[1], NULL, 0) : 10000, i;
	char *data;

	if (argc > 2 && !strcmp(argv[1], "seed"))
		return write_seeds(argv[2]);
	seed = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;
	if (make_sample(seed % 2))
		return 1;
	data = malloc(sample_len);
	if (!data)
		return 1;
	for (i = 0; i < runs; i++) {
		memcpy(data, sample, sample_len);
		damage(data, sample_len);
		try_input(data, sample_len);
	}
	printf("%lu tried, %lu opened\n", runs, opened);
	free(data);
	free(sample);
	return opened > runs / 4 ? 0 : 1;
}
#endif
