// SPDX-License-Identifier: GPL-2.0
/* Which engine a place goes through, and what is said when none takes it. */
#include "run/attach.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "asm.h"
#include "base/log.h"
#include "fake_device.h"
#include "fixture.h"
#include "verify.h"

#define OWN "/proc/self/exe"

struct attach_case {
	const char *name;
	s32 pid;
	s32 only_pid;
	u64 features;
	u8 recipe_op;
	u16 point_flags;
	const char *open_path;
	int direct_err;
	int inode_err;
	/* What must come of it. */
	int result;
	u32 kind; /* SX_ATTACH_KIND_NR: not attached */
	s32 inode_pid; /* or the file's */
	const char *message; /* NULL: none */
	enum attach_engine engine;
};

#define BOTH (SX_FEATURE_DIRECT | SX_FEATURE_INODE)
#define ALL  (BOTH | SX_FEATURE_FILE | SX_FEATURE_PROMPT)

static const struct attach_case cases[] = {
	{ "own breakpoints with a process", 7, 0, BOTH, SX_RECIPE_NOP, 0, OWN,
	  0, 0, 0, SX_ATTACH_DIRECT, 0, NULL, 0 },
	{ "uprobes without one", 0, 0, BOTH, 0, 0, OWN, 0, 0, 0,
	  SX_ATTACH_INODE, 0, NULL, 0 },
	{ "uprobes for a command", 0, 9, BOTH, 0, 0, OWN, 0, 0, 0,
	  SX_ATTACH_INODE, 9, NULL, 0 },
	{ "somebody else's breakpoint", 7, 0, BOTH, SX_RECIPE_NOP, 0, OWN,
	  -EBUSY, 0, 0, SX_ATTACH_INODE, 7, NULL, 0 },
	{ "no own breakpoints here", 7, 0, SX_FEATURE_INODE, SX_RECIPE_NOP, 0,
	  OWN, 0, 0, 0, SX_ATTACH_INODE, 7, NULL, 0 },
	{ "an instruction without recipe", 7, 0, BOTH, 0, 0, OWN, 0, 0, 0,
	  SX_ATTACH_INODE, 7, NULL, 0 },
	{ "busy, and no uprobes", 7, 0, SX_FEATURE_DIRECT, SX_RECIPE_NOP, 0,
	  OWN, -EBUSY, 0, -EBUSY, SX_ATTACH_KIND_NR, 0,
	  "the breakpoint of another tool stands there", 0 },
	{ "other errors do not fall back", 7, 0, BOTH, SX_RECIPE_NOP, 0, OWN,
	  -ESTALE, 0, -ESTALE, SX_ATTACH_KIND_NR, 0,
	  "cannot probe process(\"/bin/x\").function(\"f\") (line 3, column 4): the code in memory is not that of the file",
	  0 },
	{ "no engine at all", 0, 0, SX_FEATURE_DIRECT, 0, 0, OWN, 0, 0,
	  -EOPNOTSUPP, SX_ATTACH_KIND_NR, 0, "this kernel has no uprobes", 0 },
	{ "an optional point may fail", 7, 0, BOTH, SX_RECIPE_NOP,
	  SX_POINT_OPTIONAL, OWN, -ESTALE, 0, 0, SX_ATTACH_KIND_NR, 0, NULL,
	  0 },
	{ "the file is gone", 0, 0, BOTH, 0, 0, "/nowhere/x", 0, 0, -ENOENT,
	  SX_ATTACH_KIND_NR, 0, "No such file", 0 },
	{ "the kernel refuses the instruction", 0, 0, BOTH, 0, 0, OWN, 0, -524,
	  -524, SX_ATTACH_KIND_NR, 0, "refuses a probe on this instruction",
	  0 },
	{ "a process and what it maps later", 7, 0, ALL, SX_RECIPE_NOP, 0, OWN,
	  0, 0, 0, SX_ATTACH_FILE, 7, NULL, 0 },
	{ "a command and what it starts", 0, 9, ALL, SX_RECIPE_NOP, 0, OWN, 0,
	  0, 0, SX_ATTACH_FILE, 9, NULL, 0 },
	{ "uprobes for everybody", 0, 0, ALL, SX_RECIPE_NOP, 0, OWN, 0, 0, 0,
	  SX_ATTACH_INODE, 0, NULL, 0 },
	{ "own breakpoints for everybody when asked for", 0, 0, ALL,
	  SX_RECIPE_NOP, 0, OWN, 0, 0, 0, SX_ATTACH_FILE, 0, NULL,
	  ATTACH_DIRECT },
	{ "own breakpoints for everybody without uprobes", 0, 0,
	  ALL & ~SX_FEATURE_INODE, SX_RECIPE_NOP, 0, OWN, 0, 0, 0,
	  SX_ATTACH_FILE, 0, NULL, 0 },
	{ "uprobes when asked for", 7, 0, ALL, SX_RECIPE_NOP, 0, OWN, 0, 0, 0,
	  SX_ATTACH_INODE, 7, NULL, ATTACH_INODE },
	{ "an instruction that uprobes can do", 0, 0, ALL, 0, 0, OWN, 0, 0, 0,
	  SX_ATTACH_INODE, 0, NULL, ATTACH_DIRECT },
	{ "no task work", 0, 9, ALL & ~SX_FEATURE_PROMPT, SX_RECIPE_NOP, 0, OWN,
	  0, 0, 0, SX_ATTACH_FILE, 9, "may be missed", 0 },
};

