// SPDX-License-Identifier: GPL-2.0
/* Probe points in real processes, of programs compiled here. */
#include "debuginfo/locate.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/log.h"
#include "fixture.h"

/* One probe point; the probe is the row's number unless `probe` says more. */
struct row {
	const char *path;
	const char *symbol;
	u16 flags;
	u32 probe;
};

#define ROWS_MAX 4

/* A program with nothing but probe points. */
struct program {
	struct sx_program prog;
	struct sx_point_desc points[ROWS_MAX];
	u32 strs[2 * ROWS_MAX];
	u8 data[8192];
};

static u32 add_string(struct program *p, const char *text)
{
	u32 len = (u32)strlen(text);
	u32 off = (p->prog.strdata_len + 3) & ~3u;
	u32 index = p->prog.strs_nr++;

	assert_in_range(off + 4 + len + 1, 0, sizeof(p->data));
	memcpy(p->data + off, &len, 4);
	memcpy(p->data + off + 4, text, len + 1);
	p->strs[index] = off;
	p->prog.strdata_len = off + 4 + len + 1;
	return index;
}

static void make_program(struct program *p, const struct row *rows, u32 nr)
{
	memset(p, 0, sizeof(*p));
	for (u32 i = 0; i < nr; i++) {
		p->points[i].probe = rows[i].probe;
		p->points[i].group = rows[i].probe + 1;
		p->points[i].flags = rows[i].flags;
		p->points[i].path = add_string(p, rows[i].path);
		p->points[i].symbol = add_string(p, rows[i].symbol);
	}
	p->prog.strs = p->strs;
	p->prog.strdata = p->data;
	p->prog.points = p->points;
	p->prog.points_nr = nr;
}

static int locate_rows(s32 pid, const struct row *rows, u32 nr,
		       struct places *ret)
{
	struct program p;
	struct locate_request req = {
		.prog = &p.prog,
		.pid = pid,
		.debug_path = "",
	};
	int err;

	make_program(&p, rows, nr);
	fixture_log_start();
	err = locate_places(&req, ret);
	fixture_log_stop();
	return err;
}

static int locate_one(s32 pid, const char *path, const char *symbol,
		      struct places *ret)
{
	struct row row = { .path = path, .symbol = symbol };

	return locate_rows(pid, &row, 1, ret);
}

static int build(void **state)
{
	(void)state;
	fixture_run("F='-g -DWITH_LIB -L. -lfx -Wl,-rpath,$ORIGIN'; "
		    "T=$SRC/fx_target.c; "
		    /* So that functions start with a push. */
		    "CC=\"$CC -O0 -fno-omit-frame-pointer\"; "
		    "$CC -fPIC -shared -Wl,-soname,libfx.so.1 "
		    "-Wl,--version-script=$SRC/fx_lib.map "
		    "$SRC/fx_lib.c -o libfx.so.1.2 && "
		    "ln -s libfx.so.1.2 libfx.so.1 && "
		    "ln -s libfx.so.1 libfx.so && "
		    "$CC -fPIE -pie $T $F -o pie && "
		    "$CC -fno-pie -no-pie $T $F -o fixed && "
		    "strip -o stripped pie && ln -s pie link && "
		    "cp pie doomed && cp pie patched && echo x >text");
	return 0;
}

/* The place holds what the process has there. */
static void check_place(const struct fixture_proc *proc,
			const struct place *place)
{
	u8 file[16] = { 0 };
	u8 mem[16] = { 0 };
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/mem", proc->pid);
	fd = open(path, O_RDONLY);
	assert_true(fd >= 0);
	assert_int_equal(pread(fd, mem, place->recipe.len, (off_t)place->addr),
			 place->recipe.len);
	close(fd);
	fd = open(place->open_path, O_RDONLY);
	assert_true(fd >= 0);
	assert_int_equal(
		pread(fd, file, place->recipe.len, (off_t)place->file_off),
		place->recipe.len);
	close(fd);
	assert_memory_equal(mem, place->recipe.insn, sizeof(mem));
	assert_memory_equal(file, place->recipe.insn, sizeof(file));
	assert_int_not_equal(place->recipe.op, 0);
}

