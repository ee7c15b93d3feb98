// SPDX-License-Identifier: GPL-2.0
/*
 * The program stapx from its command line to its exit status, with the
 * machine of lib/ in place of the kernel object.
 */
#include "run/stapx.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "fake_device.h"
#include "fixture.h"
#include "run/run.h"

#define ARGS_MAX    10
#define DEADLINE_MS 20000

struct kload_opts;

/* What a run of stapx has left. */
struct outcome {
	char out[4096];
	char err[4096];
	int status; /* exit status; 128 + the signal that ended it */
};

static int no_module(const struct kload_opts *opts)
{
	(void)opts;
	return 0;
}

/* The child's side: becomes stapx. */
static void become_stapx(const char *const *args, int out, int err)
{
	char *argv[ARGS_MAX + 2] = { NULL };
	int argc = 0;
	int status;

	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	for (; args[argc]; argc++)
		argv[argc] = strdup(args[argc]);
	session_set_device(&fake_session_device);
	run_set_loader(no_module);
	status = stapx_main(argc, argv);
	fflush(stdout);
	_exit(status);
}

struct running {
	pid_t pid;
	int out;
	int err;
};

static struct running start_stapx(const char *const *argv)
{
	struct running run;
	int out[2];
	int err[2];

	assert_int_equal(pipe2(out, O_CLOEXEC), 0);
	assert_int_equal(pipe2(err, O_CLOEXEC), 0);
	fflush(NULL);
	run.pid = fork();
	assert_true(run.pid >= 0);
	if (!run.pid) {
		close(out[0]);
		close(err[0]);
		become_stapx(argv, out[1], err[1]);
	}
	close(out[1]);
	close(err[1]);
	run.out = out[0];
	run.err = err[0];
	return run;
}

/* Appends what comes until the end of file, or until `until` was seen. */
static void read_text(int fd, char *text, size_t size, const char *until)
{
	size_t len = strlen(text);
	struct pollfd p = { .fd = fd, .events = POLLIN };

	while (!until || !strstr(text, until)) {
		ssize_t got;

		if (poll(&p, 1, DEADLINE_MS) != 1)
			fail_msg("nothing came in %d ms behind \"%s\"",
				 DEADLINE_MS, text);
		got = read(fd, text + len, size - 1 - len);
		if (got <= 0)
			break;
		len += (size_t)got;
		text[len] = '\0';
	}
}

static void finish(struct running *run, struct outcome *ret)
{
	int status;

	if (run->out >= 0)
		read_text(run->out, ret->out, sizeof(ret->out), NULL);
	read_text(run->err, ret->err, sizeof(ret->err), NULL);
	close(run->err);
	if (run->out >= 0)
		close(run->out);
	assert_int_equal(waitpid(run->pid, &status, 0), run->pid);
	ret->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status)
					  : WEXITSTATUS(status);
}

static void run_argv(const char *const *argv, struct outcome *ret)
{
	struct running run = start_stapx(argv);

	memset(ret, 0, sizeof(*ret));
	finish(&run, ret);
}

struct run_case {
	const char *args[ARGS_MAX]; /* behind "stapx" */
	const char *out; /* all of it */
	const char *err; /* a part; NULL: nothing at all is said */
	int status;
	void (*prepare)(void);
};

static void no_device(void)
{
	fake_device.open_err = -ENOENT;
}

static void device_not_root(void)
{
	fake_device.open_err = -EACCES;
}

static void device_no_capability(void)
{
	fake_device.open_err = -EPERM;
}

static void device_other_version(void)
{
	fake_device.version.abi++;
}

static void start_fails(void)
{
	fake_device.start_err = -ESRCH;
}

#define DIVIDE "probe begin { x = 0\n  println(1 / x) }"
#define HELLO \
	"probe begin { println(\"hi\") exit() } probe end { println(\"bye\") }"
#define COUNT                                                               \
	"global n probe timer.ms(1) { n++ println(n) if (n == 3) exit() } " \
	"probe end { println(\"end\") }"
#define FAILING \
	"global n probe timer.ms(1) { n++ if (n == 4) exit() println(1/(n-n)) }"

