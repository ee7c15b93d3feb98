// SPDX-License-Identifier: GPL-2.0
/* Where real processes have mapped files, and whether those are the right ones. */
#include "debuginfo/bases.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "asm.h"
#include "debuginfo/elf_file.h"
#include "fixture.h"
#include "verify.h"

/* A program that does nothing and knows some files. */
struct program {
	struct asm_prog p;
	struct sx_program prog;
};

static int build(void **state)
{
	(void)state;
	fixture_run("F='-DWITH_LIB -L. -lfx -Wl,-rpath,$ORIGIN "
		    "-Wl,--build-id=sha1'; T=$SRC/fx_target.c; "
		    "$CC -fPIC -shared -Wl,--build-id=0x0102030405060708 "
		    "-Wl,--version-script=$SRC/fx_lib.map "
		    "$SRC/fx_lib.c -o libfx.so && "
		    "$CC -fPIE -pie $T $F -o pie && "
		    "$CC -fno-pie -no-pie $T $F -o fixed && "
		    "$CC -shared -fPIC -Wl,--build-id=none "
		    "$SRC/fx_many.c -o unused.so");
	return 0;
}

/* What the compiler would say of a file; flip: of a version of it. */
static void add_module(struct asm_prog *p, const char *path, u8 flip)
{
	struct sx_module row = { .path = asm_str(p, path) };
	struct elf_file *f;
	const u8 *id;

	if (!path[0])
		path = fixture_path("pie");
	assert_int_equal(elf_file_open(elf_file_open_fd(path), path, false, &f),
			 0);
	id = elf_file_build_id(f, &row.id_len);
	if (row.id_len)
		memcpy(row.id, id, row.id_len);
	row.id[0] ^= flip;
	elf_file_close(f);
	asm_add(p, SX_SEC_MODULES, &row, sizeof(row));
}

static void finish(struct program *p)
{
	static const struct sx_insn code[] = { I(RET, 0, 0, 0, 0) };
	const struct asm_func func = { .code = code, .code_nr = 1 };
	struct sx_verify_scratch scratch;
	struct sx_verdict verdict;
	unsigned char *image;
	u32 len;

	asm_func(&p->p, &func);
	image = asm_image(&p->p, &len);
	if (sx_verify(image, len, &scratch, &p->prog, &verdict))
		fail_msg("%s", sx_verify_text(verdict.code));
}

/* The first mapping of a file holds the lowest of its addresses, which is 0. */
static u64 base_of(s32 pid, const char *path)
{
	char maps[64], line[4096];
	u64 lowest = 0;
	FILE *f;

	snprintf(maps, sizeof(maps), "/proc/%d/maps", pid);
	f = fopen(maps, "r");
	assert_non_null(f);
	while (!lowest && fgets(line, sizeof(line), f))
		if (strstr(line, path))
			lowest = strtoull(line, NULL, 16);
	fclose(f);
	return lowest;
}

static void test_found(void **state)
{
	const char *const lib = fixture_path("libfx.so");
	struct fixture_proc proc = fixture_start(fixture_path("pie"));
	struct program p;
	struct bases b;

	(void)state;
	asm_init(&p.p);
	add_module(&p.p, fixture_path("pie"), 0);
	add_module(&p.p, lib, 0);
	add_module(&p.p, "", 0);
	add_module(&p.p, fixture_path("unused.so"), 0);
	finish(&p);
	assert_int_equal(bases_init(&b, &p.prog, proc.pid), 0);
	assert_int_equal(bases_missing(&b), 4);
	assert_true(bases_look(&b));
	assert_int_not_equal(b.start[1], 0);
	assert_int_equal(bases_find(&b), 0);
	assert_int_equal(bases_missing(&b), 1);
	assert_int_equal(b.rows[0].state, BASE_FOUND);
	assert_int_equal(b.rows[0].base,
			 base_of(proc.pid, fixture_path("pie")));
	assert_int_equal(b.rows[1].base, base_of(proc.pid, lib));
	assert_int_equal(b.rows[2].base, b.rows[0].base);
	assert_int_equal(b.rows[3].state, BASE_MISSING);
	assert_false(bases_look(&b));
	bases_deinit(&b);
	asm_deinit(&p.p);
	fixture_stop(&proc);
}

/* A program that runs where it was linked. */
static void test_fixed(void **state)
{
	struct fixture_proc proc = fixture_start(fixture_path("fixed"));
	struct program p;
	struct bases b;

	(void)state;
	asm_init(&p.p);
	add_module(&p.p, fixture_path("fixed"), 0);
	finish(&p);
	assert_int_equal(bases_init(&b, &p.prog, proc.pid), 0);
	assert_int_equal(bases_find(&b), 0);
	assert_int_equal(b.rows[0].state, BASE_FOUND);
	assert_int_equal(b.rows[0].base, 0);
	bases_deinit(&b);
	asm_deinit(&p.p);
	fixture_stop(&proc);
}

static void test_wrong_file(void **state)
{
	struct fixture_proc proc = fixture_start(fixture_path("pie"));
	struct program p;
	struct bases b;
	char want[8192];

	(void)state;
	asm_init(&p.p);
	add_module(&p.p, fixture_path("libfx.so"), 0x10);
	add_module(&p.p, fixture_path("pie"), 0);
	finish(&p);
	assert_int_equal(bases_init(&b, &p.prog, proc.pid), 0);
	snprintf(
		want, sizeof(want),
		"%s: the script was compiled for build-id 1102030405060708, and this file "
		"has 0102030405060708: compile the script again\n",
		fixture_path("libfx.so"));
	fixture_log_start();
	assert_int_equal(bases_find(&b), -ESTALE);
	assert_int_equal(bases_find(&b), 0);
	fixture_log_stop();
	assert_string_equal(fixture_log(), want);
	assert_int_equal(b.rows[0].state, BASE_WRONG);
	assert_int_equal(b.rows[1].state, BASE_FOUND);
	bases_deinit(&b);
	asm_deinit(&p.p);
	fixture_stop(&proc);
}

/* A process that has ended, and one that executes another program. */
static void test_change(void **state)
{
	struct program p;
	struct bases b;
	int fds[2];
	pid_t pid;

	(void)state;
	asm_init(&p.p);
	add_module(&p.p, fixture_path("pie"), 0);
	finish(&p);
	assert_int_equal(pipe(fds), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		char c;

		close(fds[1]);
		if (read(fds[0], &c, 1) == 1)
			execl("/bin/sleep", "sleep", "1000", (char *)NULL);
		_exit(1);
	}
	close(fds[0]);
	assert_int_equal(bases_init(&b, &p.prog, pid), 0);
	assert_true(bases_look(&b));
	b.rows[0].state = BASE_FOUND;
	assert_false(bases_look(&b));
	assert_int_equal(write(fds[1], "x", 1), 1);
	while (!bases_look(&b))
		usleep(1000);
	assert_int_equal(bases_missing(&b), 1);
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	fixture_log_start();
	assert_int_equal(bases_find(&b), -ENOENT);
	fixture_log_stop();
	assert_string_equal(fixture_log(), "");
	close(fds[1]);
	bases_deinit(&b);
	asm_deinit(&p.p);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_found),
		cmocka_unit_test(test_fixed),
		cmocka_unit_test(test_wrong_file),
		cmocka_unit_test(test_change),
	};

	return cmocka_run_group_tests(tests, build, fixture_teardown);
}
