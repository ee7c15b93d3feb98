// SPDX-License-Identifier: GPL-2.0
#include "debuginfo/elf_symbols.h"

#include <errno.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "fixture.h"

static int build(void **state)
{
	(void)state;
	fixture_run(
		"F='-g -O2 -Wl,--build-id'; T=$SRC/fx_target.c; "
		"$CC $F -fPIE -pie $T -o pie && "
		"$CC $F -fno-pie -no-pie $T -o fixed && "
		"$CC $F -fPIC -shared -Wl,--version-script=$SRC/fx_lib.map "
		"$SRC/fx_lib.c -o libfx.so && "
		"$CC -c $T -o object && "
		"strip -o stripped pie && strip -o lib_stripped libfx.so && "
		"objcopy --only-keep-debug pie pie.debug && "
		"mkdir -p link/sub by_id/.build-id && "
		/* With a link and no build-id; and the other way round. */
		"$CC -g -O2 -fPIE -pie -Wl,--build-id=none $T -o link/a && "
		"objcopy --only-keep-debug link/a link/a.debug && strip link/a "
		"&& (cd link && objcopy --add-gnu-debuglink=a.debug a) && "
		"ID=$(readelf -n pie | sed -n 's/.*Build ID: //p') && "
		"D=by_id/.build-id/$(echo $ID | cut -c1-2) && mkdir -p $D && "
		"cp pie.debug $D/$(echo $ID | cut -c3-).debug && "
		"echo '#!/bin/sh' >script && echo text >text && "
		"printf '\\177ELF' >short");
	return 0;
}

static struct elf_file *open_fixture(const char *name)
{
	struct elf_file *f;
	int fd = elf_file_open_fd(fixture_path(name));

	if (fd < 0 || elf_file_open(fd, name, false, &f))
		fail_msg("cannot open %s", name);
	return f;
}

static struct elf_symbols *open_symbols(const struct elf_file *f,
					const char *name, const char *debug)
{
	struct elf_debug_where where = {
		.root = "",
		.path = fixture_path(name),
		.debug_path = debug,
	};
	struct elf_symbols *syms;

	assert_int_equal(elf_symbols_open(f, &where, &syms), 0);
	return syms;
}

/* What is found, as "name name ...", in the order of addresses. */
static void find_names(const struct elf_symbols *syms, const char *pattern,
		       char *buf, size_t len)
{
	struct elf_func *funcs;
	size_t used = 0;
	u32 nr;

	buf[0] = '\0';
	assert_int_equal(elf_symbols_find(syms, pattern, &funcs, &nr), 0);
	for (u32 i = 0; i < nr && used < len; i++)
		used += (size_t)snprintf(buf + used, len - used, "%s%s%s",
					 i ? " " : "", funcs[i].name,
					 funcs[i].indirect ? "!" : "");
	free(funcs);
}

static const struct {
	const char *pattern;
	const char *want;
} lookups[] = {
	{ "fx_work", "fx_work" },
	{ "fx_alias", "fx_alias" },
	{ "__fx_hidden", "__fx_hidden" },
	{ "fx_local", "fx_local" },
	{ "fx_wor?", "fx_work" },
	{ "fx_w*", "fx_work fx_work_more" },
	{ "fx_[lw]o*l", "fx_local" },
	/* Three names of one address: the global, shorter one. */
	{ "*fx_[wah]*[ksn]", "fx_work" },
	{ "*fx_[ah]*", "fx_alias" },
	{ "fx_clone", "fx_clone.constprop.0" },
	{ "fx_clone.cold", "fx_clone.cold" },
	{ "fx_clone*", "fx_clone.constprop.0" },
	{ "fx_clone.*", "fx_clone.constprop.0 fx_clone.cold" },
	{ "fx_indirect", "fx_indirect!" },
	{ "fx_sink", "" }, /* data */
	{ "read", "" }, /* imported */
	{ "fx_", "" },
	{ "", "" },
	{ "[", "" },
};

