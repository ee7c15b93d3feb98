// SPDX-License-Identifier: GPL-2.0
/* Records as text: what is printed where, and what damaged ones do. */
#include "view/text.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <stapx/opcodes.h>

#include "hist.h"
#include "view/errors.h"

/* The program that the records belong to. */
enum { STR_FILE, STR_PROBE, STR_GLOBAL, STR_FUNC, STR_FMT, STR_PLAIN, STR_NR };
enum { FMT_ARGS, FMT_PLAIN, FMT_NR };
enum { GLOBAL_MAP, GLOBAL_LOG, GLOBAL_LINEAR, GLOBAL_NR };

static const char *const strings[STR_NR] = {
	[STR_FILE] = "t.stp",	  [STR_PROBE] = "timer.s(1)",
	[STR_GLOBAL] = "counts",  [STR_FUNC] = "walk",
	[STR_FMT] = "%d <%s> %x", [STR_PLAIN] = "plain\n",
};

static const struct sx_insn code[] = {
	{ .op = SX_OP_DIV },
	{ .op = SX_OP_MOD },
	{ .op = SX_OP_MSTI, .imm = GLOBAL_MAP },
	{ .op = SX_OP_STAGG, .imm = SX_AGG_AVG << 24 | GLOBAL_LOG },
	{ .op = SX_OP_CALL, .imm = 0 },
	{ .op = SX_OP_BLT, .imm = SX_BUILTIN_user_string },
	{ .op = SX_OP_FEACH, .imm = 0 },
	{ .op = SX_OP_JMP },
};

static const struct sx_span spans[] = { { 1, STR_FILE, 1, 2 },
					{ 3, STR_FILE, 3, 4 },
					{ 7, STR_FILE, 70, 80 } };
static const struct sx_format formats[FMT_NR] = {
	[FMT_ARGS] = { .str = STR_FMT,
		       .nargs = 3,
		       .args = { SX_T_INT, SX_T_STR, SX_T_INT } },
	[FMT_PLAIN] = { .str = STR_PLAIN },
};
static const struct sx_global globals[GLOBAL_NR] = {
	[GLOBAL_MAP] = { .kind = SX_G_MAP_INT, .nkeys = 1, .name = STR_GLOBAL },
	[GLOBAL_LOG] = { .kind = SX_G_STAT,
			 .hist = SX_HIST_LOG,
			 .name = STR_GLOBAL },
	[GLOBAL_LINEAR] = { .kind = SX_G_STAT,
			    .hist = SX_HIST_LINEAR,
			    .name = STR_GLOBAL,
			    .hist_stop = 30,
			    .hist_step = 10 },
};
static const struct sx_iter iters[] = { { .global = GLOBAL_MAP } };
static const struct sx_func funcs[] = { { .name = STR_FUNC } };
static const struct sx_probe probes[] = { { .name = STR_PROBE } };

static u32 str_offs[STR_NR];
static u64 strdata[64];

static struct sx_program prog = {
	.code = code,
	.code_nr = sizeof(code) / sizeof(code[0]),
	.funcs = funcs,
	.funcs_nr = 1,
	.probes = probes,
	.probes_nr = 1,
	.globals = globals,
	.globals_nr = GLOBAL_NR,
	.iters = iters,
	.iters_nr = 1,
	.strs = str_offs,
	.strs_nr = STR_NR,
	.strdata = (const u8 *)strdata,
	.formats = formats,
	.formats_nr = FMT_NR,
	.spans = spans,
	.spans_nr = sizeof(spans) / sizeof(spans[0]),
};

static int init_strings(void **state)
{
	u32 off = 0;
	u32 i;

	(void)state;
	for (i = 0; i < STR_NR; i++) {
		u32 len = (u32)strlen(strings[i]);

		str_offs[i] = off;
		memcpy((u8 *)strdata + off, &len, sizeof(len));
		memcpy((u8 *)strdata + off + sizeof(len), strings[i], len + 1);
		off += (u32)(sizeof(len) + len + 4) & ~3u;
	}
	prog.strdata_len = off;
	return 0;
}

