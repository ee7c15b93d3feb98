// SPDX-License-Identifier: GPL-2.0
/* --runtime=user: sessions in this process, from the command line down. */
#include "user/device.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "machine.h"
#include "run/stapx.h"
#include "user/timers.h"
#include "vm_fixture.h"

#define ARGS_MAX 8
#define TEXT_MAX 4096
#define PAGE	 4096

struct outcome {
	char out[TEXT_MAX];
	char err[TEXT_MAX];
	int status;
};

static void become_stapx(const char *const *args, FILE *out, FILE *err)
{
	char *argv[ARGS_MAX + 3] = { NULL };
	int argc = 0;
	int status;

	dup2(fileno(out), STDOUT_FILENO);
	dup2(fileno(err), STDERR_FILENO);
	argv[argc++] = strdup("stapx");
	argv[argc++] = strdup("--runtime=user");
	for (; *args; args++)
		argv[argc++] = strdup(*args);
	status = stapx_main(argc, argv);
	fflush(stdout);
	_exit(status);
}

static void read_back(FILE *from, char *to)
{
	size_t len;

	rewind(from);
	len = fread(to, 1, TEXT_MAX - 1, from);
	to[len] = '\0';
	fclose(from);
}

static void run_stapx(const char *const *args, struct outcome *ret)
{
	FILE *out = tmpfile();
	FILE *err = tmpfile();
	int status;
	pid_t pid;

	assert_non_null(out);
	assert_non_null(err);
	fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid)
		become_stapx(args, out, err);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	ret->status = WEXITSTATUS(status);
	read_back(out, ret->out);
	read_back(err, ret->err);
}

struct user_case {
	const char *args[ARGS_MAX];
	const char *out; /* all of it */
	const char *err; /* a part; NULL: nothing at all is said */
	int status;
};

#define END "probe end { println(\"end\") } "
#define ERR "probe error { println(\"error\") } "

static const struct user_case cases[] = {
	{ { "-e", "global n probe timer.ms(1) { println(++n) if (n == 3) "
		  "exit() } probe timer.ms(500) { println(\"late\") }" END },
	  "1\n2\n3\nend\n",
	  NULL,
	  0 },
	/* Timers fire in the order of their times. */
	{ { "-e", "probe timer.ms(15) { exit() } probe timer.ms(10) { "
		  "println(10) } probe timer.ms(8) { println(8) }" },
	  "8\n10\n",
	  NULL,
	  0 },
	{ { "-e", "probe begin { exit() println(1) } probe begin(1) { "
		  "println(2) }" END },
	  "1\nend\n",
	  NULL,
	  0 },
	{ { "-e", "probe begin(2) { println(2) exit() } probe begin(-2) { "
		  "println(-2) } probe begin { println(0) }" },
	  "-2\n0\n2\n",
	  NULL,
	  0 },
	/* Error probes run in place of end probes. */
	{ { "-e", "probe begin { println(1 % strlen(\"\")) }" END ERR },
	  "error\n",
	  "ERROR: division by zero",
	  1 },
	{ { "-DMAXERRORS=1", "-e",
	    "probe begin { error(\"mine\") } probe timer.ms(1) { exit() }" END
		    ERR },
	  "end\n",
	  "ERROR: mine",
	  0 },
	{ { "-e", "probe never { println(1) } probe begin { exit() }" },
	  "",
	  NULL,
	  0 },
	{ { "-c", "true", "-e", "probe begin { println(target() > 0) }" END },
	  "1\nend\n",
	  NULL,
	  0 },
	{ { "-e", "probe process(\"/bin/true\").function(\"main\") {}" },
	  "",
	  "this probe needs the kernel: run it without --runtime=user",
	  1 },
	{ { "--runtime=bpf", "-e", "probe begin {}" },
	  "",
	  "--runtime=bpf: no such runtime",
	  1 },
	{ { "-e", "probe timer.ns(9999) {}" },
	  "",
	  "the interval is too short",
	  1 },
	/* More than a ring holds is not lost: begin waits for the reader. */
	{ { "-o", "/dev/null", "-e",
	    "probe begin { for (i = 0; i < 50000; i++) println(i) exit() }" },
	  "",
	  NULL,
	  0 },
};

static void test_cases(void **state)
{
	struct outcome got;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct user_case *c = &cases[i];

		run_stapx(c->args, &got);
		if (got.status != c->status || strcmp(got.out, c->out) ||
		    (c->err ? !strstr(got.err, c->err) : got.err[0]))
			fail_msg("case %zu: exit status %d\n%s---\n%s", i,
				 got.status, got.out, got.err);
	}
}

