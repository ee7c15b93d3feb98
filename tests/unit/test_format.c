// SPDX-License-Identifier: GPL-2.0
/* printf formats: what the C library prints is what stapx prints. */
#include "format.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NR(array) (sizeof(array) / sizeof((array)[0]))

static const struct {
	const char *fmt;
	const char *types; /* NULL: error */
	u32 error;
} parsed[] = {
	{ "", "", 0 },
	{ "text", "", 0 },
	{ "100%%", "", 0 },
	{ "50%", NULL, SX_FORMAT_UNFINISHED },
	{ "%d", "i", 0 },
	{ "%s %d %s", "sis", 0 },
	{ "%*d", "ii", 0 },
	{ "%-*.*s|", "iis", 0 },
	{ "%lld%lu", "ii", 0 },
	{ "%4b%b", "ii", 0 },
	{ "%8.4m%M%#.*m", "iiii", 0 },
	{ "%+-# 05.3x", "i", 0 },
	{ "%65535d", "i", 0 },
	{ "%65536d", NULL, SX_FORMAT_TOO_WIDE },
	{ "%.99999999999d", NULL, SX_FORMAT_TOO_WIDE },
	{ "%5", NULL, SX_FORMAT_UNFINISHED },
	{ "%.", NULL, SX_FORMAT_UNFINISHED },
	{ "%l", NULL, SX_FORMAT_UNFINISHED },
	{ "%y", NULL, SX_FORMAT_UNKNOWN },
	{ "%f", NULL, SX_FORMAT_UNKNOWN },
	{ "%n", NULL, SX_FORMAT_UNKNOWN },
};

static void test_types(void **state)
{
	(void)state;
	for (size_t i = 0; i < NR(parsed); i++) {
		const char *fmt = parsed[i].fmt, *want = parsed[i].types;
		u8 types[8];
		u32 error;
		int nr = sx_format_types(fmt, (u32)strlen(fmt), types,
					 NR(types), &error);

		if (error != parsed[i].error)
			fail_msg("%s: error %u", fmt, error);
		if (!want) {
			assert_int_equal(nr, -1);
			continue;
		}
		assert_int_equal(nr, strlen(want));
		for (int k = 0; k < nr; k++)
			assert_int_equal(types[k],
					 want[k] == 's' ? SX_T_STR : SX_T_INT);
	}
}

static const char *const number_formats[] = {
	"%d",	   "%i",   "%5d",   "%-5d|",   "%05d",	 "%+d",	  "% d",
	"%+05d",   "%.3d", "%8.3d", "%-8.3d|", "%08.3d", "%.0d",  "%u",
	"%20u",	   "%x",   "%X",    "%#x",     "%#X",	 "%#10x", "%#010x",
	"%-#10x|", "%.5x", "%#.5x", "%o",      "%#o",	 "%#.4o", "%#.0o",
	"%.0x",	   "%c",   "%3c",   "%-3c|",   "%%%d%%",
};

static const s64 numbers[] = { 0,  1,	  -1,	     42,       -42,
			       65, 12345, INT64_MAX, INT64_MIN };

