// SPDX-License-Identifier: GPL-2.0
/* Compressed files: the host's program writes into a pipe, no shell. */
#include "kload/unpack.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"

static const struct format {
	const char *magic;
	size_t magic_len;
	const char *program;
	const char *package;
} formats[] = {
	{ "\xfd"
	  "7zXZ",
	  6, "xz", "xz-utils" },
	{ "\x28\xb5\x2f\xfd", 4, "zstd", "zstd" },
	{ "\x1f\x8b", 2, "gzip", "gzip" },
};

/* The program runs as root: only from places that root alone writes. */
static const char *const directories[] = { "/usr/bin", "/bin",
					   "/usr/local/bin" };

#define EXIT_NO_PROGRAM 127

static const struct format *recognise(int fd)
{
	char head[6];
	size_t i;

	if (pread(fd, head, sizeof(head), 0) != (ssize_t)sizeof(head))
		return NULL;
	for (i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		if (!memcmp(head, formats[i].magic, formats[i].magic_len))
			return &formats[i];
	}
	return NULL;
}

/* In the child, never returns: file on stdin, pipe on stdout. */
static void run_program(const struct format *f, int in, int out)
{
	char *const argv[] = { (char *)f->program, (char *)"-dc", NULL };
	char *const envp[] = { NULL };
	char path[64];
	size_t i;

	if (dup2(in, 0) < 0 || dup2(out, 1) < 0)
		_exit(EXIT_NO_PROGRAM);
	for (i = 0; i < sizeof(directories) / sizeof(directories[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", directories[i],
			 f->program);
		execve(path, argv, envp);
	}
	_exit(EXIT_NO_PROGRAM);
}

static int wait_status(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			return -errno;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static int unpack_fd(const char *path, const struct format *f, int in,
		     size_t max, char **ret, size_t *ret_len)
{
	int pipe_fd[2];
	pid_t pid;
	int status;
	int err;

	if (pipe2(pipe_fd, O_CLOEXEC))
		return -errno;
	pid = fork();
	if (!pid)
		run_program(f, in, pipe_fd[1]);
	err = pid < 0 ? -errno : 0;
	close(pipe_fd[1]);
	if (!err)
		err = file_read_fd(pipe_fd[0], max, ret, ret_len);
	close(pipe_fd[0]);
	if (pid < 0)
		return err;
	status = wait_status(pid);
	if (err)
		return err;
	if (!status)
		return 0;
	free(*ret);
	*ret = NULL;
	if (status == EXIT_NO_PROGRAM)
		log_err("unpack %s: there is no %s: install package %s", path,
			f->program, f->package);
	else
		log_err("unpack %s: %s failed with status %d: the file is damaged",
			path, f->program, status);
	return -EINVAL;
}

int unpack_read(const char *path, size_t max, char **ret, size_t *ret_len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	const struct format *f;
	int err;

	if (fd < 0) {
		err = -errno;
		log_err("open %s: %s", path, strerror(-err));
		return err;
	}
	f = recognise(fd);
	err = f ? unpack_fd(path, f, fd, max, ret, ret_len)
		: file_read_fd(fd, max, ret, ret_len);
	close(fd);
	if (err && err != -EINVAL)
		log_err("read %s: %s", path, strerror(-err));
	return err;
}
