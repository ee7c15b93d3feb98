// SPDX-License-Identifier: GPL-2.0
/* How places in the kernel are attached, and what is said of those refused. */
#include "run/attach_kernel.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "asm.h"
#include "base/log.h"
#include "fake_device.h"
#include "fixture.h"
#include "kernelsym/blacklist.h"
#include "verify.h"

#define ALL                                                                 \
	(SX_FEATURE_KPROBE | SX_FEATURE_KRETPROBE | SX_FEATURE_TRACEPOINT | \
	 SX_FEATURE_FTRACE)
#define KIND_NONE SX_ATTACH_KIND_NR

struct attach_case {
	const char *name;
	u16 point; /* enum sx_point_kind */
	u16 flags;
	u64 features;
	u32 places_nr;
	bool by_pattern;
	const char *module;
	int err; /* of every attach call */
	/* What must come of it. */
	int result;
	u32 kind; /* of every place; KIND_NONE: none is attached */
	const char *text; /* of the first place */
	const char *message; /* NULL: none */
};

static const struct attach_case cases[] = {
	{ "a function", SX_POINT_KFUNCTION, 0, ALL, 1, false, NULL, 0, 0,
	  SX_ATTACH_KPROBE, "kernel.function(\"f\")", NULL },
	{ "a function of a module", SX_POINT_KFUNCTION, 0, ALL, 1, false, "m",
	  0, 0, SX_ATTACH_KPROBE, "module(\"m\").function(\"f\")", NULL },
	{ "a return", SX_POINT_KRETURN, 0, ALL, 1, false, NULL, 0, 0,
	  SX_ATTACH_KRETPROBE, "kernel.function(\"f\").return", NULL },
	{ "a tracepoint", SX_POINT_TRACE, 0, ALL, 1, false, NULL, 0, 0,
	  SX_ATTACH_TRACEPOINT, "kernel.trace(\"f\")", NULL },
	{ "a few by a wildcard", SX_POINT_KFUNCTION, 0, ALL, 5, true, NULL, 0,
	  0, SX_ATTACH_KPROBE, "kernel.function(\"f\")", NULL },
	{ "many by a wildcard", SX_POINT_KFUNCTION, 0, ALL, 20, true, NULL, 0,
	  0, SX_ATTACH_FTRACE, "kernel.function(\"f\")", NULL },
	{ "many without the tracer", SX_POINT_KFUNCTION, 0,
	  ALL & ~SX_FEATURE_FTRACE, 20, true, NULL, 0, 0, SX_ATTACH_KPROBE,
	  "kernel.function(\"f\")", NULL },
	{ "many returns", SX_POINT_KRETURN, 0, ALL, 20, true, NULL, 0, 0,
	  SX_ATTACH_KRETPROBE, "kernel.function(\"f\").return", NULL },
	{ "the kernel refuses", SX_POINT_KFUNCTION, 0, ALL, 1, false, NULL,
	  -EINVAL, -EOPNOTSUPP, KIND_NONE, NULL,
	  "cannot probe kernel.function(\"f\") (line 3, column 4): the kernel refuses a probe there" },
	{ "nothing of a wildcard may be traced", SX_POINT_KFUNCTION, 0, ALL, 3,
	  true, NULL, -ENOEXEC, -EOPNOTSUPP, KIND_NONE, NULL, "notrace" },
	{ "no kprobes", SX_POINT_KFUNCTION, 0, 0, 1, false, NULL, -EOPNOTSUPP,
	  -EOPNOTSUPP, KIND_NONE, NULL, "this kernel has no kprobes" },
	{ "no kretprobes", SX_POINT_KRETURN, 0, 0, 1, false, NULL, -EOPNOTSUPP,
	  -EOPNOTSUPP, KIND_NONE, NULL, "this kernel has no kretprobes" },
	{ "an optional point", SX_POINT_KFUNCTION, SX_POINT_OPTIONAL, ALL, 1,
	  false, NULL, -EINVAL, 0, KIND_NONE, NULL, NULL },
	{ "no memory", SX_POINT_KFUNCTION, 0, ALL, 3, true, NULL, -ENOMEM,
	  -ENOMEM, KIND_NONE, NULL, "not enough memory" },
};

static void make_program(struct asm_prog *p, const struct attach_case *c)
{
	static const struct sx_insn ret[] = { I(RET, 0, 0, 0, 0) };
	const struct asm_func func = { .code = ret, .code_nr = 1 };
	struct sx_point_desc point = {
		.kind = c->point,
		.flags = c->flags,
		.line = 3,
		.column = 4,
	};

	asm_init(p);
	point.probe = asm_probe(p, asm_func(p, &func), SX_PROBE_KERNEL);
	point.path = asm_str(p, c->module ? c->module : "");
	point.symbol = asm_str(p, "f");
	asm_add(p, SX_SEC_POINTS, &point, sizeof(point));
}