/* What a view has written to both of its streams. */
struct capture {
	FILE *out;
	FILE *err;
	char *out_text;
	char *err_text;
	size_t out_len;
	size_t err_len;
	struct text_view *view;
};

static void capture_init(struct capture *c, bool soft)
{
	struct text_options opt = { .soft_errors = soft };

	c->out = open_memstream(&c->out_text, &c->out_len);
	c->err = open_memstream(&c->err_text, &c->err_len);
	opt.out = c->out;
	opt.err = c->err;
	assert_int_equal(text_create(&prog, &opt, &c->view), 0);
}

static void capture_end(struct capture *c)
{
	assert_int_equal(text_flush(c->view), 0);
	fclose(c->out);
	fclose(c->err);
}

static void capture_deinit(struct capture *c)
{
	text_destroy(c->view);
	free(c->out_text);
	free(c->err_text);
}

static int give(struct capture *c, u16 type, const void *rec, size_t len)
{
	const struct ring_record record = { .rec = rec,
					    .len = (u32)len,
					    .type = type };

	return text_record(&record, c->view);
}

struct print_rec {
	struct sx_rec_print head;
	s64 num;
	u32 len;
	char text[12];
	s64 hex;
};

struct print_case {
	const char *name;
	u32 format;
	u32 str_len;
	u32 cut; /* bytes missing at the end of the record */
	const char *expect; /* NULL: damaged */
};

static const struct print_case print_cases[] = {
	{ "operands", FMT_ARGS, 12, 0, "-5 <hello, world> ff" },
	{ "no operands", FMT_PLAIN, 12, 0, "plain\n" },
	{ "no operands, none there", FMT_PLAIN, 0, 32, "plain\n" },
	{ "format that does not exist", FMT_NR, 12, 0, NULL },
	{ "last operand missing", FMT_ARGS, 12, 8, NULL },
	{ "string cut", FMT_ARGS, 12, 16, NULL },
	{ "no operand", FMT_ARGS, 12, 32, NULL },
	{ "head cut", FMT_PLAIN, 0, 40, NULL },
	{ "string longer than the record", FMT_ARGS, 1000, 0, NULL },
	{ "string of 4 GB", FMT_ARGS, 0xffffffffu, 0, NULL },
};

static void check_print(const struct print_case *c)
{
	struct print_rec rec = {
		.head = { .format = c->format },
		.num = -5,
		.len = c->str_len,
		.text = { 'h', 'e', 'l', 'l', 'o', ',', ' ', 'w', 'o', 'r', 'l',
			  'd' },
		.hex = 255,
	};
	struct capture cap;

	capture_init(&cap, false);
	assert_int_equal(give(&cap, SX_REC_PRINT, &rec, sizeof(rec) - c->cut),
			 0);
	capture_end(&cap);
	if (strcmp(cap.out_text, c->expect ? c->expect : ""))
		fail_msg("%s: \"%s\"", c->name, cap.out_text);
	assert_int_equal(text_damaged(cap.view), !c->expect);
	assert_string_equal(cap.err_text, "");
	capture_deinit(&cap);
}

static void test_print(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(print_cases) / sizeof(print_cases[0]); i++)
		check_print(&print_cases[i]);
}

/* A record that is larger than the view's first buffer. */
static void test_long_print(void **state)
{
	enum { LEN = 40000 };
	struct {
		struct print_rec head;
		char rest[LEN + 8];
	} *rec = calloc(1, sizeof(*rec));
	struct capture cap;

	(void)state;
	assert_non_null(rec);
	rec->head.head.format = FMT_ARGS;
	rec->head.len = LEN;
	memset(rec->head.text, 'x', LEN);
	capture_init(&cap, false);
	assert_int_equal(give(&cap, SX_REC_PRINT, rec, sizeof(*rec)), 0);
	capture_end(&cap);
	assert_int_equal(cap.out_len, strlen("0 <> 0") + LEN);
	assert_int_equal(strspn(cap.out_text + 3, "x"), LEN);
	capture_deinit(&cap);
	free(rec);
}