static void test_lookup(void **state)
{
	static const char *const files[] = { "pie", "fixed" };
	char got[1024];

	(void)state;
	for (size_t f = 0; f < 2; f++) {
		struct elf_file *elf = open_fixture(files[f]);
		struct elf_symbols *syms = open_symbols(elf, files[f], "");

		assert_true(elf_symbols_are_full(syms));
		assert_string_equal(elf_symbols_tried(syms), "");
		for (size_t i = 0; i < sizeof(lookups) / sizeof(lookups[0]);
		     i++) {
			find_names(syms, lookups[i].pattern, got, sizeof(got));
			if (strcmp(got, lookups[i].want))
				fail_msg("%s in %s: `%s'", lookups[i].pattern,
					 files[f], got);
		}
		elf_symbols_close(syms);
		elf_file_close(elf);
	}
}

static void test_versions(void **state)
{
	static const char *const names[] = { "libfx.so", "lib_stripped" };
	char got[256];

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct elf_file *elf = open_fixture(names[i]);
		struct elf_symbols *syms = open_symbols(elf, names[i], "");

		find_names(syms, "fx_lib_versioned", got, sizeof(got));
		assert_string_equal(got, "fx_lib_versioned");
		find_names(syms, "fx_lib_inner", got, sizeof(got));
		assert_string_equal(got, i ? "" : "fx_lib_inner");
		assert_int_equal(elf_symbols_are_full(syms), i == 0);
		elf_symbols_close(syms);
		elf_file_close(elf);
	}
}

/* The bytes at a function's offset are those of its section. */
static void test_offset(void **state)
{
	struct elf_file *elf = open_fixture("pie");
	struct elf_symbols *syms = open_symbols(elf, "pie", "");
	struct elf_func *funcs;
	u8 code[16];
	u64 off;
	u32 nr;

	(void)state;
	assert_int_equal(elf_symbols_find(syms, "fx_empty", &funcs, &nr), 0);
	assert_int_equal(nr, 1);
	assert_int_equal(elf_file_read_code(elf, funcs[0].off, code, 1), 1);
	assert_int_equal(code[0], 0xc3);
	assert_int_equal(elf_file_code_offset(elf, funcs[0].addr, &off), 0);
	assert_int_equal(off, funcs[0].off);
	assert_int_equal(funcs[0].size, 1);
	free(funcs);
	assert_int_equal(elf_file_code_offset(elf, 0, &off), -ENOENT);
	assert_int_equal(elf_file_code_offset(elf, ~0ull, &off), -ENOENT);
	assert_int_equal(elf_file_read_code(elf, ~0ull, code, 1), -ENOENT);
	elf_symbols_close(syms);
	elf_file_close(elf);
}

/*
 * Separate debug files. Each row copies a stripped program and its debug file
 * to one place, or spoils it, and says whether local symbols are found.
 */
static const struct {
	const char *setup;
	const char *program;
	const char *debug_path; /* below the scratch directory */
	bool found;
	const char *tried; /* part of what was looked at */
} debugs[] = {
	{ "true", "stripped", "by_id", true, "by_id/.build-id/" },
	{ "true", "stripped", "nowhere:by_id", true, "nowhere/.build-id/" },
	{ "true", "stripped", "nowhere", false, "nowhere/.build-id/" },
	{ "true", "link/a", "nowhere", true, "link/a.debug" },
	{ "mkdir -p link/.debug && mv link/a.debug link/.debug", "link/a",
	  "nowhere", true, "link/.debug/a.debug" },
	{ "D=root$PWD/link; mkdir -p $D && mv link/.debug/a.debug $D", "link/a",
	  "root", true, "/link/a.debug" },
	{ "D=root$PWD/link; cp $D/a.debug link/; echo >>link/a.debug", "link/a",
	  "nowhere", false, "link/a.debug (another CRC)" },
	{ "cp text link/a.debug", "link/a", "nowhere", false,
	  "link/a.debug (no debug file)" },
	{ "cp link/a link/a.debug", "link/a", "nowhere", false,
	  "link/a.debug (another CRC)" },
	{ "ln -f link/a link/a.debug", "link/a", "nowhere", false,
	  "link/a.debug (the file itself)" },
	{ "rm link/a.debug; mkdir link/a.debug", "link/a", "nowhere", false,
	  "link/a.debug (Is a directory)" },
	{ "for f in by_id/.build-id/*/*; do cp libfx.so $f; done", "stripped",
	  "by_id", false, ".debug (another build-id)" },
	{ "for f in by_id/.build-id/*/*; do cp pie $f; strip $f; done",
	  "stripped", "by_id", false, ".debug (no symbol table)" },
};

