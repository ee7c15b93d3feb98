// SPDX-License-Identifier: GPL-2.0
/* Test programs compiled at test time, in a scratch directory. */
#include "fixture.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/log.h"

static char dir[PATH_MAX];
static char log_text[1 << 16];

const char *fixture_dir(void)
{
	const char *tmp = getenv("TMPDIR");

	if (dir[0])
		return dir;
	snprintf(dir, sizeof(dir), "%s/stapx-test.XXXXXX", tmp ? tmp : "/tmp");
	assert_non_null(mkdtemp(dir));
	return dir;
}

const char *fixture_path(const char *name)
{
	static char paths[8][PATH_MAX];
	static unsigned int next;
	char *path = paths[next++ % 8];

	assert_in_range(snprintf(path, PATH_MAX, "%s/%s", fixture_dir(), name),
			1, PATH_MAX - 1);
	return path;
}

void fixture_run(const char *fmt, ...)
{
	char cwd[PATH_MAX];
	char command[8192];
	size_t used;
	va_list ap;

	assert_non_null(getcwd(cwd, sizeof(cwd)));
	used = (size_t)snprintf(command, sizeof(command),
				"cd '%s' && ln -sfn '%s/tests/fixtures' src && "
				"export SRC=\"$PWD/src\" CC=\"${CC:-gcc}\" && ",
				fixture_dir(), cwd);
	va_start(ap, fmt);
	vsnprintf(command + used, sizeof(command) - used, fmt, ap);
	va_end(ap);
	if (system(command))
		fail_msg("command failed: %s", command);
}

static void become(const char *root, const char *path, int in[2], int out[2])
{
	if (root && (chroot(root) || chdir("/")))
		_exit(126);
	dup2(in[0], 0);
	dup2(out[1], 1);
	close(in[1]);
	close(out[0]);
	execl(path, path, (char *)NULL);
	_exit(127);
}

struct fixture_proc fixture_start_in(const char *root, const char *path)
{
	struct fixture_proc proc;
	int in[2];
	int out[2];
	char c = 0;

	assert_int_equal(pipe(in), 0);
	assert_int_equal(pipe(out), 0);
	proc.pid = fork();
	assert_true(proc.pid >= 0);
	if (!proc.pid)
		become(root, path, in, out);
	close(in[0]);
	close(out[1]);
	proc.stdin_fd = in[1];
	proc.stdout_fd = out[0];
	if (read(proc.stdout_fd, &c, 1) != 1 || c != 'r')
		fail_msg("%s does not start", path);
	return proc;
}

struct fixture_proc fixture_start(const char *path)
{
	return fixture_start_in(NULL, path);
}

void fixture_stop(struct fixture_proc *proc)
{
	close(proc->stdin_fd);
	waitpid(proc->pid, NULL, 0);
	close(proc->stdout_fd);
}

int fixture_teardown(void **state)
{
	char command[PATH_MAX + 16];

	(void)state;
	if (!dir[0])
		return 0;
	snprintf(command, sizeof(command), "rm -rf '%s'", dir);
	dir[0] = '\0';
	return system(command);
}

static void keep(const char *line, void *arg)
{
	size_t used = strlen(log_text);

	(void)arg;
	snprintf(log_text + used, sizeof(log_text) - used, "%s\n", line);
}

void fixture_log_start(void)
{
	log_text[0] = '\0';
	log_set_sink(keep, NULL);
}

const char *fixture_log(void)
{
	return log_text;
}

void fixture_log_stop(void)
{
	log_set_sink(NULL, NULL);
}