/* A signal ends it as exit() does; the script sends it to its own process. */
static void test_signal(void **state)
{
	static const char script[] = "probe begin { println(\"begin\") }" END;
	const char *args[] = { "-c", "kill -TERM $PPID; exec sleep 1", "-e",
			       script, NULL };
	struct outcome got;

	(void)state;
	run_stapx(args, &got);
	assert_string_equal(got.out, "begin\nend\n");
	assert_int_equal(got.status, 0);
}

/* Two pages of which the second cannot be read. */
static char *make_fence(void)
{
	char *mem = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	assert_true(mem != MAP_FAILED);
	assert_int_equal(mprotect(mem + PAGE, PAGE, PROT_NONE), 0);
	return mem;
}

struct read_case {
	const char *text; /* lies before the fence, with its NUL if `nul` */
	int nul;
	s64 max; /* of user_string_n; -2: user_string */
	const char *want; /* NULL: a fault */
};

static const struct read_case read_cases[] = {
	{ "hello", 1, -2, "hello" }, { "", 1, -2, "" },
	{ "hello", 0, -2, NULL },    { "hello", 0, 5, "hello" },
	{ "hello", 0, 3, "hel" },    { "hello", 0, 6, NULL },
	{ "hello", 1, 99, "hello" }, { "hello", 0, 0, "" },
};

static void check_read(struct machine *m, char *fence,
		       const struct read_case *c, sx_builtin_fn *whole,
		       sx_builtin_fn *part)
{
	size_t len = strlen(c->text) + (size_t)c->nul;
	char *at = fence + PAGE - len;
	union sx_reg ints[2] = { { .i = (s64)(intptr_t)at }, { .i = c->max } };
	union sx_reg ret;
	int err;

	memcpy(at, c->text, len);
	if (c->max == -2)
		err = whole(m->vm[0], ints, NULL, &ret);
	else
		err = part(m->vm[0], ints, NULL, &ret);
	assert_int_equal(err, c->want ? 0 : -1);
	if (c->want)
		assert_string_equal(ret.s->data, c->want);
	else
		assert_int_equal(m->vm[0]->error, SX_ERR_USER_FAULT);
}

static void test_memory(void **state)
{
	static const struct vm_case none = { .name = "none" };
	char *fence = make_fence();
	union sx_reg arg, ret;
	struct machine m;
	unsigned char *image;
	struct asm_prog p;
	u32 len;
	size_t i;

	(void)state;
	asm_init(&p);
	vm_fixture_image(&p, &none, SX_PROBE_BEGIN);
	image = asm_image(&p, &len);
	assert_int_equal(machine_init(&m, image, len, NULL, NULL), 0);
	for (i = 0; i < sizeof(read_cases) / sizeof(read_cases[0]); i++)
		check_read(&m, fence, &read_cases[i], sx_builtin_user_string,
			   sx_builtin_user_string_n);
	/* Here it is all the same memory. */
	for (i = 0; i < sizeof(read_cases) / sizeof(read_cases[0]); i++)
		check_read(&m, fence, &read_cases[i], sx_builtin_kernel_string,
			   sx_builtin_kernel_string_n);
	memset(fence + PAGE - 8, 0xfe, 8);
	arg.i = (s64)(intptr_t)fence + PAGE - 4;
	assert_int_equal(sx_builtin_user_int(m.vm[0], &arg, NULL, &ret), 0);
	assert_int_equal(ret.i, (s32)0xfefefefe);
	assert_int_equal(sx_builtin_user_uint16(m.vm[0], &arg, NULL, &ret), 0);
	assert_int_equal(ret.i, 0xfefe);
	assert_int_equal(sx_builtin_kernel_short(m.vm[0], &arg, NULL, &ret), 0);
	assert_int_equal(ret.i, (s16)0xfefe);
	assert_int_equal(sx_builtin_user_long(m.vm[0], &arg, NULL, &ret), -1);
	assert_int_equal(m.vm[0]->error_arg, arg.i);
	machine_deinit(&m);
	asm_deinit(&p);
	munmap(fence, 2 * PAGE);
}

static int call(int fd, unsigned int request, void *arg)
{
	return user_device.ioctl(fd, request, arg);
}

static int load(int fd, unsigned char *image, u32 len)
{
	struct sx_load args = { .image = (u64)(uintptr_t)image,
				.image_len = len };

	return call(fd, SX_IOC_LOAD, &args);
}