struct error_case {
	u32 code;
	u32 pc;
	u64 arg;
	const char *expect; /* the start of the line */
};

static const struct error_case error_cases[] = {
	{ SX_ERR_DIV_ZERO, 0, 0,
	  "ERROR: division by zero near operator '/' (in timer.s(1)): test" },
	{ SX_ERR_DIV_ZERO, 1, 0,
	  "ERROR: division by zero near operator '%' at t.stp:1:2 (in timer" },
	{ SX_ERR_MAP_FULL, 2, GLOBAL_MAP,
	  "ERROR: array overflow: \"counts\" is full near identifier 'counts' at t.stp:1:2 (in timer.s(1)): give it a size (global counts[N]), raise -D MAXMAPENTRIES=N, or let it replace its oldest entry (global counts%)\n" },
	{ SX_ERR_MAP_FULL, 2, 77, "ERROR: array overflow: \"?\" is full" },
	{ SX_ERR_EMPTY_STAT, 3, 0,
	  "ERROR: empty aggregate near operator '@avg' at t.stp:3:4" },
	{ SX_ERR_MAXNESTING, 4, 0,
	  "ERROR: MAXNESTING exceeded near identifier 'walk' at t.stp:3:4" },
	{ SX_ERR_USER_FAULT, 5, 0xdeadbeef,
	  "ERROR: memory at 0xdeadbeef cannot be read near identifier 'user_string'" },
	{ SX_ERR_USER_FAULT, 5, SX_NO_THREAD_BLOCK,
	  "ERROR: the thread has no variables of this library yet near" },
	{ SX_ERR_RECURSIVE_FOREACH, 6, 0,
	  "ERROR: foreach is running over this array already near identifier 'counts'" },
	{ SX_ERR_MAXACTION, 7, 0,
	  "ERROR: MAXACTION exceeded at t.stp:70:80 (in timer.s(1)): shorten" },
	{ SX_ERR_BAD_ARGUMENT, 7, (u64)-3,
	  "ERROR: bad argument -3 at t.stp:70:80 (in timer.s(1))\n" },
	{ SX_ERR_SCRIPT, 7, 0,
	  "ERROR: my text at t.stp:70:80 (in timer.s(1))\n" },
	{ SX_ERR_DIV_ZERO, 8, 0, "ERROR: division by zero (in timer.s(1)):" },
	{ 12345, 7, 0, "ERROR: unknown error 12345 at t.stp:70:80" },
};

struct text_rec {
	struct sx_rec_error head;
	char text[8];
};

static void test_errors(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(error_cases) / sizeof(error_cases[0]); i++) {
		const struct error_case *c = &error_cases[i];
		const struct text_rec rec = {
			.head = { .code = c->code,
				  .pc = c->pc,
				  .arg = c->arg,
				  .len = 7 },
			.text = "my text",
		};
		struct capture cap;

		capture_init(&cap, false);
		assert_int_equal(give(&cap, SX_REC_ERROR, &rec, sizeof(rec)),
				 0);
		capture_end(&cap);
		if (strncmp(cap.err_text, c->expect, strlen(c->expect)))
			fail_msg("%s", cap.err_text);
		assert_string_equal(cap.out_text, "");
		capture_deinit(&cap);
	}
}

/* Every error of the machine has its sentence. */
static void test_all_errors(void **state)
{
	u32 code_nr;

	(void)state;
	for (code_nr = 1; code_nr < SX_ERR_NR; code_nr++) {
		const struct error_info info = { .code = code_nr, .text = "" };
		char *text = NULL;
		size_t len;
		FILE *out = open_memstream(&text, &len);

		errors_write(out, &prog, &info);
		fclose(out);
		assert_null(strstr(text, "unknown error"));
		free(text);
	}
}

