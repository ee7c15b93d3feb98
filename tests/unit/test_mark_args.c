// SPDX-License-Identifier: GPL-2.0
/* Argument descriptions of SDT marks: what is understood, and what is not. */
#include "index/mark_args.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/*
 * An argument as text: "const 5", "reg 0/4", "mem 6-20"; in front the size,
 * "s" or "f" behind it; then symbol, index * scale, segment.
 */
static const char *describe(const struct mark_arg *a, char buf[128])
{
	static const char *const kinds[] = { "const", "reg", "mem" };
	FILE *out = fmemopen(buf, 128, "w");

	assert_non_null(out);
	fprintf(out, "%u%s%s %s", a->size, a->is_signed ? "s" : "",
		a->is_float ? "f" : "", kinds[a->kind]);
	if (a->kind == MARK_ARG_REG)
		fprintf(out, " %u/%u", a->reg, a->reg_size);
	if (a->reg_shift)
		fprintf(out, ">>%u", a->reg_shift);
	if (a->base != MARK_ARG_NO_REG)
		fprintf(out, " %u", a->base);
	if (a->kind != MARK_ARG_REG)
		fprintf(out, " %+lld", (long long)a->value);
	if (a->symbol)
		fprintf(out, " <%.*s>", (int)a->symbol_len, a->symbol);
	if (a->index != MARK_ARG_NO_REG)
		fprintf(out, " %u*%u", a->index, a->scale);
	if (a->segment != MARK_ARG_NO_REG)
		fprintf(out, " seg %u", a->segment);
	fclose(out);
	return buf;
}

static const struct {
	const char *text;
	const char *means; /* NULL: of no known form */
} args[] = {
	{ "4@-20(%rbp)", "4 mem 6 -20" },
	{ "-8@%rax", "8s reg 0/8" },
	{ "8@$5", "8 const +5" },
	{ "2@foo(%rip)", "2 mem 16 +0 <foo>" },
	{ "4@(%rax,%rbx,4)", "4 mem 0 +0 3*4" },
	{ "-4@$-1", "4s const -1" },
	{ "8@$0x10", "8 const +16" },
	{ "8@$18446744073709551615", "8 const -1" },
	{ "-8@$-9223372036854775808", "8s const -9223372036854775808" },
	{ "8@$foo", "8 const +0 <foo>" },
	{ "8@$foo+8", "8 const +8 <foo>" },
	{ "8@foo+16(%rip)", "8 mem 16 +16 <foo>" },
	{ "8@16+foo(%rip)", "8 mem 16 +16 <foo>" },
	{ "8@foo-8+24(%rip)", "8 mem 16 +16 <foo>" },
	{ "8@.LC0(%rip)", "8 mem 16 +0 <.LC0>" },
	{ "8@count.1(%rip)", "8 mem 16 +0 <count.1>" },
	{ "4@counter", "4 mem +0 <counter>" },
	{ "4@4096", "4 mem +4096" },
	{ "4@table(,%rax,4)", "4 mem +0 <table> 0*4" },
	{ "4@(,%rcx,8)", "4 mem +0 2*8" },
	{ "4@(%rax,%rbx)", "4 mem 0 +0 3*1" },
	{ "4@(%rsp)", "4 mem 7 +0" },
	{ "1@8(%r15,%r12,2)", "1 mem 15 +8 12*2" },
	{ "8@%fs:0", "8 mem +0 seg 58" },
	{ "8@%fs:-8(%rax)", "8 mem 0 -8 seg 58" },
	{ "8@%gs:(%rdx)", "8 mem 1 +0 seg 59" },
	{ "4@%eax", "4 reg 0/4" },
	{ "2@%dx", "2 reg 1/2" },
	{ "1@%cl", "1 reg 2/1" },
	{ "-1@%bh", "1s reg 3/1>>8" },
	{ "1@%sil", "1 reg 4/1" },
	{ "1@%dil", "1 reg 5/1" },
	{ "2@%bp", "2 reg 6/2" },
	{ "4@%esp", "4 reg 7/4" },
	{ "8@%r8", "8 reg 8/8" },
	{ "4@%r9d", "4 reg 9/4" },
	{ "2@%r14w", "2 reg 14/2" },
	{ "1@%r15b", "1 reg 15/1" },
	{ "8f@%xmm0", "8f reg 17/16" },
	{ "-8f@%xmm0", "8sf reg 17/16" },
	{ "4f@%xmm15", "4f reg 32/16" },
	{ "8f@-8(%rbp)", "8f mem 6 -8" },
	{ "16@%xmm1", "16 reg 18/16" },
	{ "%eax", "0 reg 0/4" },
	{ "$7", "0 const +7" },
	{ "-20(%rbp)", "0 mem 6 -20" },
	{ "20(%rbp)", "0 mem 6 +20" },
	/* What follows is no argument, or of another syntax. */
	{ "4@", NULL },
	{ "@%rax", NULL },
	{ "3@%rax", NULL },
	{ "0@%rax", NULL },
	{ "32@%ymm0", NULL },
	{ "8@%", NULL },
	{ "8@%rip", NULL },
	{ "8@%eip", NULL },
	{ "8@%raxx", NULL },
	{ "8@%r16", NULL },
	{ "8@%r8q", NULL },
	{ "8@%r7d", NULL },
	{ "8@%xmm16", NULL },
	{ "8@%xmm01", NULL },
	{ "8@%xmm", NULL },
	{ "8@%st", NULL },
	{ "8@%cs:0", NULL },
	{ "8@%fs:", NULL },
	{ "8@%fs:%rax", NULL },
	{ "8@rax", NULL },
	{ "4@-20[rbp]", NULL },
	{ "4@[rbp-20]", NULL },
	{ "4@DWORD", "4 mem +0 <DWORD>" },
	{ "8@$", NULL },
	{ "8@$-", NULL },
	{ "8@$5x", NULL },
	{ "8@$0x", NULL },
	{ "8@$0xg", NULL },
	{ "8@$18446744073709551616", NULL },
	{ "8@$99999999999999999999999", NULL },
	{ "8@$foo+bar", NULL },
	{ "8@$foo-bar", NULL },
	{ "8@$-foo", NULL },
	{ "8@$5(%rax)", NULL },
	{ "8@()", NULL },
	{ "8@(,)", NULL },
	{ "8@(%rax", NULL },
	{ "8@%rax)", NULL },
	{ "8@(%rax))", NULL },
	{ "8@(%rax,)", NULL },
	{ "8@(%rax,%rbx,)", NULL },
	{ "8@(%rax,%rbx,3)", NULL },
	{ "8@(%rax,%rbx,16)", NULL },
	{ "8@(%rax,%rbx,256)", NULL },
	{ "8@(%rax,4)", NULL },
	{ "8@(%rax,%rsp,2)", NULL },
	{ "8@(%rax,%rip)", NULL },
	{ "8@foo(%rip,%rax,2)", NULL },
	{ "8@8(%rip)", NULL },
	{ "8@(%eax)", NULL },
	{ "8@(%xmm0)", NULL },
	{ "8@foo@GOTPCREL(%rip)", NULL },
	{ "8@*%rax", NULL },
	{ "8@8@%rax", NULL },
	{ "--8@%rax", NULL },
	{ "8@--8(%rax)", NULL },
	{ "8@8-(%rax)", NULL },
};

