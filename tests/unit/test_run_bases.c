// SPDX-License-Identifier: GPL-2.0
/* What a session is told of the files that its target has mapped, and when. */
#include "run/bases.h"

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
#include "debuginfo/elf_file.h"
#include "fixture.h"
#include "verify.h"

#define TOLD_MAX 8

static struct {
	struct sx_base args[TOLD_MAX];
	u32 nr;
	int err; /* what the next call gets */
} told;

static int device_open(const char *path)
{
	(void)path;
	return 1000;
}

static int device_ioctl(int fd, unsigned int request, void *arg)
{
	int err = told.err;

	(void)fd;
	if (request == SX_IOC_VERSION) {
		*(struct sx_version *)arg = (struct sx_version){
			.abi = SX_ABI_VERSION,
			.program = SX_PROG_VERSION,
			.nr_cpus = 1,
			.page_size = 4096,
		};
		return 0;
	}
	assert_int_equal(request, SX_IOC_BASE);
	assert_in_range(told.nr, 0, TOLD_MAX - 1);
	told.args[told.nr++] = *(const struct sx_base *)arg;
	told.err = 0;
	return err;
}

static void device_close(int fd)
{
	(void)fd;
}

static const struct session_device device = {
	.open = device_open,
	.ioctl = device_ioctl,
	.close = device_close,
};

static int build(void **state)
{
	(void)state;
	fixture_run("T=$SRC/fx_target.c; $CC -fPIE -pie $T -o pie && "
		    "$CC -fPIC -shared $SRC/fx_many.c -o unused.so");
	return 0;
}

/* Files in the scratch directory, `stale` as it was before. */
struct setup {
	struct asm_prog p;
	struct sx_program prog;
	struct session *session;
	struct fixture_proc proc;
	struct run_bases bases;
};

static void add_module(struct asm_prog *p, const char *name, bool stale)
{
	const char *path = fixture_path(name);
	struct sx_module row = { .path = asm_str(p, path) };
	struct elf_file *f;
	const u8 *id;

	assert_int_equal(elf_file_open(elf_file_open_fd(path), path, false, &f),
			 0);
	id = elf_file_build_id(f, &row.id_len);
	assert_int_equal(row.id_len, 20);
	memcpy(row.id, id, row.id_len);
	row.id[0] ^= stale;
	elf_file_close(f);
	asm_add(p, SX_SEC_MODULES, &row, sizeof(row));
}

static void set_up(struct setup *s, bool stale)
{
	static const struct sx_insn code[] = { I(RET, 0, 0, 0, 0) };
	const struct asm_func func = { .code = code, .code_nr = 1 };
	struct sx_verify_scratch scratch;
	struct sx_verdict verdict;
	unsigned char *image;
	u32 len;

	memset(&told, 0, sizeof(told));
	asm_init(&s->p);
	asm_func(&s->p, &func);
	add_module(&s->p, "unused.so", false);
	add_module(&s->p, "pie", stale);
	image = asm_image(&s->p, &len);
	assert_int_equal(sx_verify(image, len, &scratch, &s->prog, &verdict),
			 0);
	assert_int_equal(session_open(&device, &s->session), 0);
	s->proc = fixture_start(fixture_path("pie"));
	assert_int_equal(
		run_bases_init(&s->bases, s->session, &s->prog, s->proc.pid),
		0);
	fixture_log_start();
}

static void tear_down(struct setup *s)
{
	fixture_log_stop();
	run_bases_deinit(&s->bases);
	session_close(s->session);
	fixture_stop(&s->proc);
	asm_deinit(&s->p);
}

#define SECOND 1000000000ull

static void test_start(void **state)
{
	struct setup s;

	(void)state;
	set_up(&s, false);
	assert_int_equal(run_bases_start(&s.bases), 0);
	assert_int_equal(told.nr, 1);
	assert_int_equal(told.args[0].module, 1);
	assert_int_equal(told.args[0].pid, s.proc.pid);
	assert_int_not_equal(told.args[0].base, 0);
	assert_int_equal(told.args[0].base % 4096, 0);
	assert_int_not_equal(told.args[0].start_code, 0);
	assert_int_not_equal(told.args[0].start_stack, 0);
	/* What was told is not told again; the rest is looked for. */
	for (u64 now = SECOND; now < 9 * SECOND; now += SECOND)
		run_bases_tick(&s.bases, now);
	assert_int_equal(told.nr, 1);
	assert_string_equal(fixture_log(), "");
	tear_down(&s);
}

/* Another program had begun: it is looked at again. */
static void test_again(void **state)
{
	struct setup s;

	(void)state;
	set_up(&s, false);
	told.err = -ESTALE;
	run_bases_tick(&s.bases, SECOND);
	assert_int_equal(told.nr, 1);
	run_bases_tick(&s.bases, SECOND + 1);
	assert_int_equal(told.nr, 1); /* not so soon */
	run_bases_tick(&s.bases, 2 * SECOND);
	assert_int_equal(told.nr, 2);
	assert_int_equal(told.args[1].base, told.args[0].base);
	run_bases_tick(&s.bases, 3 * SECOND);
	assert_int_equal(told.nr, 2);
	assert_string_equal(fixture_log(), "");
	tear_down(&s);
}

static void test_refused(void **state)
{
	struct setup s;

	(void)state;
	set_up(&s, false);
	told.err = -EOPNOTSUPP;
	assert_int_equal(run_bases_start(&s.bases), -EOPNOTSUPP);
	assert_non_null(strstr(fixture_log(), "this kernel does not show"));
	tear_down(&s);
	set_up(&s, true);
	assert_int_equal(run_bases_start(&s.bases), -ESTALE);
	run_bases_tick(&s.bases, SECOND);
	assert_int_equal(told.nr, 0);
	assert_non_null(strstr(fixture_log(), "compile the script again\n"));
	assert_int_equal(strchr(fixture_log(), '\n') - fixture_log() + 1,
			 strlen(fixture_log()));
	tear_down(&s);
}

/* Without a target, or without files, nothing is looked at. */
static void test_nothing(void **state)
{
	const struct sx_program none = { 0 };
	struct run_bases b;

	(void)state;
	memset(&told, 0, sizeof(told));
	assert_int_equal(run_bases_init(&b, NULL, &none, getpid()), 0);
	assert_int_equal(run_bases_start(&b), 0);
	run_bases_tick(&b, SECOND);
	run_bases_deinit(&b);
	assert_int_equal(told.nr, 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_start),
		cmocka_unit_test(test_again),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_nothing),
	};

	return cmocka_run_group_tests(tests, build, fixture_teardown);
}
