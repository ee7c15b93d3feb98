// SPDX-License-Identifier: GPL-2.0
/* Probe points at addresses that the compiler has found in a file. */
#include "debuginfo/locate.h"

#include <errno.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "asm.h"
#include "fixture.h"
#include "place/returns.h"
#include "verify.h"

static int build(void **state)
{
	(void)state;
	fixture_run("T=$SRC/fx_target.c; "
		    "CC=\"$CC -O0 -fno-omit-frame-pointer\"; "
		    "$CC -fPIE -pie $T -o pie && "
		    "$CC -fno-pie -no-pie $T -o fixed && "
		    "strip -o stripped pie");
	return 0;
}

static int locate(s32 pid, struct sx_point_desc desc, struct places *ret)
{
	static const struct sx_insn code[] = { I(RET, 0, 0, 0, 0) };
	const struct asm_func func = { .code = code, .code_nr = 1 };
	struct sx_verify_scratch scratch;
	struct sx_verdict verdict;
	struct sx_program prog;
	const struct locate_request req = {
		.prog = &prog,
		.pid = pid,
		.debug_path = "",
		.exe = pid ? NULL : fixture_path("pie"),
		.own = pid,
		.exits = place_exits,
	};
	unsigned char *image;
	struct asm_prog p;
	u32 len;
	int err;

	asm_init(&p);
	asm_probe(&p, asm_func(&p, &func), SX_PROBE_PROCESS);
	desc.path = asm_str(&p, "");
	desc.symbol = asm_str(&p, "a name");
	asm_add(&p, SX_SEC_POINTS, &desc, sizeof(desc));
	image = asm_image(&p, &len);
	assert_int_equal(sx_verify(image, len, &scratch, &prog, &verdict), 0);
	fixture_log_start();
	err = locate_places(&req, ret);
	fixture_log_stop();
	asm_deinit(&p);
	return err;
}

struct known {
	u64 addr;
	u64 off;
};

static int take(const struct elf_func *func, void *arg)
{
	*(struct known *)arg = (struct known){ func->addr, func->off };
	return 0;
}

/* A function's first byte, as the compiler describes it. */
static struct sx_point_desc describe(const char *name, u64 *ret_off)
{
	const struct locate_request req = { .debug_path = "" };
	const char *path = fixture_path(name);
	struct sx_point_desc ret = { .kind = SX_POINT_ADDRESS };
	struct known known;
	struct elf_file *f;
	const u8 *id;

	assert_int_equal(locate_functions(&req, path, "fx_local", take, &known),
			 0);
	assert_int_equal(elf_file_open(elf_file_open_fd(path), path, false, &f),
			 0);
	id = elf_file_build_id(f, &ret.id_len);
	assert_int_equal(ret.id_len, 20);
	memcpy(ret.id, id, ret.id_len);
	elf_file_close(f);
	ret.addr = known.addr;
	*ret_off = known.off;
	return ret;
}

/* The same place as by name, also where no name is left. */
static void test_found(void **state)
{
	static const struct {
		const char *runs;
		const char *knows;
	} cases[] = { { "pie", "pie" },
		      { "fixed", "fixed" },
		      { "stripped", "pie" } };

	(void)state;
	for (size_t i = 0; i < ASM_NR(cases); i++) {
		u64 off;
		const struct sx_point_desc desc =
			describe(cases[i].knows, &off);
		struct fixture_proc proc =
			fixture_start(fixture_path(cases[i].runs));
		struct places places;

		assert_int_equal(locate(proc.pid, desc, &places), 0);
		assert_int_equal(places.nr, 1);
		assert_string_equal(places.rows[0].symbol, "a name");
		assert_int_equal(places.rows[0].file_off, off);
		assert_int_equal(places.rows[0].addr % 4096, desc.addr % 4096);
		if (i == 1)
			assert_int_equal(places.rows[0].addr, desc.addr);
		assert_int_not_equal(places.rows[0].recipe.op, 0);
		places_deinit(&places);
		fixture_stop(&proc);
	}
}

static void check_message(const char *format)
{
	char want[PATH_MAX];

	snprintf(want, sizeof(want), format, fixture_path("pie"));
	if (strncmp(fixture_log(), want, strlen(want)))
		fail_msg("not `%s...':\n%s", want, fixture_log());
}

static void test_refused(void **state)
{
	struct fixture_proc proc = fixture_start(fixture_path("pie"));
	u64 off;
	struct sx_point_desc desc = describe("pie", &off);
	struct places places;

	(void)state;
	desc.addr = 0x7fffffff;
	assert_int_equal(locate(proc.pid, desc, &places), -EOPNOTSUPP);
	check_message("a name: there is no code at 0x7fffffff in %s\n");
	desc.id[0] ^= 1;
	assert_int_equal(locate(proc.pid, desc, &places), -ESTALE);
	check_message("%s: the script was compiled for build-id ");
	desc.id_len = 0;
	memset(desc.id, 0, sizeof(desc.id));
	assert_int_equal(locate(proc.pid, desc, &places), -ESTALE);
	check_message("%s: the script was compiled for build-id none, and "
		      "this file has ");
	desc.flags = SX_POINT_OPTIONAL;
	assert_int_equal(locate(proc.pid, desc, &places), 0);
	assert_int_equal(places.nr, 0);
	assert_string_equal(fixture_log(), "");
	fixture_stop(&proc);
}

/* Its return instruction, which is behind its first one. */
static void test_returns(void **state)
{
	struct fixture_proc proc = fixture_start(fixture_path("pie"));
	u64 off;
	struct sx_point_desc desc = describe("pie", &off);
	struct places places;

	(void)state;
	desc.flags = SX_POINT_RETURN;
	assert_int_equal(locate(proc.pid, desc, &places), 0);
	assert_int_equal(places.nr, 1);
	assert_int_equal(places.rows[0].role, SX_ROLE_RETURN);
	assert_false(places.rows[0].more);
	assert_int_equal(places.rows[0].recipe.op, SX_RECIPE_RET);
	assert_int_equal(places.rows[0].recipe.insn[0], 0xc3);
	assert_true(places.rows[0].file_off > off);
	places_deinit(&places);
	fixture_stop(&proc);

	/* In every process that maps it, too. */
	assert_int_equal(locate(0, desc, &places), 0);
	assert_int_equal(places.nr, 1);
	assert_int_equal(places.rows[0].role, SX_ROLE_RETURN);
	places_deinit(&places);
}

/* What cannot be decoded is watched from its entry, in a process. */
static void test_watched(void **state)
{
	struct fixture_proc proc = fixture_start(fixture_path("pie"));
	u64 off;
	struct sx_point_desc desc = describe("pie", &off);
	struct places places;

	(void)state;
	desc.flags = SX_POINT_RETURN | SX_POINT_WATCH;
	assert_int_equal(locate(proc.pid, desc, &places), 0);
	assert_int_equal(places.nr, 1);
	assert_int_equal(places.rows[0].role, SX_ROLE_WATCH);
	assert_int_equal(places.rows[0].file_off, off);
	places_deinit(&places);
	fixture_stop(&proc);
	assert_int_equal(locate(0, desc, &places), -EOPNOTSUPP);
	assert_non_null(strstr(fixture_log(), "name one with -x PID"));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_found),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_returns),
		cmocka_unit_test(test_watched),
	};

	return cmocka_run_group_tests(tests, build, fixture_teardown);
}