/* The same conversion with `ll`, for the C library. */
static void to_libc(const char *fmt, char *ret)
{
	size_t n = strcspn(fmt, "diuxXo");

	if (fmt[n]) {
		memcpy(ret, fmt, n);
		memcpy(ret + n, "ll", 2);
		strcpy(ret + n + 2, fmt + n);
	} else {
		strcpy(ret, fmt);
	}
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

static void check_number(const char *fmt, s64 value)
{
	union sx_reg ints[] = { { .i = value } };
	char want[64], got[64], libc[32];
	sx_size len;

	to_libc(fmt, libc);
	snprintf(want, sizeof(want), libc, (long long)value);
	len = sx_format_render(got, sizeof(got), fmt, (u32)strlen(fmt), ints,
			       NULL);
	if (len != strlen(want) && strchr(fmt, 'c') == NULL)
		fail_msg("%s of %lld: length %zu", fmt, (long long)value,
			 (size_t)len);
	if (strcmp(got, want))
		fail_msg("%s of %lld: got \"%s\", want \"%s\"", fmt,
			 (long long)value, got, want);
}

static void check_string(const char *fmt, const char *value)
{
	_Alignas(8) char slot[64];
	union sx_reg strs[] = { { .s = (struct sx_str *)slot } };
	char want[64], got[64];
	u32 n = (u32)strlen(value);

	memcpy(slot, &n, sizeof(n));
	memcpy(slot + sizeof(n), value, n);
	snprintf(want, sizeof(want), fmt, value);
	sx_format_render(got, sizeof(got), fmt, (u32)strlen(fmt), NULL, strs);
	assert_string_equal(got, want);
}

#pragma GCC diagnostic pop

static void test_numbers(void **state)
{
	(void)state;
	for (size_t f = 0; f < NR(number_formats); f++)
		for (size_t n = 0; n < NR(numbers); n++)
			check_number(number_formats[f], numbers[n]);
}

static void test_strings(void **state)
{
	static const char *const formats[] = { "%s",   "%5s",	"%-5s|",
					       "%.2s", "%5.1s", "%-8.3s|",
					       "a%sb" };

	(void)state;
	for (size_t i = 0; i < NR(formats); i++) {
		check_string(formats[i], "");
		check_string(formats[i], "abcdef");
	}
}

static const struct {
	const char *fmt;
	s64 ints[3];
	const char *want;
} special[] = {
	{ "%p", { 0 }, "0x0" },
	{ "%p", { -1 }, "0xffffffffffffffff" },
	{ "%12p|", { 0xabc }, "       0xabc|" },
	{ "%*d|", { 5, 7 }, "    7|" },
	{ "%*d|", { -5, 7 }, "7    |" },
	{ "%.*d|", { 3, 7 }, "007|" },
	{ "%.*d|", { -3, 7 }, "7|" },
	{ "%*.*d|", { 6, 3, 7 }, "   007|" },
	{ "%%|%%", { 0 }, "%|%" },
	{ "%#c%#c%#c", { 0, 9, 42 }, "\\000\\t*" },
	{ "%#c%#c%#c", { 7, 13, 27 }, "\\a\\r\\033" },
	{ "%#c%#c%#c", { 127, 255, -1 }, "\\177\\377\\377" },
	{ "%#6c|%-#6c|", { 10, 'x' }, "    \\n|x     |" },
	{ "%1b%1b%1b", { 72, 105, 33 }, "Hi!" },
	{ "%2b%4b", { 0x6261, 0x66656463 }, "abcdef" },
	{ "%b|", { 0x6867666564636261 }, "abcdefgh|" },
	{ "%8b|", { 0x6867666564636261 }, "abcdefgh|" },
	{ "%3b|", { 0x6867666564636261 }, "abcdefgh|" },
	{ "%*b|", { 2, 0x6261 }, "ab|" },
};

static void test_special(void **state)
{
	char got[64];

	(void)state;
	for (size_t i = 0; i < NR(special); i++) {
		union sx_reg ints[3];

		for (size_t k = 0; k < 3; k++)
			ints[k].i = special[i].ints[k];
		sx_format_render(got, sizeof(got), special[i].fmt,
				 (u32)strlen(special[i].fmt), ints, NULL);
		assert_string_equal(got, special[i].want);
	}
}

/* What does not fit is counted, not written; huge widths cost nothing. */
static void test_bounds(void **state)
{
	union sx_reg ints[] = { { .i = INT64_MAX }, { .i = 5 } };
	char buf[8] = "zzzzzzz";

	(void)state;
	assert_int_equal(sx_format_render(buf, 4, "%*d", 3, ints, NULL), 65535);
	assert_string_equal(buf, "   ");
	assert_int_equal(buf[4], 'z');
	assert_int_equal(sx_format_render(NULL, 0, "abc", 3, NULL, NULL), 3);
}

/* Memory: its address is the text's offset; beyond it nothing is readable. */
static const char memory_text[] = "\x01\xab-memory";

static int read_text(void *arg, u64 addr, int user, void *to, u32 len)
{
	*(int *)arg |= user ? 2 : 1;
	if (addr + len > sizeof(memory_text))
		return -1;
	memcpy(to, memory_text + addr, len);
	return 0;
}

static const struct {
	const char *fmt;
	s64 ints[3];
	const char *want;
	int kinds; /* 1 kernel, 2 user memory was read */
} memories[] = {
	{ "[%m]", { 3 }, "[m]", 1 },
	{ "[%.3m]", { 3 }, "[mem]", 1 },
	{ "[%#6.3m]", { 3 }, "[   mem]", 2 },
	{ "[%-6.3m]", { 3 }, "[mem   ]", 1 },
	{ "[%M]", { 0 }, "[01]", 1 },
	{ "[%#.2M]", { 0 }, "[01ab]", 2 },
	{ "[%8.2M]", { 1 }, "[    ab2d]", 1 },
	{ "[%.*m]", { 2, 3 }, "[me]", 1 },
	{ "[%*.*m|%d]", { 4, 2, 3 }, "[  me|", 1 }, /* of 4 integers */
	{ "[%.0m]", { 3 }, "[]", 0 },
	{ "[%.*m]", { -5, 3 }, "[m]", 1 },
	{ "[%.3m]", { 8 }, "[", 1 },
	{ "[%.4097m]", { 0 }, "[", 0 },
};

static void test_memory(void **state)
{
	(void)state;
	for (size_t i = 0; i < NR(memories); i++) {
		int kinds = 0;
		const struct sx_format_memory memory = { read_text, &kinds };
		union sx_reg ints[4] = { 0 };
		char got[64];

		for (size_t k = 0; k < 3; k++)
			ints[k].i = memories[i].ints[k];
		ints[3].i = -1;
		sx_format_render_memory(got, sizeof(got), memories[i].fmt,
					(u32)strlen(memories[i].fmt), ints,
					NULL, &memory);
		if (strncmp(got, memories[i].want, strlen(memories[i].want)))
			fail_msg("%s: got \"%s\"", memories[i].fmt, got);
		assert_int_equal(kinds, memories[i].kinds);
	}
}

/* A record with operands "iss" and its prefixes. */
static void test_operands(void **state)
{
	const struct sx_format f = { .nargs = 3,
				     .args = { SX_T_INT, SX_T_STR, SX_T_STR } };
	struct {
		s64 i;
		u32 len1;
		char data1[12];
		u32 len2;
		char data2[4];
	} rec = { 7, 5, "hello", 4, "abcd" };
	union sx_reg ints[SX_MAX_FORMAT_ARGS], strs[SX_MAX_FORMAT_ARGS];
	char text[32];

	(void)state;
	assert_int_equal(sx_format_operands(&f, sx_empty_str, &rec, sizeof(rec),
					    ints, strs),
			 0);
	sx_format_render(text, sizeof(text), "%d %s %s", 8, ints, strs);
	assert_string_equal(text, "7 hello abcd");
	for (u32 len = 0; len < sizeof(rec); len++)
		assert_int_equal(sx_format_operands(&f, sx_empty_str, &rec, len,
						    ints, strs),
				 -1);
	rec.len1 = 0xfffffff8;
	assert_int_equal(sx_format_operands(&f, sx_empty_str, &rec, sizeof(rec),
					    ints, strs),
			 -1);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_types),	cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_strings), cmocka_unit_test(test_special),
		cmocka_unit_test(test_bounds),	cmocka_unit_test(test_operands),
		cmocka_unit_test(test_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