/* The calls of stapx/abi.h out of order, and with what they do not take. */
static void check_calls(int fd, unsigned char *image, u32 len)
{
	struct sx_attach timer = { .kind = SX_ATTACH_TIMER };
	struct sx_attach inode = { .kind = SX_ATTACH_INODE };
	struct sx_attach beyond = { .kind = SX_ATTACH_TIMER, .probe = 99 };
	struct sx_dump dump = { .global = 0 };
	struct sx_stats stats = { 0 };
	void *mem;

	assert_int_equal(call(fd, SX_IOC_START, NULL), -EBUSY);
	assert_int_equal(call(fd, SX_IOC_STOP, NULL), -EINVAL);
	assert_int_equal(call(fd, SX_IOC_STATS, &stats), -EINVAL);
	assert_int_equal(call(fd, SX_IOC_DUMP, &dump), -EINVAL);
	assert_int_equal(call(fd, 0x1234, NULL), -ENOTTY);
	assert_int_equal(load(fd, image, 0), -E2BIG);
	assert_int_equal(load(fd, image, len), 0);
	assert_int_equal(load(fd, image, len), -EBUSY);
	assert_int_equal(call(fd, SX_IOC_ATTACH, &inode), -EOPNOTSUPP);
	assert_int_equal(call(fd, SX_IOC_ATTACH, &beyond), -EINVAL);
	/* The probe is no timer. */
	assert_int_equal(call(fd, SX_IOC_ATTACH, &timer), -EINVAL);
	assert_int_equal(user_device.mmap(fd, PAGE, PAGE, PROT_READ, &mem),
			 -EINVAL);
	assert_int_equal(
		user_device.mmap(fd, SX_MMAP_STATUS, 2 * PAGE, PROT_READ, &mem),
		-EINVAL);
	assert_int_equal(call(fd, SX_IOC_DUMP, &dump), -ENOSPC);
	assert_true(dump.used > 0);
	assert_int_equal(call(fd, SX_IOC_START, NULL), 0);
	assert_int_equal(call(fd, SX_IOC_START, NULL), -EBUSY);
	assert_int_equal(call(fd, SX_IOC_STOP, NULL), 0);
	assert_int_equal(call(fd, SX_IOC_STOP, NULL), -EINVAL);
}

/* Two sessions do not know of each other; a closed one is gone. */
static void test_calls(void **state)
{
	static const struct vm_case none = { .name = "none" };
	struct asm_prog p;
	unsigned char *image;
	u32 len;
	int a, b;

	(void)state;
	asm_init(&p);
	vm_fixture_image(&p, &none, SX_PROBE_BEGIN);
	image = asm_image(&p, &len);
	a = user_device.open(SX_DEVICE);
	b = user_device.open(SX_DEVICE);
	assert_true(a >= 0 && b >= 0 && a != b);
	check_calls(a, image, len);
	user_device.close(a);
	assert_int_equal(call(a, SX_IOC_STOP, NULL), -EBADF);
	check_calls(b, image, len);
	user_device.close(b);
	asm_deinit(&p);
}

/* A program that the verifier does not take is told with its place. */
static void test_rejected(void **state)
{
	unsigned char image[8] = "no";
	struct sx_load args = { .image = (u64)(uintptr_t)image,
				.image_len = sizeof(image) };
	int fd = user_device.open(SX_DEVICE);

	(void)state;
	assert_int_equal(call(fd, SX_IOC_LOAD, &args), -EINVAL);
	assert_int_not_equal(args.verify_code, 0);
	assert_int_equal(call(fd, SX_IOC_START, NULL), -EBUSY);
	user_device.close(fd);
}

static void count(u32 id, void *arg)
{
	(void)id;
	__atomic_add_fetch((u32 *)arg, 1, __ATOMIC_RELAXED);
}

/* After stop nothing fires; a late timer does not catch up. */
static void test_timers(void **state)
{
	struct user_timers t = { 0 };
	u32 fired = 0;
	u32 seen;

	(void)state;
	user_timers_stop(&t);
	assert_int_equal(user_timers_start(&t, count, &fired), 0);
	assert_int_equal(user_timers_add(&t, 0, 50000, 20000), 0);
	assert_int_equal(user_timers_add(&t, 1, 3600000000000ull, 0), 0);
	assert_int_equal(user_timers_start(&t, count, &fired), 0);
	while (__atomic_load_n(&fired, __ATOMIC_RELAXED) < 3)
		usleep(100);
	user_timers_stop(&t);
	seen = fired;
	usleep(2000);
	assert_int_equal(fired, seen);
	user_timers_deinit(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),	 cmocka_unit_test(test_signal),
		cmocka_unit_test(test_memory),	 cmocka_unit_test(test_calls),
		cmocka_unit_test(test_rejected), cmocka_unit_test(test_timers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