static const struct run_case run_cases[] = {
	{ { "-e", HELLO }, "hi\nbye\n", NULL, 0, NULL },
	{ { "-e", COUNT }, "1\n2\n3\nend\n", NULL, 0, NULL },
	{ { "-e", "probe begin { printf(\"%s %d\\n\", @1, $2) exit() }", "one",
	    "2" },
	  "one 2\n",
	  NULL,
	  0,
	  NULL },
	{ { "-v", "-e", HELLO }, "hi\nbye\n", "stapx: compile ", 0, NULL },
	{ { "-v", "-e", HELLO }, "hi\nbye\n", "stapx: first output ", 0, NULL },
	{ { "-v", "-e", "probe timer.s(100) {} probe timer.ms(1) { exit() }" },
	  "",
	  "0 hits: timer.s(100)",
	  0,
	  NULL },
	/* Run-time errors. */
	{ { "-e", DIVIDE },
	  "",
	  "ERROR: division by zero near operator '/' at <input>:2:",
	  1,
	  NULL },
	{ { "--suppress-handler-errors", "-e", FAILING },
	  "",
	  "WARNING: division by zero near operator '/' at <input>:1:",
	  0,
	  NULL },
	{ { "-DMAXERRORS=2", "-e", FAILING },
	  "",
	  "number of errors: 3, skipped probes: 0",
	  1,
	  NULL },
	{ { "-DMAXERRORS=9", "-e", FAILING },
	  "",
	  "number of errors: 4, skipped probes: 0",
	  0,
	  NULL },
	{ { "-e", "probe begin { error(\"mine\") }" },
	  "",
	  "ERROR: mine near identifier 'error' at <input>:1:",
	  1,
	  NULL },
	{ { "-e", "probe begin { warn(\"look\") exit() }" },
	  "",
	  "WARNING: look\n",
	  0,
	  NULL },
	{ { "-DMAXACTION=10", "-e", "probe timer.ms(1) { while (1) {} }" },
	  "",
	  "ERROR: MAXACTION exceeded",
	  1,
	  NULL },
	/* What is lost is told, and is no failure. */
	{ { "-o", "/dev/null", "-e",
	    "probe begin { for (i = 0; i < 20000; i++) println(i) exit() }" },
	  "",
	  "output records lost: use a larger -s (now 256 KB of each CPU, try -s 1)",
	  0,
	  NULL },
	/* The command of -c. */
	{ { "-c", "true", "-e", "probe end { println(\"end\") }" },
	  "end\n",
	  NULL,
	  0,
	  NULL },
	{ { "-c", "echo said", "-e", "probe end { println(\"end\") }" },
	  "said\nend\n",
	  NULL,
	  0,
	  NULL },
	{ { "-c", "true; exit 3", "-e", "probe end { println(\"end\") }" },
	  "end\n",
	  "\"true; exit 3\" ended with exit status 3",
	  0,
	  NULL },
	{ { "-c", "/nowhere/nothing", "-e", "probe end { println(\"end\") }" },
	  "",
	  "start /nowhere/nothing: No such file",
	  1,
	  NULL },
	{ { "-c", "echo said", "-e", HELLO }, "hi\nbye\n", NULL, 0, NULL },
	/* What is refused before anything runs. */
	{ { "-x", "4194304", "-e", HELLO },
	  "",
	  "-x 4194304: there is no such process",
	  1,
	  NULL },
	{ { "/nowhere/a.stp" }, "", "/nowhere/a.stp: no such script", 1, NULL },
	{ { "-e", "probe begin { x = }" }, "", "<input>:1:", 1, NULL },
	{ { "-o", "/nowhere/out", "-e", HELLO },
	  "",
	  "-o /nowhere/out: No such file",
	  1,
	  NULL },
	{ { "-e", HELLO },
	  "",
	  "open /dev/stapx: the kernel object is not loaded: run 'stapx kload'",
	  1,
	  no_device },
	{ { "-e", HELLO },
	  "",
	  "open /dev/stapx: permission denied: run stapx as root",
	  1,
	  device_not_root },
	{ { "-e", HELLO },
	  "",
	  "open /dev/stapx: CAP_SYS_ADMIN is needed",
	  1,
	  device_no_capability },
	{ { "-e", HELLO },
	  "",
	  "of another version (ABI 5, programs 3) than this stapx (4, 3)",
	  1,
	  device_other_version },
	{ { "-e", HELLO },
	  "hi\n",
	  "start the session: No such process",
	  1,
	  start_fails },
};

static void check_run(const struct run_case *c)
{
	const char *argv[ARGS_MAX + 2] = { "stapx" };
	struct outcome got;
	size_t i;

	for (i = 0; i < ARGS_MAX && c->args[i]; i++)
		argv[i + 1] = c->args[i];
	fake_device_reset();
	if (c->prepare)
		c->prepare();
	run_argv(argv, &got);
	if (got.status != c->status || strcmp(got.out, c->out) ||
	    (c->err ? !strstr(got.err, c->err) : got.err[0]))
		fail_msg("stapx %s %s ...: exit status %d\n%s---\n%s",
			 c->args[0], c->args[1] ? c->args[1] : "", got.status,
			 got.out, got.err);
}