static void test_debug_files(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(debugs) / sizeof(debugs[0]); i++) {
		char path[2 * PATH_MAX];
		struct elf_file *elf;
		struct elf_symbols *syms;
		char got[256];

		fixture_run("%s", debugs[i].setup);
		snprintf(path, sizeof(path), "%s:%s", fixture_path("none"),
			 fixture_path(debugs[i].debug_path));
		if (strchr(debugs[i].debug_path, ':'))
			snprintf(path, sizeof(path), "%s:%s",
				 fixture_path("nowhere"),
				 fixture_path("by_id"));
		elf = open_fixture(debugs[i].program);
		fixture_log_start();
		syms = open_symbols(elf, debugs[i].program, path);
		fixture_log_stop();
		assert_string_equal(fixture_log(), "");
		find_names(syms, "fx_local", got, sizeof(got));
		if (elf_symbols_are_full(syms) != debugs[i].found ||
		    strcmp(got, debugs[i].found ? "fx_local" : "") ||
		    !strstr(elf_symbols_tried(syms), debugs[i].tried))
			fail_msg("%s: `%s', looked in %s", debugs[i].setup, got,
				 elf_symbols_tried(syms));
		elf_symbols_close(syms);
		elf_file_close(elf);
	}
}

/* Prelinked or moved: the debug file's addresses differ by a constant. */
static void test_moved_debug_file(void **state)
{
	struct elf_file *elf;
	struct elf_symbols *syms;
	struct elf_func *funcs;
	u8 code;
	u32 nr;

	(void)state;
	fixture_run("L='-O2 -fPIC -shared -Wl,--build-id=0xabcdef01 "
		    "-Wl,--version-script='$SRC/fx_lib.map; "
		    "$CC $L $SRC/fx_lib.c -o moved.so && strip moved.so && "
		    "mkdir -p moved/.build-id/ab && "
		    "$CC $L -Wl,-Ttext-segment=0x400000 $SRC/fx_lib.c "
		    "-o moved/.build-id/ab/cdef01.debug");
	elf = open_fixture("moved.so");
	syms = open_symbols(elf, "moved.so", fixture_path("moved"));
	assert_int_equal(elf_symbols_find(syms, "fx_lib_*", &funcs, &nr), 0);
	assert_int_equal(nr, 3);
	assert_true(funcs[0].addr < 0x400000);
	assert_int_equal(elf_file_read_code(elf, funcs[0].off, &code, 1), 1);
	free(funcs);
	elf_symbols_close(syms);
	elf_file_close(elf);
}

static const struct {
	const char *name;
	const char *want;
} refusals[] = {
	{ "text", "text: not an ELF file: name a program or a library\n" },
	{ "short", "short: not an ELF file: name a program or a library\n" },
	{ "script", "script: a script, run by /bin/sh: name that interpreter "
		    "instead\n" },
	{ "object", "object: neither a program nor a shared library (ELF type "
		    "1): name what is run or mapped\n" },
	{ "class32", "class32: a 32-bit file: only 64-bit (x86-64) programs "
		     "can be probed\n" },
	{ "arm", "arm: built for another machine (ELF machine 183): only "
		 "x86-64 programs can be probed\n" },
};