static void test_warnings(void **state)
{
	struct text_rec rec = { .head = { .len = 7 }, .text = "my text" };
	struct capture cap;

	(void)state;
	capture_init(&cap, true);
	give(&cap, SX_REC_WARN, &rec, sizeof(rec));
	rec.head.code = SX_ERR_RECURSIVE_FOREACH;
	rec.head.pc = 1;
	give(&cap, SX_REC_WARN, &rec, sizeof(rec));
	rec.head.code = SX_ERR_SCRIPT;
	rec.head.pc = 1;
	give(&cap, SX_REC_ERROR, &rec, sizeof(rec));
	rec.head.len = 9;
	give(&cap, SX_REC_WARN, &rec, sizeof(rec));
	give(&cap, SX_REC_TYPE_NR, &rec, sizeof(rec));
	give(&cap, SX_REC_ERROR, &rec, sizeof(rec.head) - 8);
	capture_end(&cap);
	assert_string_equal(
		cap.err_text,
		"WARNING: my text\n"
		"WARNING: foreach is running over this array already near operator '%' at t.stp:1:2 (in timer.s(1)): do not call the function that holds it from inside of the loop\n"
		"WARNING: my text near operator '%' at t.stp:1:2 (in timer.s(1))\n");
	assert_int_equal(text_damaged(cap.view), 3);
	capture_deinit(&cap);
}

struct hist_rec {
	struct sx_rec_hist head;
	u64 buckets[SX_HIST_LOG_BUCKETS];
};

struct hist_case {
	const char *name;
	u32 global;
	u32 bucket_nr;
	u32 cut;
	u64 damaged;
	const char *part; /* in the output */
};

static const struct hist_case hist_cases[] = {
	{ "log", GLOBAL_LOG, SX_HIST_LOG_BUCKETS, 0, 0, "value |" },
	{ "linear", GLOBAL_LINEAR, 6, 0, 0, "value |" },
	{ "no histogram", GLOBAL_MAP, 5, 0, 1, "" },
	{ "no global", GLOBAL_NR, 5, 0, 1, "" },
	{ "wrong number", GLOBAL_LINEAR, 5, 0, 1, "" },
	{ "buckets missing", GLOBAL_LOG, SX_HIST_LOG_BUCKETS, 8, 1, "" },
	{ "head cut", GLOBAL_LOG, SX_HIST_LOG_BUCKETS,
	  sizeof(u64) * SX_HIST_LOG_BUCKETS + 8, 1, "" },
};

static void test_hist(void **state)
{
	struct hist_rec rec = { .head = { .count = 1 } };
	size_t i;

	(void)state;
	rec.buckets[2] = 1;
	for (i = 0; i < sizeof(hist_cases) / sizeof(hist_cases[0]); i++) {
		const struct hist_case *c = &hist_cases[i];
		struct capture cap;

		rec.head.global = c->global;
		rec.head.bucket_nr = c->bucket_nr;
		capture_init(&cap, false);
		give(&cap, SX_REC_HIST, &rec, sizeof(rec) - c->cut);
		capture_end(&cap);
		if (text_damaged(cap.view) != c->damaged ||
		    !strstr(cap.out_text, c->part))
			fail_msg("%s: \"%s\"", c->name, cap.out_text);
		capture_deinit(&cap);
	}
}

/* A reader that has gone is an error of the flush or of a record. */
static void test_write_error(void **state)
{
	struct text_options opt = { .out = fopen("/dev/full", "w"),
				    .err = stderr };
	struct text_view *view;
	struct capture cap = { 0 };
	struct print_rec rec = { .head = { .format = FMT_PLAIN } };

	(void)state;
	assert_non_null(opt.out);
	assert_int_equal(text_create(&prog, &opt, &view), 0);
	cap.view = view;
	assert_int_equal(give(&cap, SX_REC_PRINT, &rec, sizeof(rec)), 0);
	assert_int_equal(text_flush(view), -ENOSPC);
	text_destroy(view);
	fclose(opt.out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_print),
		cmocka_unit_test(test_long_print),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_all_errors),
		cmocka_unit_test(test_warnings),
		cmocka_unit_test(test_hist),
		cmocka_unit_test(test_write_error),
	};

	return cmocka_run_group_tests(tests, init_strings, NULL);
}