/* One timer and one place in a process. */
static void make_program(struct asm_prog *p, u16 flags)
{
	static const struct sx_insn ret[] = { I(RET, 0, 0, 0, 0) };
	const struct asm_func func = { .code = ret, .code_nr = 1 };
	struct sx_point_desc point = { .flags = flags, .line = 3, .column = 4 };
	u32 timer;

	asm_init(p);
	timer = asm_probe(p, asm_func(p, &func), SX_PROBE_TIMER);
	((struct sx_probe *)asm_row(p, SX_SEC_PROBES, timer,
				    sizeof(struct sx_probe)))
		->param = 3600ll * 1000000000;
	point.probe = asm_probe(p, asm_func(p, &func), SX_PROBE_PROCESS);
	point.path = asm_str(p, "/bin/x");
	point.symbol = asm_str(p, "f");
	asm_add(p, SX_SEC_POINTS, &point, sizeof(point));
}

static char path[] = "/bin/x";
static char symbol[] = "f";

static int attach(const struct attach_case *c, struct session *session,
		  const struct sx_program *prog, struct attach_table *ret)
{
	char open_path[64];
	struct place place = {
		.probe = 1,
		.path = path,
		.open_path = open_path,
		.symbol = symbol,
		.file_off = 0x1234,
		.addr = 0x401234,
		.recipe = { .op = c->recipe_op, .len = 1 },
	};
	const struct places places = { .rows = &place, .nr = 1 };
	const struct attach_request req = {
		.session = session,
		.prog = prog,
		.places = &places,
		.pid = c->pid,
		.only_pid = c->only_pid,
		.engine = c->engine,
	};

	snprintf(open_path, sizeof(open_path), "%s", c->open_path);
	return attach_all(&req, ret);
}

static void check_place(const struct attach_case *c,
			const struct attach_table *table)
{
	const struct sx_attach *row = &fake_device.attached[1];
	bool attached = c->kind != SX_ATTACH_KIND_NR;

	assert_int_equal(fake_device.attached_nr, 1 + attached);
	assert_int_equal(table->nr, 1 + attached);
	assert_int_equal(fake_device.attached[0].kind, SX_ATTACH_TIMER);
	if (!attached)
		return;
	assert_string_equal(table->rows[1].name,
			    "process(\"/bin/x\").function(\"f\")");
	assert_int_equal(row->kind, c->kind);
	assert_int_equal(row->probe, 1);
	if (c->kind == SX_ATTACH_FILE) {
		assert_int_equal(row->file.pid, c->inode_pid);
		assert_int_equal(row->file.offset, 0x1234);
		assert_int_equal(row->file.flags, c->pid ? SX_FILE_LOOK : 0);
		assert_int_equal(row->file.recipe.op, c->recipe_op);
		assert_int_equal(!!fake_device.looks_nr, !c->inode_pid);
	} else if (c->kind == SX_ATTACH_DIRECT) {
		assert_int_equal(row->direct.pid, c->pid);
		assert_int_equal(row->direct.addr, 0x401234);
		assert_int_equal(row->direct.recipe.op, c->recipe_op);
	} else {
		assert_int_equal(row->inode.pid, c->inode_pid);
		assert_int_equal(row->inode.offset, 0x1234);
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
	u32 len;

	make_program(&p, c->point_flags);
	image = asm_image(&p, &len);
	assert_int_equal(sx_verify(image, len, &scratch, &prog, &verdict), 0);
	fake_device_reset();
	fake_device.version.features = c->features;
	fake_device.attach_err[SX_ATTACH_DIRECT] = c->direct_err;
	fake_device.attach_err[SX_ATTACH_INODE] = c->inode_err;
	assert_int_equal(session_open(NULL, &session), 0);
	assert_int_equal(session_load(session, image, len, &settings), 0);
	fixture_log_start();
	if (attach(c, session, &prog, &table) != c->result)
		fail_msg("%s: %s", c->name, fixture_log());
	if (c->message ? !strstr(fixture_log(), c->message) : fixture_log()[0])
		fail_msg("%s: \"%s\"", c->name, fixture_log());
	fixture_log_stop();
	check_place(c, &table);
	attach_deinit(&table);
	session_close(session);
	asm_deinit(&p);
}

static void test_engines(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_case(&cases[i]);
	assert_int_equal(fake_device.closed_nr, fake_device.opened_nr);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_engines),
	};

	session_set_device(&fake_session_device);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