static void test_forms(void **state)
{
	char got[128];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(args) / sizeof(args[0]); i++) {
		const char *text = args[i].text;
		struct mark_arg a;
		int err = mark_arg_next(&text, &a);

		assert_string_equal(text, "");
		if (!args[i].means) {
			if (err != -EINVAL)
				fail_msg("\"%s\": got %d \"%s\"", args[i].text,
					 err, describe(&a, got));
			continue;
		}
		assert_int_equal(err, 1);
		if (strcmp(describe(&a, got), args[i].means))
			fail_msg("\"%s\": got \"%s\", wanted \"%s\"",
				 args[i].text, got, args[i].means);
	}
}

static void test_list(void **state)
{
	const char *text = "  8@%rdi\t-4@%bogus 8@$3  ";
	struct mark_arg a;

	(void)state;
	assert_int_equal(mark_args_nr(text), 3);
	assert_int_equal(mark_args_nr(""), 0);
	assert_int_equal(mark_args_nr("   "), 0);
	assert_int_equal(mark_arg_next(&text, &a), 1);
	assert_int_equal(a.reg, 5);
	assert_int_equal(mark_arg_next(&text, &a), -EINVAL);
	assert_int_equal(mark_arg_next(&text, &a), 1);
	assert_int_equal(a.value, 3);
	assert_int_equal(mark_arg_next(&text, &a), 0);
	assert_int_equal(mark_arg_next(&text, &a), 0);
}

/* Every beginning of every form, and every byte in every place of it. */
static void test_damage(void **state)
{
	char text[64], got[128];
	size_t i, at;
	int byte;

	(void)state;
	for (i = 0; i < sizeof(args) / sizeof(args[0]); i++) {
		for (at = 0; args[i].text[at]; at++)
			for (byte = 0; byte < 256; byte++) {
				const char *read = text;
				struct mark_arg a;

				strcpy(text, args[i].text);
				text[at] = (char)byte;
				while (mark_arg_next(&read, &a))
					describe(&a, got);
				assert_ptr_equal(read, text + strlen(text));
			}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_list),
		cmocka_unit_test(test_damage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