static const struct {
	const char *program;
	const char *path; /* '@' is the scratch directory */
	const char *symbol;
	u32 nr;
	const char *in; /* the file's name */
} found[] = {
	{ "pie", "", "fx_work", 1, "pie" },
	{ "fixed", "", "fx_work", 1, "fixed" },
	{ "pie", "@/pie", "fx_local", 1, "pie" },
	{ "pie", "@/link", "fx_work", 1, "pie" },
	{ "pie", "@/./link", "fx_work", 1, "pie" },
	{ "pie", "pie", "fx_work", 1, "pie" },
	{ "pie", "", "fx_w*", 2, "pie" },
	{ "pie", "libfx.so.1.2", "fx_lib_work", 1, "libfx.so.1.2" },
	{ "pie", "libfx.so.1", "fx_lib_inner", 1, "libfx.so.1.2" },
	{ "fixed", "@/libfx.so", "fx_lib_*", 3, "libfx.so.1.2" },
	{ "pie", "libc.so.6", "getppid", 1, "libc.so.6" },
	{ "stripped", "@/libfx.so", "fx_lib_work", 1, "libfx.so.1.2" },
};

static void expand(const char *text, char *buf, size_t len)
{
	const char *at = strchr(text, '@');

	if (at)
		snprintf(buf, len, "%.*s%s%s", (int)(at - text), text,
			 fixture_dir(), at + 1);
	else
		snprintf(buf, len, "%s", text);
}

static void test_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(found) / sizeof(found[0]); i++) {
		struct fixture_proc proc =
			fixture_start(fixture_path(found[i].program));
		char path[PATH_MAX];
		struct places places;
		int err;

		expand(found[i].path, path, sizeof(path));
		err = locate_one(proc.pid, path, found[i].symbol, &places);
		if (err || places.nr != found[i].nr)
			fail_msg("%s in %s of %s: %d, %u places\n%s",
				 found[i].symbol, path, found[i].program, err,
				 places.nr, fixture_log());
		for (u32 n = 0; n < places.nr; n++) {
			check_place(&proc, &places.rows[n]);
			assert_string_equal(strrchr(places.rows[n].path, '/') +
						    1,
					    found[i].in);
		}
		places_deinit(&places);
		fixture_stop(&proc);
	}
}

static const struct {
	const char *program; /* NULL: no process */
	const char *path;
	const char *symbol;
	int err;
	const char *said; /* how the only message begins; '@' as above */
} mistakes[] = {
	{ "pie", "", "fx_wrok", -ENOENT,
	  "@/pie: no function `fx_wrok': did you mean `fx_work'" },
	{ "pie", "", "zzz*", -ENOENT, "@/pie: none of its " },
	{ "pie", "", "fx_flags", -EOPNOTSUPP, "fx_flags at 0x" },
	{ "pie", "", "fx_syscall", -EOPNOTSUPP, "fx_syscall at 0x" },
	{ "pie", "", "fx_indirect", -EOPNOTSUPP,
	  "fx_indirect in @/pie is an indirect function" },
	{ "stripped", "", "fx_local", -ENOENT,
	  "@/stripped: no function `fx_local' among its " },
	{ "pie", "libfz.so.1.2", "fx_work", -ENOENT,
	  "libfz.so.1.2: no such file in process " },
	{ "pie", "@/fixed", "fx_work", -ENOENT,
	  "@/fixed: not mapped by process " },
	{ "pie", "@/nothing", "fx_work", -ENOENT,
	  "@/nothing: no such file in process " },
	{ NULL, "@/nothing", "fx_work", -ENOENT, "@/nothing: no such file" },
	{ NULL, "@/text", "fx_work", -ENOEXEC, "@/text: not an ELF file" },
	{ NULL, "no-such-program", "fx_work", -ENOENT,
	  "no-such-program: not found in $PATH" },
	{ NULL, "", "fx_work", -EINVAL, "process without a path means" },
	{ NULL, "@", "fx_work", -ENOENT, "@: no such file" },
};

static void check_message(const char *begin)
{
	char want[PATH_MAX];
	const char *said = fixture_log();

	expand(begin, want, sizeof(want));
	if (strncmp(said, want, strlen(want)) ||
	    strchr(said, '\n') != said + strlen(said) - 1)
		fail_msg("not one message `%s...':\n%s", want, said);
}

static void test_mistakes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
		struct fixture_proc proc = { 0 };
		char path[PATH_MAX];
		struct places places;
		int err;

		if (mistakes[i].program)
			proc = fixture_start(fixture_path(mistakes[i].program));
		expand(mistakes[i].path, path, sizeof(path));
		err = locate_one(proc.pid, path, mistakes[i].symbol, &places);
		assert_int_equal(places.nr, 0);
		assert_null(places.rows);
		check_message(mistakes[i].said);
		assert_int_equal(err, mistakes[i].err);
		if (proc.pid)
			fixture_stop(&proc);
	}
}

