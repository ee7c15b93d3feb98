// SPDX-License-Identifier: GPL-2.0
/* Decoding of SX_IOC_DUMP: good buffers, bad ones, and broken good ones. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <stapx/abi.h>

#include "base/log.h"
#include "session/dump.h"
#include "session/session.h"
#include "top_fake.h"

static char last_error[1024];

static void keep_error(const char *line, void *arg)
{
	(void)arg;
	snprintf(last_error, sizeof(last_error), "%s", line);
}

static int set_up(void **state)
{
	(void)state;
	last_error[0] = '\0';
	log_set_sink(keep_error, NULL);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	log_set_sink(NULL, NULL);
	return 0;
}

/* The table as text, in the notation of top_fake.h. */
static void print_table(const struct dump_table *table, char *buf, size_t size)
{
	FILE *out = fmemopen(buf, size, "w");
	size_t i;
	int k;

	for (i = 0; i < table->entries_nr; i++) {
		const struct dump_entry *e = &table->entries[i];

		for (k = 0; k < table->decl->nkeys; k++)
			if (e->key[k].type == SX_T_STR)
				fprintf(out, "%.*s\t", (int)e->key[k].str.len,
					e->key[k].str.data);
			else
				fprintf(out, "%lld\t",
					(long long)e->key[k].num);
		if (dump_value_kind(table) == DUMP_INT)
			fprintf(out, "%lld", (long long)e->num);
		if (dump_value_kind(table) == DUMP_STR)
			fprintf(out, "%.*s", (int)e->str.len, e->str.data);
		if (dump_value_kind(table) == DUMP_STAT)
			for (k = 0; k < SX_AGG_NR; k++)
				fprintf(out, "%s%lld", k ? "\t" : "",
					(long long)e->stat[k]);
		putc('\n', out);
	}
	fclose(out);
}

static const struct good_case {
	const char *type;
	const char *frame;
} good[] = {
	{ ":i", "-5\n" },
	{ ":s", "text\n" },
	{ ":s", "\n" },
	{ ":t", "1\t2\t3\t4\t5\t6\n" },
	{ "i:i", "1\t2\n-3\t-4\n" },
	{ "s:i", "a\t1\nab\t2\nabc\t3\nabcd\t4\nabcde\t5\nabcdefgh\t6\n" },
	{ "si:s", "k\t7\tvalue\n\t0\t\n" },
	{ "sssssssss:t", "1\t2\t3\t4\t5\t6\t7\t8\t9\t1\t2\t3\t4\t5\t6\n" },
	{ "iiiiiiiii:i", "1\t2\t3\t4\t5\t6\t7\t8\t9\t10\n" },
	{ "i:i", "-9223372036854775808\t9223372036854775807\n" },
	{ "i:i", "" },
};

static void decodes(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct dump_table table;
		struct sx_global decl;
		char text[1024] = "";
		unsigned char *buf;
		size_t len;
		size_t nr;

		fake_declare(&decl, good[i].type);
		dump_init(&table, "g", &decl);
		fake_encode(&decl, good[i].frame, &buf, &len, &nr);
		assert_int_equal(dump_decode(&table, buf, len, nr), 0);
		print_table(&table, text, sizeof(text));
		assert_string_equal(text, good[i].frame);
		dump_deinit(&table);
	}
	assert_string_equal(last_error, "");
}

/* Changes one 32-bit word of the dump of "ab" -> 7 in a table s:i. */
static const struct bad_case {
	size_t at;
	u32 word;
	int change; /* of the dump's length; new bytes are 0 */
	size_t nr;
	const char *why; /* NULL: it is right */
} bad[] = {
	{ 0, 24, 0, 1, NULL },
	{ 0, 24, -24, 1, "more entries than bytes" },
	{ 0, 24, -20, 1, "more entries than bytes" },
	{ 0, 24, 0, ~(size_t)0, "more entries than bytes" },
	{ 0, 24, 4, 2, "no room for the head of an entry" },
	{ 0, 24, 0, 2, "no room for the head of an entry" },
	{ 0, 24, -8, 1, "the length of the entry" },
	{ 0, 0, 0, 1, "the length of the entry" },
	{ 0, 4, 0, 1, "the length of the entry" },
	{ 0, 20, 0, 1, "the length of the entry" },
	{ 0, 40, 0, 1, "the length of the entry" },
	{ 0, 0xfffffff8, 0, 1, "the length of the entry" },
	{ 0, 8, 0, 1, "no room for a string's length" },
	{ 0, 16, 0, 1, "no room for an integer" },
	{ 0, 32, 8, 1, "bytes are left over" },
	{ 0, 24, 8, 1, "more bytes than entries" },
	{ 0, 24, 0, 0, "more bytes than entries" },
	{ 8, 5, 0, 1, "no room for an integer" },
	{ 8, 13, 0, 1, "a string is longer than its entry" },
	{ 8, 0xfffffffc, 0, 1, "a string is longer than its entry" },
	{ 8, 0xffffffff, 0, 1, "a string is longer than its entry" },
	{ 8, 1, 0, 1, "the string's padding is not 0" },
	{ 12, 0x01006261, 0, 1, "the string's padding is not 0" },
};

