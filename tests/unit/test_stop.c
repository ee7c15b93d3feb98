// SPDX-License-Identifier: GPL-2.0
/* Handlers at breakpoints in real processes: tests/target/stop.h. */
#include "target/stop.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "access_script.h"
#include "debuginfo/elf_file.h"
#include "fixture.h"

static int build(void **state)
{
	(void)state;
	fixture_run("S=$SRC/stop_target.c; CC=\"$CC -O1\"; "
		    "$CC -fPIE -pie $S -o pie && "
		    "$CC -fno-pie -no-pie $S -o fixed && "
		    "$CC -DWITH_THREAD $S -o threads -lpthread");
	return 0;
}

/* Where the linker has put st_counter. */
static unsigned long long counter_of(const char *path)
{
	unsigned long long addr = 0;
	char command[4096], line[256];
	FILE *nm;

	snprintf(command, sizeof(command), "nm '%s'", path);
	nm = popen(command, "r");
	assert_non_null(nm);
	while (fgets(line, sizeof(line), nm))
		if (strstr(line, " st_counter\n"))
			addr = strtoull(line, NULL, 16);
	assert_int_equal(pclose(nm), 0);
	assert_int_not_equal(addr, 0);
	return addr;
}

/* The program itself, as the compiler knows it; static memory. */
static const struct access_module *module_of(const char *path)
{
	static struct access_module modules[2];
	static u8 id[ELF_BUILD_ID_MAX];
	int fd = elf_file_open_fd(path);
	struct elf_file *f;

	modules[0] = (struct access_module){ .path = "", .id = id };
	if (fd < 0)
		return modules;
	assert_int_equal(elf_file_open(fd, path, false, &f), 0);
	memcpy(id, elf_file_build_id(f, &modules[0].id_len), 20);
	elf_file_close(f);
	return modules;
}

static int run(const char *program, const char *arg, const char *text,
	       u32 max_hits, struct stop_result *ret)
{
	char *const argv[] = { (char *)program, (char *)arg, NULL };
	struct sx_program prog;
	struct stop_request req = {
		.program = program,
		.argv = argv,
		.prog = &prog,
		.max_hits = max_hits,
	};
	u8 *image = access_compile(text, module_of(program), &prog);
	int err = stop_run(&req, ret);

	free(image);
	return err;
}

#define HEAD                                              \
	"global hits probe begin { println(\"begin\") } " \
	"probe end { printf(\"end %d\\n\", hits) } "      \
	"probe process(\"\").function(\"st_visit\") { hits++ "

static const char members[] = HEAD
	"p = reg(5) printf(\"%d: \", reg(4)) try { printf("
	"\"%c %d %d %d\", read_s8(p, 0), read_s16(p, 2), read_s32(p, 4), "
	"read_s64(p, 8)) n = read_u64(p, 16) if (n) printf(\", then %c\", "
	"read_s8(n, 0)) println(\"\") } catch (e) { println(e) } }";

static const char members_said[] = "begin\n"
				   "1: a 2 3 4000000000, then b\n"
				   "2: b -2 -3 -4000000000\n"
				   "3: memory at 0x10 cannot be read\n"
				   "end 3\n";

static void test_members(void **state)
{
	static const char *const programs[] = { "pie", "fixed" };
	struct stop_result result;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(run(fixture_path(programs[i]), NULL, members,
				     0, &result),
				 0);
		assert_string_equal(result.output, members_said);
		assert_int_equal(result.hits, 3);
		assert_true(WIFEXITED(result.status));
		assert_int_equal(WEXITSTATUS(result.status), 3);
		free(result.output);
	}
}

/* A global by its file's base, and by the hit's place; fs points to itself. */
static void test_bases(void **state)
{
	static const char *const programs[] = { "pie", "fixed" };
	struct stop_result result;
	char text[4096];

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		const char *path = fixture_path(programs[i]);

		snprintf(text, sizeof(text),
			 "%sprintf(\"%%d %%d %%d\\n\", "
			 "read_s32(base(\"\") + %llu, 0), "
			 "reg(16) - base(\"\") < %llu, "
			 "read_u64(reg(58), 0) == reg(58)) }",
			 HEAD, counter_of(path), counter_of(path));
		assert_int_equal(run(path, NULL, text, 0, &result), 0);
		assert_string_equal(result.output,
				    "begin\n40 1 1\n41 1 1\n43 1 1\nend 3\n");
		free(result.output);
	}
}

/* The child's calls are its own: it runs without breakpoints. */
static void test_fork(void **state)
{
	struct stop_result result;

	(void)state;
	assert_int_equal(run(fixture_path("pie"), "fork", members, 0, &result),
			 0);
	assert_string_equal(result.output, members_said);
	assert_int_equal(WEXITSTATUS(result.status), 3);
	free(result.output);
}

static void test_ends(void **state)
{
	static const char once[] = HEAD "println(reg(4)) exit() }";
	struct stop_result result;

	(void)state;
	assert_int_equal(run(fixture_path("pie"), NULL, once, 0, &result), 0);
	assert_string_equal(result.output, "begin\n1\nend 1\n");
	assert_true(WIFSIGNALED(result.status));
	free(result.output);
	assert_int_equal(run(fixture_path("pie"), NULL, members, 2, &result),
			 0);
	assert_int_equal(result.hits, 2);
	assert_true(WIFSIGNALED(result.status));
	free(result.output);
}

/* What a base is asked of must be what the compiler saw. */
static void test_other_file(void **state)
{
	char *const argv[] = { (char *)"fixed", NULL };
	struct sx_program prog;
	struct stop_result result;
	const struct stop_request req = {
		.program = fixture_path("fixed"),
		.argv = argv,
		.prog = &prog,
	};
	u8 *image = access_compile(HEAD "println(base(\"\")) }",
				   module_of(fixture_path("pie")), &prog);

	(void)state;
	fixture_log_start();
	assert_int_equal(stop_run(&req, &result), -ESTALE);
	fixture_log_stop();
	assert_non_null(strstr(fixture_log(), "compiled for build-id"));
	free(image);
}

static void test_refused(void **state)
{
	static const struct {
		const char *program;
		const char *text;
		int err;
		const char *said;
	} cases[] = {
		{ "threads", members, -EOPNOTSUPP, "it starts a thread" },
		{ "none", members, -ENOEXEC, "cannot be executed" },
		{ "pie",
		  "probe process(\"\").function(\"st_vizit\") { println(1) }",
		  -ENOENT, "did you mean" },
	};
	struct stop_result result;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int err;

		fixture_log_start();
		err = run(fixture_path(cases[i].program), NULL, cases[i].text,
			  0, &result);
		fixture_log_stop();
		assert_int_equal(err, cases[i].err);
		if (!strstr(fixture_log(), cases[i].said))
			fail_msg("no `%s' in:\n%s", cases[i].said,
				 fixture_log());
		assert_null(result.output);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_members),
		cmocka_unit_test(test_bases),
		cmocka_unit_test(test_fork),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_other_file),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, build, fixture_teardown);
}