/* Every mistake of a script is reported, the first one's error returned. */
static void test_all_reported(void **state)
{
	static const struct row rows[] = {
		{ .path = "", .symbol = "fx_wrok" },
		{ .path = "", .symbol = "fx_work" },
		{ .path = "libnothing.so", .symbol = "x" },
	};
	struct fixture_proc proc = fixture_start(fixture_path("pie"));
	struct places places;

	(void)state;
	assert_int_equal(locate_rows(proc.pid, rows, 3, &places), -ENOENT);
	assert_non_null(strstr(fixture_log(), "fx_wrok"));
	assert_non_null(strstr(fixture_log(), "libnothing.so"));
	fixture_stop(&proc);
}

static void test_optional(void **state)
{
	static const struct row rows[] = {
		{ "", "fx_wrok", SX_POINT_OPTIONAL, 0 },
		{ "libnothing.so", "x", SX_POINT_OPTIONAL, 0 },
		{ "", "fx_flags", SX_POINT_OPTIONAL, 0 },
		{ "", "fx_work", SX_POINT_OPTIONAL, 1 },
	};
	struct fixture_proc proc = fixture_start(fixture_path("pie"));
	struct places places;

	(void)state;
	assert_int_equal(locate_rows(proc.pid, rows, 4, &places), 0);
	assert_string_equal(fixture_log(), "");
	assert_int_equal(places.nr, 1);
	assert_int_equal(places.rows[0].probe, 1);
	assert_int_equal(places.rows[0].point, 3);
	places_deinit(&places);
	log_verbosity = 1;
	assert_int_equal(locate_rows(proc.pid, rows, 3, &places), 0);
	log_verbosity = 0;
	assert_non_null(strstr(fixture_log(), "fx_wrok"));
	assert_non_null(strstr(fixture_log(), "libnothing.so"));
	assert_non_null(strstr(fixture_log(), "fx_flags"));
	fixture_stop(&proc);
}

/* `!`: what follows of the same list is not needed any more. */
static void test_sufficient(void **state)
{
	static const struct row rows[] = {
		{ "", "fx_wrok", SX_POINT_SUFFICIENT, 0 },
		{ "", "fx_local", SX_POINT_SUFFICIENT, 0 },
		{ "", "fx_work", 0, 0 },
		{ "", "fx_work", 0, 1 },
	};
	struct fixture_proc proc = fixture_start(fixture_path("pie"));
	struct places places;

	(void)state;
	assert_int_equal(locate_rows(proc.pid, rows, 4, &places), 0);
	assert_int_equal(places.nr, 2);
	assert_string_equal(places.rows[0].symbol, "fx_local");
	assert_int_equal(places.rows[1].probe, 1);
	places_deinit(&places);
	fixture_stop(&proc);
}

/* A pattern passes over what cannot be probed, with one warning. */
static void test_pattern_with_refusals(void **state)
{
	struct fixture_proc proc = fixture_start(fixture_path("pie"));
	struct places places;

	(void)state;
	assert_int_equal(locate_one(proc.pid, "", "fx_*", &places), 0);
	assert_true(places.nr >= 6);
	check_message("3 of the functions `fx_*' are not probed: fx_");
	places_deinit(&places);
	fixture_stop(&proc);
}

static void test_without_process(void **state)
{
	struct places places;

	(void)state;
	assert_int_equal(locate_one(0, fixture_path("link"), "fx_*s", &places),
			 0);
	/* fx_alias; fx_flags has no recipe, which the kernel needs not. */
	assert_int_equal(places.nr, 2);
	for (u32 i = 0; i < places.nr; i++) {
		assert_int_equal(places.rows[i].addr, 0);
		assert_int_not_equal(places.rows[i].file_off, 0);
		assert_string_equal(places.rows[i].path, fixture_path("pie"));
		assert_int_equal(!places.rows[i].recipe.op,
				 !strcmp(places.rows[i].symbol, "fx_flags"));
	}
	places_deinit(&places);
}

static void test_path_variable(void **state)
{
	char *old = strdup(getenv("PATH") ? getenv("PATH") : "");
	struct places places;

	(void)state;
	assert_non_null(old);
	setenv("PATH", fixture_dir(), 1);
	assert_int_equal(locate_one(0, "link", "fx_work", &places), 0);
	assert_string_equal(places.rows[0].path, fixture_path("pie"));
	places_deinit(&places);
	/* Not runnable, so no program. */
	assert_int_equal(locate_one(0, "text", "fx_work", &places), -ENOENT);
	setenv("PATH", old, 1);
	free(old);
}