static void check_bad(const struct bad_case *c)
{
	struct dump_table table;
	struct sx_global decl;
	unsigned char *buf;
	size_t len;
	size_t nr;
	int err;

	fake_declare(&decl, "s:i");
	dump_init(&table, "hits", &decl);
	fake_encode(&decl, "ab\t7\n", &buf, &len, &nr);
	assert_int_equal(len, 24);
	memcpy(buf + c->at, &c->word, sizeof(c->word));
	last_error[0] = '\0';
	err = dump_decode(&table, buf, (size_t)((int)len + c->change), c->nr);
	if (!c->why) {
		assert_int_equal(err, 0);
	} else {
		assert_int_equal(err, -EBADMSG);
		assert_int_equal(table.entries_nr, 0);
		assert_non_null(strstr(last_error, "`hits'"));
		if (!strstr(last_error, c->why))
			fail_msg("want \"%s\" in \"%s\"", c->why, last_error);
	}
	dump_deinit(&table);
}

static void rejects(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		check_bad(&bad[i]);
}

/*
 * Every byte of a good dump replaced by several others, in a buffer without
 * a byte to spare: sanitizers see each read behind its end. What still is a
 * dump must be one that can be walked.
 */
static void survives_mutations(void **state)
{
	static const unsigned char bytes[] = { 0x00, 0x01, 0x07, 0x08,
					       0x7f, 0x80, 0xf8, 0xff };
	const char *frame = "key\t5\tvalue\nk\t-1\t\nlonger key\t2\tx\n";
	struct sx_global decl;
	unsigned char *whole;
	size_t len;
	size_t nr;
	size_t i;

	(void)state;
	fake_declare(&decl, "si:s");
	fake_encode(&decl, frame, &whole, &len, &nr);
	for (i = 0; i < len * sizeof(bytes); i++) {
		struct dump_table table;
		unsigned char *buf = malloc(len);
		char text[4096];
		int err;

		memcpy(buf, whole, len);
		buf[i / sizeof(bytes)] = bytes[i % sizeof(bytes)];
		dump_init(&table, "g", &decl);
		err = dump_decode(&table, buf, len, nr);
		assert_true(!err || err == -EBADMSG);
		assert_int_equal(table.entries_nr, err ? 0 : nr);
		print_table(&table, text, sizeof(text));
		dump_deinit(&table);
	}
	free(whole);
}

static void survives_truncation(void **state)
{
	struct sx_global decl;
	unsigned char *whole;
	size_t len;
	size_t nr;
	size_t cut;

	(void)state;
	fake_declare(&decl, "is:t");
	fake_encode(&decl, "1\tone\t1\t2\t3\t4\t5\n", &whole, &len, &nr);
	for (cut = 0; cut < len; cut++) {
		struct dump_table table;
		unsigned char *buf = malloc(cut + !cut);

		memcpy(buf, whole, cut);
		dump_init(&table, "g", &decl);
		assert_int_equal(dump_decode(&table, buf, cut, nr), -EBADMSG);
		dump_deinit(&table);
	}
	free(whole);
}

static void replaces_and_orders(void **state)
{
	struct dump_table table;
	struct sx_global decl;
	unsigned char *buf;
	size_t len;
	size_t nr;
	size_t i;

	(void)state;
	fake_declare(&decl, "si:i");
	dump_init(&table, "g", &decl);
	fake_encode(&decl, "old\t1\t1\nold\t2\t1\n", &buf, &len, &nr);
	assert_int_equal(dump_decode(&table, buf, len, nr), 0);
	fake_encode(&decl, "\t5\t0\na\t-2\t0\na\t1\t0\nab\t0\t0\nb\t0\t0\n",
		    &buf, &len, &nr);
	assert_int_equal(dump_decode(&table, buf, len, nr), 0);
	assert_int_equal(table.entries_nr, 5);
	for (i = 0; i + 1 < nr; i++) {
		const struct dump_entry *e = &table.entries[i];

		assert_true(dump_compare_keys(&table, e, e + 1) < 0);
		assert_true(dump_compare_keys(&table, e + 1, e) > 0);
		assert_int_equal(dump_compare_keys(&table, e, e), 0);
	}
	dump_deinit(&table);
}

/*
 * A kernel object with one global s:i that holds a long string; each row of
 * the script is the answer to one SX_IOC_DUMP.
 */
enum answer {
	ANSWER_GOOD, /* or -ENOSPC, as the buffer's size asks for */
	ANSWER_LOCKED,
	ANSWER_LIES, /* more bytes than the buffer has */
	ANSWER_BROKEN,
	ANSWER_ERROR,
	ANSWER_LARGE,
};

#define ENTRY_LEN 65536u

static const enum answer *answers;
static size_t dumps; /* answered so far */

static int device_open(const char *path)
{
	(void)path;
	return 1000;
}