static void test_cases(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(run_cases) / sizeof(run_cases[0]); i++)
		check_run(&run_cases[i]);
}

/* Each is enough to end a session that would go on for ever. */
static void check_signal(int sig)
{
	static const char *const argv[] = { "stapx", "-e",
					    "probe begin { println(\"begin\") } "
					    "probe end { println(\"end\") }",
					    NULL };
	struct outcome got = { 0 };
	struct running run;

	fake_device_reset();
	run = start_stapx(argv);
	read_text(run.out, got.out, sizeof(got.out), "begin\n");
	kill(run.pid, sig);
	finish(&run, &got);
	assert_string_equal(got.out, "begin\nend\n");
	assert_string_equal(got.err, "");
	assert_int_equal(got.status, 0);
}

static void test_signals(void **state)
{
	(void)state;
	check_signal(SIGINT);
	check_signal(SIGTERM);
	check_signal(SIGHUP);
}

/* Nobody reads: the first signal waits for that, a later one does not. */
static void test_second_signal(void **state)
{
	static const char *const argv[] = {
		"stapx", "-s1", "-e",
		"probe begin { for (i = 0; i < 20000; i++) println(i) }", NULL
	};
	const struct timespec tick = { .tv_nsec = 50000000 };
	struct running run;
	struct pollfd p;
	int status;
	int i;

	(void)state;
	fake_device_reset();
	run = start_stapx(argv);
	p = (struct pollfd){ .fd = run.out, .events = POLLIN };
	assert_int_equal(poll(&p, 1, DEADLINE_MS), 1);
	for (i = 0; i < DEADLINE_MS / 50; i++) {
		kill(run.pid, SIGINT);
		if (waitpid(run.pid, &status, WNOHANG) == run.pid)
			break;
		nanosleep(&tick, NULL);
	}
	close(run.out);
	close(run.err);
	assert_true(i > 1 && i < DEADLINE_MS / 50);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 128 + SIGINT);
}

/* Nobody reads any more: with and without further output. */
static void check_closed_output(const char *script)
{
	const char *const argv[] = { "stapx", "-e", script, NULL };
	struct outcome got = { 0 };
	struct running run;

	fake_device_reset();
	run = start_stapx(argv);
	read_text(run.out, got.out, sizeof(got.out), "begin\n");
	close(run.out);
	run.out = -1;
	finish(&run, &got);
	assert_string_equal(got.err, "");
	assert_int_equal(got.status, 0);
}

static void test_closed_output(void **state)
{
	static const char quiet[] = "probe begin { println(\"begin\") }";
	static const char loud[] =
		"probe begin, timer.ms(1) { println(\"begin\") }";

	(void)state;
	check_closed_output(quiet);
	check_closed_output(loud);
}

struct process_case {
	const char *script;
	const char *err; /* a part */
	int status;
};

#define EXIT "probe timer.ms(1) { exit() } "

static const struct process_case process_cases[] = {
	{ EXIT "probe process.function(\"fx_work\") {}",
	  "target\").function(\"fx_work\")", 0 },
	{ EXIT "probe process.function(\"fx_wrok\") {}",
	  "did you mean `fx_work'", 1 },
	{ EXIT "probe process.function(\"nothing_near\")? {}", "session ", 0 },
	{ "probe process.function(\"a_b_c\"), process.function(\"d_e_f\") {}",
	  "`d_e_f'", 1 },
};

/* A live process: its functions are found, and named with -v. */
static void test_process(void **state)
{
	struct fixture_proc proc;
	struct outcome got;
	char pid[16];
	size_t i;

	(void)state;
	fixture_run("$CC -O0 -o target $SRC/fx_target.c");
	proc = fixture_start(fixture_path("target"));
	snprintf(pid, sizeof(pid), "%d", proc.pid);
	for (i = 0; i < sizeof(process_cases) / sizeof(process_cases[0]); i++) {
		const struct process_case *c = &process_cases[i];
		const char *const argv[] = { "stapx", "-v",	 "-x", pid,
					     "-e",    c->script, NULL };

		fake_device_reset();
		run_argv(argv, &got);
		if (got.status != c->status || !strstr(got.err, c->err))
			fail_msg("%s: %d\n%s", c->script, got.status, got.err);
	}
	fixture_stop(&proc);
}