static int attach(const struct attach_case *c, struct session *session,
		  const struct sx_program *prog, struct attach_table *ret)
{
	static char name[] = "f";
	char module[8] = "";
	struct kernel_place rows[32];
	const struct kernel_places kernel = { .rows = rows,
					      .nr = c->places_nr };
	const struct attach_request req = {
		.session = session,
		.prog = prog,
		.kernel = &kernel,
	};
	u32 i;

	snprintf(module, sizeof(module), "%s", c->module ? c->module : "");
	for (i = 0; i < c->places_nr; i++)
		rows[i] = (struct kernel_place){
			.addr = 0xffffffff81000000 + i * 64,
			.name = name,
			.module = c->module ? module : NULL,
			.by_pattern = c->by_pattern,
		};
	memset(ret, 0, sizeof(*ret));
	return attach_kernel_places(&req, ret);
}

static void check_places(const struct attach_case *c,
			 const struct attach_table *table)
{
	u32 wanted = c->kind == KIND_NONE ? 0 : c->places_nr;
	u32 i;

	assert_int_equal(fake_device.attached_nr, wanted);
	assert_int_equal(table->nr, wanted);
	for (i = 0; i < wanted; i++) {
		const struct sx_attach *row = &fake_device.attached[i];

		assert_int_equal(row->kind, c->kind);
		assert_int_equal(row->name_len, 1);
		assert_int_equal(row->text_len, strlen(c->text));
		assert_string_equal(table->rows[i].name, c->text);
		if (c->kind == SX_ATTACH_TRACEPOINT)
			continue;
		assert_int_equal(row->kprobe.addr, 0xffffffff81000000 + i * 64);
		assert_int_equal(row->kprobe.flags,
				 c->by_pattern ? SX_KPROBE_TRACEABLE : 0);
	}
}

static void check_case(const struct attach_case *c)
{
	static struct sx_verify_scratch scratch;
	const struct session_settings settings = { 0 };
	struct attach_table table;
	struct session *session;
	struct sx_program prog;
	struct sx_verdict verdict;
	struct asm_prog p;
	void *image;
	u32 len, i;

	make_program(&p, c);
	image = asm_image(&p, &len);
	assert_int_equal(sx_verify(image, len, &scratch, &prog, &verdict), 0);
	fake_device_reset();
	fake_device.version.features = c->features;
	for (i = 0; i < SX_ATTACH_KIND_NR; i++)
		fake_device.attach_err[i] = c->err;
	assert_int_equal(session_open(NULL, &session), 0);
	assert_int_equal(session_load(session, image, len, &settings), 0);
	fixture_log_start();
	if (attach(c, session, &prog, &table) != c->result)
		fail_msg("%s: %s", c->name, fixture_log());
	if (c->message ? !strstr(fixture_log(), c->message) : fixture_log()[0])
		fail_msg("%s: \"%s\"", c->name, fixture_log());
	fixture_log_stop();
	check_places(c, &table);
	attach_deinit(&table);
	session_close(session);
	asm_deinit(&p);
}

static void test_places(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_case(&cases[i]);
}

/* Ranges in any order; lines of another form, and hidden addresses, are none. */
static void test_blacklist(void **state)
{
	static const char text[] = "0x3000-0x3010\tc\n"
				   "0x1000-0x1004\ta\n"
				   "no range\n"
				   "0x0-0x0\thidden\n"
				   "0x2000-0x2001\tb\n";
	char path[] = "/tmp/stapx-blacklist.XXXXXX";
	struct blacklist list;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	assert_int_equal(blacklist_read(path, &list), 0);
	assert_int_equal(list.nr, 3);
	assert_false(blacklist_has(&list, 0xfff));
	assert_true(blacklist_has(&list, 0x1000));
	assert_true(blacklist_has(&list, 0x1003));
	assert_false(blacklist_has(&list, 0x1004));
	assert_true(blacklist_has(&list, 0x2000));
	assert_false(blacklist_has(&list, 0x2001));
	assert_true(blacklist_has(&list, 0x300f));
	assert_false(blacklist_has(&list, 0x3010));
	blacklist_deinit(&list);
	unlink(path);
	assert_int_equal(blacklist_read("/no/such/file", &list), 0);
	assert_false(blacklist_has(&list, 0x1000));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_blacklist),
	};

	session_set_device(&fake_session_device);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