static int device_mmap(int fd, off_t off, size_t len, int prot, void **ret)
{
	(void)fd;
	(void)off;
	(void)len;
	(void)prot;
	(void)ret;
	return -ENODEV;
}

static void device_close(int fd)
{
	(void)fd;
}

static void write_entry(unsigned char *buf, u32 entry_len)
{
	u32 str_len = entry_len - 8 - 4 - 8;
	s64 value = 42;

	memset(buf, 'x', entry_len);
	memcpy(buf, &entry_len, sizeof(entry_len));
	memcpy(buf + 8, &str_len, sizeof(str_len));
	memcpy(buf + entry_len - 8, &value, sizeof(value));
}

static int answer_dump(struct sx_dump *dump)
{
	enum answer answer = answers[dumps++];

	if (answer == ANSWER_LOCKED)
		return -EAGAIN;
	if (answer == ANSWER_ERROR)
		return -ENODEV;
	if (answer == ANSWER_LARGE)
		return -E2BIG;
	dump->used = ENTRY_LEN;
	dump->entries = 1;
	if (dump->buf_len < ENTRY_LEN)
		return -ENOSPC;
	write_entry((unsigned char *)(uintptr_t)dump->buf, ENTRY_LEN);
	if (answer == ANSWER_LIES)
		dump->used = dump->buf_len + 8;
	if (answer == ANSWER_BROKEN)
		dump->used -= 8;
	return 0;
}

static int device_ioctl(int fd, unsigned int request, void *arg)
{
	const struct sx_version version = {
		.abi = SX_ABI_VERSION,
		.program = SX_PROG_VERSION,
		.nr_cpus = 1,
		.page_size = 4096,
	};

	(void)fd;
	if (request == SX_IOC_DUMP)
		return answer_dump(arg);
	memcpy(arg, &version, sizeof(version));
	return 0;
}

static const struct session_device device = {
	.open = device_open,
	.ioctl = device_ioctl,
	.mmap = device_mmap,
	.close = device_close,
};

static const struct read_case {
	enum answer answers[20];
	size_t dumps; /* that are asked for */
	int result;
	size_t entries_nr; /* then; there was one before */
	const char *why; /* of the report; NULL: none */
} reads[] = {
	{ { ANSWER_GOOD }, 1, 0, 1, NULL },
	{ { ANSWER_LOCKED, ANSWER_LOCKED, ANSWER_GOOD }, 3, 0, 1, NULL },
	{ { ANSWER_LOCKED, ANSWER_LOCKED, ANSWER_LOCKED, ANSWER_LOCKED,
	    ANSWER_LOCKED, ANSWER_LOCKED, ANSWER_LOCKED, ANSWER_LOCKED,
	    ANSWER_LOCKED, ANSWER_LOCKED, ANSWER_LOCKED, ANSWER_LOCKED,
	    ANSWER_LOCKED, ANSWER_LOCKED, ANSWER_LOCKED, ANSWER_LOCKED },
	  16,
	  -EAGAIN,
	  1,
	  NULL },
	{ { ANSWER_ERROR }, 1, -ENODEV, 1, "read global `hits'" },
	{ { ANSWER_LARGE }, 1, -E2BIG, 1, "lower -D MAXMAPENTRIES=" },
	{ { ANSWER_LIES }, 1, -EBADMSG, 1, "claims" },
	{ { ANSWER_BROKEN }, 1, -EBADMSG, 0, "the length of the entry" },
};

static void reads_from_device(void **state)
{
	static const enum answer first[] = { ANSWER_GOOD, ANSWER_GOOD };
	struct session *session;
	struct sx_global decl;
	size_t i;

	(void)state;
	session_set_device(&device);
	assert_int_equal(session_open(NULL, &session), 0);
	fake_declare(&decl, "s:i");
	for (i = 0; i < sizeof(reads) / sizeof(reads[0]); i++) {
		struct dump_table table;

		dump_init(&table, "hits", &decl);
		dumps = 0;
		answers = first;
		/* The first buffer is too small for the entry. */
		assert_int_equal(dump_read(&table, session, 0), 0);
		assert_int_equal(dumps, 2);
		assert_int_equal(table.entries[0].num, 42);
		assert_int_equal(table.entries[0].key[0].str.len,
				 ENTRY_LEN - 20);
		dumps = 0;
		answers = reads[i].answers;
		last_error[0] = '\0';
		assert_int_equal(dump_read(&table, session, 0),
				 reads[i].result);
		assert_int_equal(dumps, reads[i].dumps);
		assert_int_equal(table.entries_nr, reads[i].entries_nr);
		if (reads[i].why)
			assert_non_null(strstr(last_error, reads[i].why));
		else
			assert_string_equal(last_error, "");
		dump_deinit(&table);
	}
	session_close(session);
	session_set_device(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(decodes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(rejects, set_up, tear_down),
		cmocka_unit_test_setup_teardown(survives_mutations, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(survives_truncation, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(replaces_and_orders, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(reads_from_device, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