/* The session goes on when the process of -x ends. */
static void test_process_ends(void **state)
{
	struct fixture_proc proc = fixture_start(fixture_path("target"));
	struct outcome got = { 0 };
	struct running run;
	char pid[16];
	const char *const argv[] = { "stapx",
				     "-v",
				     "-x",
				     pid,
				     "-e",
				     "probe process.function(\"fx_work\") {} "
				     "probe begin { println(\"begin\") }"
				     "probe end { println(\"end\") }",
				     NULL };

	(void)state;
	snprintf(pid, sizeof(pid), "%d", proc.pid);
	fake_device_reset();
	run = start_stapx(argv);
	read_text(run.out, got.out, sizeof(got.out), "begin\n");
	/* stapx has inherited what its end of input would be. */
	kill(proc.pid, SIGKILL);
	fixture_stop(&proc);
	read_text(run.err, got.err, sizeof(got.err), "has ended");
	assert_int_equal(waitpid(run.pid, NULL, WNOHANG), 0);
	kill(run.pid, SIGINT);
	finish(&run, &got);
	assert_string_equal(got.out, "begin\nend\n");
	assert_int_equal(got.status, 0);
}

/* -p4 writes a program file; it runs like its script. */
static void test_program_file(void **state)
{
	const char *file = fixture_path("hello.sxp");
	const char *const write_argv[] = { "stapx", "-p4", "-o", file,
					   "-e",    HELLO, NULL };
	const char *file_argv[] = { "stapx", file, NULL, NULL };
	struct outcome got;

	(void)state;
	fake_device_reset();
	run_argv(write_argv, &got);
	assert_int_equal(got.status, 0);
	assert_string_equal(got.err, "");
	assert_memory_equal(got.out, file, strlen(file));
	run_argv(file_argv, &got);
	assert_string_equal(got.out, "hi\nbye\n");
	assert_int_equal(got.status, 0);
	file_argv[2] = "argument";
	run_argv(file_argv, &got);
	assert_non_null(strstr(got.err, "compile its script again"));
	assert_int_equal(got.status, 1);
}

/* A program file that was cut or changed is refused by the verifier. */
static void test_broken_program_file(void **state)
{
	const char *file = fixture_path("hello.sxp");
	const char *argv[] = { "stapx", file, NULL };
	struct outcome got;

	(void)state;
	fake_device_reset();
	assert_int_equal(truncate(file, 200), 0);
	run_argv(argv, &got);
	assert_non_null(strstr(got.err, "no valid program: "));
	assert_string_equal(got.out, "");
	assert_int_equal(got.status, 1);
}

static void test_inspection(void **state)
{
	static const char bad[] =
		"global g, s, m probe begin { g = 1 s = \"\" exit() } "
		"probe timer.s(1) { m[\"x\", 1] <<< g println(@sum(m[\"x\",1]) . s) }";
	static const char good[] =
		"global g, s, m probe begin { g = 1 s = \"a\" exit() } "
		"probe timer.s(1) { m[s, 1] <<< g println(@sum(m[s, 1])) }";
	const char *argv[] = { "stapx", NULL, "-e", good, NULL };
	struct outcome got;

	(void)state;
	fake_device_reset();
	argv[1] = "-p1";
	run_argv(argv, &got);
	assert_string_equal(got.out, "global g\nglobal s\nglobal m\n"
				     "probe begin {\n\tg = 1;\n\ts = \"a\";\n"
				     "\texit();\n}\n"
				     "probe timer.s(1) {\n"
				     "\tm[s, 1] <<< g;\n"
				     "\tprintln(@sum(m[s, 1]));\n}\n");
	assert_int_equal(got.status, 0);
	argv[1] = "-p2";
	run_argv(argv, &got);
	assert_string_equal(got.out, "# globals\ng:long\ns:string\n"
				     "m:stats [string, long]\n"
				     "# probes\nbegin\ntimer.s(1)\n");
	argv[1] = "-p3";
	run_argv(argv, &got);
	assert_non_null(strstr(got.out, "MSTADD"));
	assert_string_equal(got.err, "");
	argv[3] = bad;
	argv[1] = "-p2";
	run_argv(argv, &got);
	assert_int_equal(got.status, 1);
	assert_non_null(strstr(got.err, "<input>:1:"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_signals),
		cmocka_unit_test(test_second_signal),
		cmocka_unit_test(test_closed_output),
		cmocka_unit_test(test_process),
		cmocka_unit_test(test_process_ends),
		cmocka_unit_test(test_program_file),
		cmocka_unit_test(test_broken_program_file),
		cmocka_unit_test(test_inspection),
	};

	return cmocka_run_group_tests(tests, NULL, fixture_teardown);
}