static void test_refusals(void **state)
{
	(void)state;
	/* EI_CLASS 1 with EM_386; EM_AARCH64. */
	fixture_run("cp pie class32 && cp pie arm && "
		    "printf '\\001' | dd of=class32 bs=1 seek=4 conv=notrunc "
		    "status=none && printf '\\003' | "
		    "dd of=class32 bs=1 seek=18 conv=notrunc status=none && "
		    "printf '\\267' | "
		    "dd of=arm bs=1 seek=18 conv=notrunc status=none");
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		struct elf_file *f;
		int fd = elf_file_open_fd(fixture_path(refusals[i].name));

		assert_true(fd >= 0);
		fixture_log_start();
		assert_int_equal(elf_file_open(fd, refusals[i].name, false, &f),
				 -ENOEXEC);
		fixture_log_stop();
		assert_string_equal(fixture_log(), refusals[i].want);
	}
	assert_int_equal(elf_file_open_fd(fixture_path("nothing")), -ENOENT);
	assert_int_equal(elf_file_open_fd(fixture_dir()), -EISDIR);
	assert_int_equal(elf_file_open_fd("/dev/null"), -EINVAL);
}

static void test_build_id(void **state)
{
	struct elf_file *with = open_fixture("stripped");
	struct elf_file *moved = open_fixture("moved.so");
	struct elf_file *without = open_fixture("link/a");
	char text[ELF_BUILD_ID_TEXT];
	u32 len;

	(void)state;
	assert_non_null(elf_file_build_id(with, &len));
	assert_int_equal(len, 20);
	assert_string_equal(elf_file_build_id_text(moved, text), "abcdef01");
	assert_null(elf_file_build_id(without, &len));
	assert_string_equal(elf_file_build_id_text(without, text), "none");
	elf_file_close(with);
	elf_file_close(moved);
	elf_file_close(without);
}

/* A fixed sequence: a failure repeats. */
static u32 next_random(u32 *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

static void open_and_search(const char *name)
{
	struct elf_debug_where where = {
		.root = "",
		.path = fixture_path(name),
		.debug_path = "",
	};
	struct elf_symbols *syms;
	struct elf_func *funcs;
	struct elf_file *f;
	u8 code[16];
	u32 nr;

	if (elf_file_open(elf_file_open_fd(where.path), name, false, &f))
		return;
	if (!elf_symbols_open(f, &where, &syms)) {
		assert_int_equal(elf_symbols_find(syms, "*", &funcs, &nr), 0);
		for (u32 i = 0; i < nr; i++)
			elf_file_read_code(f, funcs[i].off, code, sizeof(code));
		free(funcs);
		elf_symbols_close(syms);
	}
	elf_file_close(f);
}

/* Where the interesting bytes of an image are: heads, tables, sections. */
static u32 pick_byte(const char *image, size_t len, u32 *seed)
{
	u32 r = next_random(seed);
	u64 shoff;

	memcpy(&shoff, image + 40, sizeof(shoff));
	switch (r % 4) {
	case 0:
		return next_random(seed) % 64;
	case 1:
		return next_random(seed) % 1024;
	case 2:
		return (u32)(shoff + next_random(seed) % (len - shoff));
	default:
		return next_random(seed) % (u32)len;
	}
}

static void mutate(const char *name, u32 rounds)
{
	u32 seed = 1;
	char *good;
	size_t len;

	assert_int_equal(
		file_read_all(fixture_path(name), 1 << 24, &good, &len), 0);
	for (u32 i = 0; i < rounds; i++) {
		char *bad = malloc(len);
		size_t cut = i % 8 ? len : next_random(&seed) % len;

		assert_non_null(bad);
		memcpy(bad, good, len);
		for (u32 n = 1 + i % 6; n; n--)
			bad[pick_byte(good, len, &seed)] =
				(char)next_random(&seed);
		assert_int_equal(
			file_write_all(fixture_path("mutant"), bad, cut), 0);
		fixture_log_start();
		open_and_search("mutant");
		fixture_log_stop();
		free(bad);
	}
	free(good);
}

static void test_mutations(void **state)
{
	(void)state;
	mutate("pie", 600);
	mutate("lib_stripped", 600);
	mutate("link/a", 600);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lookup),
		cmocka_unit_test(test_versions),
		cmocka_unit_test(test_offset),
		cmocka_unit_test(test_debug_files),
		cmocka_unit_test(test_moved_debug_file),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_build_id),
		cmocka_unit_test(test_mutations),
	};

	return cmocka_run_group_tests(tests, build, fixture_teardown);
}
