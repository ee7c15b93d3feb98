// SPDX-License-Identifier: GPL-2.0
/* Reads what pprof reads. */
#include "pprof_read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include <cmocka.h>

#define BYTES_MAX ((size_t)64 << 20)
#define ROWS_MAX  20000

struct part {
	const uint8_t *at;
	const uint8_t *end;
};

struct field {
	unsigned int number;
	uint64_t value; /* of a number */
	struct part bytes; /* of anything else */
};

static struct {
	struct part strings[ROWS_MAX];
	size_t strings_nr;
	/* By identifier. */
	uint64_t function_name[ROWS_MAX];
	uint64_t location_function[ROWS_MAX];
	uint64_t location_mapping[ROWS_MAX];
	uint64_t mapping_name[ROWS_MAX];
} profile;

static uint64_t take_varint(struct part *p)
{
	uint64_t value = 0;
	unsigned int shift = 0;

	for (;; shift += 7) {
		assert_true(p->at < p->end && shift < 64);
		value |= (uint64_t)(*p->at & 0x7f) << shift;
		if (!(*p->at++ & 0x80))
			return value;
	}
}

static int take_field(struct part *p, struct field *ret)
{
	uint64_t key;

	if (p->at == p->end)
		return 0;
	key = take_varint(p);
	*ret = (struct field){ .number = (unsigned int)(key >> 3) };
	if ((key & 7) == 0) {
		ret->value = take_varint(p);
		return 1;
	}
	assert_int_equal(key & 7, 2);
	ret->value = take_varint(p);
	assert_true(ret->value <= (uint64_t)(p->end - p->at));
	ret->bytes = (struct part){ p->at, p->at + ret->value };
	p->at += ret->value;
	return 1;
}

static uint64_t number_of(struct part p, unsigned int number)
{
	struct field f;
	uint64_t value = 0;

	while (take_field(&p, &f))
		if (f.number == number)
			value = f.value;
	return value;
}

static struct part bytes_of(struct part p, unsigned int number)
{
	struct part found = { NULL, NULL };
	struct field f;

	while (take_field(&p, &f))
		if (f.number == number)
			found = f.bytes;
	return found;
}

static uint64_t id_of(struct part p)
{
	uint64_t id = number_of(p, 1);

	assert_true(id > 0 && id < ROWS_MAX);
	return id;
}

static void take_row(const struct field *f)
{
	struct part p = f->bytes;

	switch (f->number) {
	case 3:
		profile.mapping_name[id_of(p)] = number_of(p, 5);
		assert_int_equal(number_of(p, 7), 1);
		break;
	case 4:
		profile.location_mapping[id_of(p)] = number_of(p, 2);
		profile.location_function[id_of(p)] =
			number_of(bytes_of(p, 4), 1);
		break;
	case 5:
		profile.function_name[id_of(p)] = number_of(p, 2);
		break;
	case 6:
		assert_true(profile.strings_nr < ROWS_MAX);
		profile.strings[profile.strings_nr++] = p;
		break;
	}
}

static void put_string(FILE *out, uint64_t i)
{
	assert_true(i > 0 && i < profile.strings_nr);
	fwrite(profile.strings[i].at, 1,
	       (size_t)(profile.strings[i].end - profile.strings[i].at), out);
}

static void put_location(FILE *out, uint64_t id)
{
	uint64_t mapping, function;

	assert_true(id > 0 && id < ROWS_MAX);
	mapping = profile.location_mapping[id];
	function = profile.location_function[id];
	assert_true(mapping > 0 && mapping < ROWS_MAX && function > 0 &&
		    function < ROWS_MAX);
	put_string(out, profile.mapping_name[mapping]);
	put_string(out, profile.function_name[function]);
}

/* Innermost frame first. */
static void put_sample(FILE *out, struct part p)
{
	struct part ids = bytes_of(p, 1), values = bytes_of(p, 2);
	static uint64_t stack[1 << 17];
	size_t nr = 0;

	while (ids.at < ids.end) {
		assert_true(nr < sizeof(stack) / sizeof(stack[0]));
		stack[nr++] = take_varint(&ids);
	}
	assert_true(nr > 0);
	while (nr--) {
		put_location(out, stack[nr]);
		fputs(nr ? ";" : " ", out);
	}
	fprintf(out, "%llu\n", (unsigned long long)take_varint(&values));
	assert_ptr_equal(values.at, values.end);
}

static void put_type(FILE *out, struct part p)
{
	put_string(out, number_of(p, 1));
	putc(' ', out);
	put_string(out, number_of(p, 2));
	putc('\n', out);
}

static struct part unpack(const void *data, size_t len, uint8_t *to)
{
	z_stream z = { .next_in = (uint8_t *)(size_t)data,
		       .avail_in = (uInt)len,
		       .next_out = to,
		       .avail_out = BYTES_MAX };

	assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
	assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
	assert_int_equal(z.avail_in, 0);
	inflateEnd(&z);
	return (struct part){ to, to + z.total_out };
}

char *pprof_read(const void *data, size_t len)
{
	uint8_t *buf = malloc(BYTES_MAX);
	struct part whole = unpack(data, len, buf), p;
	struct field f;
	char *text;
	size_t text_len;
	FILE *out = open_memstream(&text, &text_len);

	memset(&profile, 0, sizeof(profile));
	for (p = whole; take_field(&p, &f);)
		take_row(&f);
	assert_true(profile.strings_nr > 0 &&
		    profile.strings[0].at == profile.strings[0].end);
	for (p = whole; take_field(&p, &f);) {
		if (f.number == 1)
			put_type(out, f.bytes);
		else if (f.number == 2)
			put_sample(out, f.bytes);
	}
	fclose(out);
	free(buf);
	return text;
}