static void test_replaced_file(void **state)
{
	struct fixture_proc proc = fixture_start(fixture_path("doomed"));
	struct places places;

	(void)state;
	fixture_run("mv doomed gone && cp fixed doomed");
	assert_int_equal(locate_one(proc.pid, "", "fx_work", &places), 0);
	check_place(&proc, &places.rows[0]);
	places_deinit(&places);
	fixture_run("rm gone");
	assert_int_equal(
		locate_one(proc.pid, fixture_path("gone"), "fx_work", &places),
		0);
	check_place(&proc, &places.rows[0]);
	places_deinit(&places);
	fixture_stop(&proc);
}

/*
 * A process in another root directory: its paths lead there, links included,
 * and a file of the same name in ours is another one.
 */
static void test_other_root(void **state)
{
	static const char *const paths[] = { "", "/bin/static", "/bin/link",
					     "static" };
	struct fixture_proc proc;
	struct places places;

	(void)state;
	if (geteuid())
		skip();
	fixture_run("mkdir -p root/bin && $CC -O0 -fno-omit-frame-pointer "
		    "-static $SRC/fx_target.c -o root/bin/static && "
		    "ln -s /bin/static root/bin/link");
	proc = fixture_start_in(fixture_path("root"), "/bin/static");
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		if (locate_one(proc.pid, paths[i], "fx_work", &places))
			fail_msg("%s: %s", paths[i], fixture_log());
		check_place(&proc, &places.rows[0]);
		places_deinit(&places);
	}
	fixture_stop(&proc);
}

static void poke(const struct fixture_proc *proc, u64 addr, u8 byte)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/mem", proc->pid);
	fd = open(path, O_WRONLY);
	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, &byte, 1, (off_t)addr), 1);
	close(fd);
}

/* A breakpoint in memory is no difference, another byte is one. */
static void test_changed_memory(void **state)
{
	struct fixture_proc proc = fixture_start(fixture_path("patched"));
	struct places places;
	u64 addr;
	u8 byte;

	(void)state;
	assert_int_equal(locate_one(proc.pid, "", "fx_local", &places), 0);
	addr = places.rows[0].addr;
	byte = places.rows[0].recipe.insn[0];
	places_deinit(&places);
	poke(&proc, addr, 0xcc);
	assert_int_equal(locate_one(proc.pid, "", "fx_local", &places), 0);
	assert_int_equal(places.rows[0].recipe.insn[0], byte);
	places_deinit(&places);
	poke(&proc, addr, 0x90);
	assert_int_equal(locate_one(proc.pid, "", "fx_local", &places),
			 -ESTALE);
	check_message("fx_local at 0x");
	fixture_stop(&proc);
}

static void test_ended_process(void **state)
{
	struct fixture_proc proc = fixture_start(fixture_path("pie"));
	struct places places;

	(void)state;
	fixture_stop(&proc);
	assert_int_equal(locate_one(proc.pid, "", "fx_work", &places), -ESRCH);
	check_message("process ");
	assert_int_equal(locate_one(-1, "", "fx_work", &places), -EINVAL);
	check_message("process -1: a process id is a positive number");
}

static void test_damaged_program(void **state)
{
	struct row row = { .path = "x", .symbol = "y" };
	struct program p;
	struct locate_request req = { .prog = &p.prog };
	struct places places;

	(void)state;
	make_program(&p, &row, 1);
	p.points[0].symbol = 99;
	fixture_log_start();
	assert_int_equal(locate_places(&req, &places), -EINVAL);
	fixture_log_stop();
	check_message("probe point 0 of the program is damaged");
}

static int count(const struct elf_func *func, void *arg)
{
	u32 *nr = arg;

	assert_non_null(func->name);
	return ++*nr == 3 ? 17 : 0;
}

static void test_functions(void **state)
{
	struct locate_request req = { .exe = fixture_path("pie") };
	u32 nr = 0;

	(void)state;
	assert_int_equal(locate_functions(&req, "", "fx_w*", count, &nr), 0);
	assert_int_equal(nr, 2);
	assert_int_equal(locate_functions(&req, "", "fx_*", count, &nr), 17);
	assert_int_equal(nr, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_found),
		cmocka_unit_test(test_mistakes),
		cmocka_unit_test(test_all_reported),
		cmocka_unit_test(test_optional),
		cmocka_unit_test(test_sufficient),
		cmocka_unit_test(test_pattern_with_refusals),
		cmocka_unit_test(test_without_process),
		cmocka_unit_test(test_path_variable),
		cmocka_unit_test(test_replaced_file),
		cmocka_unit_test(test_other_root),
		cmocka_unit_test(test_changed_memory),
		cmocka_unit_test(test_ended_process),
		cmocka_unit_test(test_damaged_program),
		cmocka_unit_test(test_functions),
	};

	return cmocka_run_group_tests(tests, build, fixture_teardown);
}
