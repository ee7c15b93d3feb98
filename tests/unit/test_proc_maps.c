// SPDX-License-Identifier: GPL-2.0
#include "debuginfo/proc_maps.h"

#include <errno.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cmocka.h>

#include "fixture.h"

#define PERMS "55d0a0001000-55d0a0005000 r-xp 00001000 fe:01 42   "

static const char sample[] =
	"55d0a0000000-55d0a0001000 r--p 00000000 fe:01 42         /usr/bin/x\n"
	"55d0a0001000-55d0a0005000 r-xp 00001000 fe:01 42         /usr/bin/x\n"
	"55d0a0005000-55d0a0006000 rw-p 00005000 fe:01 42         /usr/bin/x\n"
	"55d0a1000000-55d0a1001000 rw-p 00000000 00:00 0          [heap]\n"
	"7f0000000000-7f0000002000 r-xp 00003000 fe:01 77         "
	"/lib/a b.so (deleted)\n"
	"7f0000010000-7f0000012000 r-xp 00000000 fe:01 78         "
	"/lib/new\\012line.so\n"
	"7f0000020000-7f0000022000 r-xp 00003000 fe:01 77         "
	"/lib/a b.so (deleted)\n"
	"7f0000030000-7f0000031000 rwxp 00000000 00:00 0 \n"
	"7fff00000000-7fff00001000 r-xp 00000000 00:00 0          [vdso]\n"
	"ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0  [vsyscall]";

static void test_parse(void **state)
{
	struct proc_maps m;

	(void)state;
	assert_int_equal(proc_maps_parse(sample, &m), 0);
	assert_int_equal(m.maps_nr, 4);
	assert_int_equal(m.files_nr, 3);
	assert_string_equal(m.files[0].path, "/usr/bin/x");
	assert_false(m.files[0].deleted);
	assert_int_equal(m.files[0].map_dev, makedev(0xfe, 1));
	assert_int_equal(m.files[0].map_ino, 42);
	assert_string_equal(m.files[1].path, "/lib/a b.so");
	assert_true(m.files[1].deleted);
	assert_string_equal(m.files[2].path, "/lib/new\nline.so");
	assert_int_equal(m.maps[3].file, 1);
	assert_ptr_equal(proc_maps_find(&m, makedev(0xfe, 1), 77), &m.files[1]);
	assert_null(proc_maps_find(&m, makedev(0xfe, 2), 77));
	proc_maps_deinit(&m);
}

static void test_addresses(void **state)
{
	struct proc_maps m;
	u32 pos = 0;
	u64 addr;

	(void)state;
	assert_int_equal(proc_maps_parse(sample, &m), 0);
	assert_true(proc_maps_next_addr(&m, &m.files[0], 0x1234, &pos, &addr));
	assert_int_equal(addr, 0x55d0a0001234);
	assert_false(proc_maps_next_addr(&m, &m.files[0], 0x1234, &pos, &addr));
	pos = 0;
	assert_false(proc_maps_next_addr(&m, &m.files[0], 0x5000, &pos, &addr));
	pos = 0;
	assert_true(proc_maps_next_addr(&m, &m.files[1], 0x3010, &pos, &addr));
	assert_int_equal(addr, 0x7f0000000010);
	assert_true(proc_maps_next_addr(&m, &m.files[1], 0x3010, &pos, &addr));
	assert_int_equal(addr, 0x7f0000020010);
	assert_false(proc_maps_next_addr(&m, &m.files[1], 0x3010, &pos, &addr));
	proc_maps_deinit(&m);
}

static const struct {
	const char *text;
	int err;
	u32 maps_nr;
} lines[] = {
	{ "", 0, 0 },
	{ PERMS "/x", 0, 1 },
	{ PERMS "/x\n", 0, 1 },
	{ PERMS, 0, 0 },
	{ PERMS "\n", 0, 0 },
	{ "1000-2000 r-xp 00000000 00:01 9 /memfd:jit (deleted)\n", 0, 1 },
	{ "\n", -EINVAL, 0 },
	{ "1000\n", -EINVAL, 0 },
	{ "1000-\n", -EINVAL, 0 },
	{ "1000-2000\n", -EINVAL, 0 },
	{ "1000-2000 \n", -EINVAL, 0 },
	{ "1000-2000 r-xp\n", -EINVAL, 0 },
	{ "2000-1000 r-xp 00000000 fe:01 42 /x\n", -EINVAL, 0 },
	{ "1000-1000 r-xp 00000000 fe:01 42 /x\n", -EINVAL, 0 },
	{ "g000-2000 r-xp 00000000 fe:01 42 /x\n", -EINVAL, 0 },
	{ "-1000-2000 r-xp 00000000 fe:01 42 /x\n", -EINVAL, 0 },
	{ "1000-2000 r-xp 00000000 fe:01 \n", -EINVAL, 0 },
	{ "1000-2000 r-xp 00000000 fe01 42 /x\n", -EINVAL, 0 },
	{ "1000-2000 r-xp 00000000\nfe:01 42 /x\n", -EINVAL, 0 },
	{ PERMS "/x\nrubbish", -EINVAL, 1 },
};

static void test_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct proc_maps m;
		int err = proc_maps_parse(lines[i].text, &m);

		if (err != lines[i].err || m.maps_nr != lines[i].maps_nr)
			fail_msg("%s: %d, %u mappings", lines[i].text, err,
				 m.maps_nr);
		proc_maps_deinit(&m);
	}
}

/* Every cut of a good text is parsed or refused, never read past its end. */
static void test_cuts(void **state)
{
	(void)state;
	for (size_t len = 0; len < sizeof(sample); len++) {
		char *cut = strndup(sample, len);
		struct proc_maps m;

		assert_non_null(cut);
		proc_maps_parse(cut, &m);
		assert_in_range(m.maps_nr, 0, 4);
		proc_maps_deinit(&m);
		free(cut);
	}
}

static void test_own_process(void **state)
{
	const struct proc_file *file;
	char path[2 * PATH_MAX];
	struct proc_maps m;
	struct stat st;
	struct stat opened;
	int fd;

	(void)state;
	assert_int_equal(proc_maps_read(getpid(), &m), 0);
	assert_int_equal(stat("/proc/self/exe", &st), 0);
	file = proc_maps_find(&m, st.st_dev, st.st_ino);
	assert_non_null(file);
	assert_false(file->deleted);
	fd = proc_maps_open(getpid(), &m, file, path, sizeof(path));
	assert_true(fd >= 0);
	assert_int_equal(fstat(fd, &opened), 0);
	assert_int_equal(opened.st_ino, st.st_ino);
	close(fd);
	proc_maps_deinit(&m);
}

static void test_no_process(void **state)
{
	struct proc_maps m;

	(void)state;
	fixture_log_start();
	/* Larger than any process id of a 64-bit kernel. */
	assert_int_equal(proc_maps_read(1 << 23, &m), -ESRCH);
	fixture_log_stop();
	assert_string_equal(fixture_log(),
			    "process 8388608: no such process\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_cuts),
		cmocka_unit_test(test_own_process),
		cmocka_unit_test(test_no_process),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
