// SPDX-License-Identifier: GPL-2.0
/* An index made for the running process. */
#include "dwarf/made.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "dwarf/make.h"
#include "index/store.h"

#define STATUS_NO_DATA 2 /* of the child: there is no debug information */

/* Silent. */
static int use_store(struct made *made, const u8 *build_id, u32 len)
{
	char dir[PATH_MAX];
	int err = store_path(store_default(dir), build_id, len, made->path);

	if (!err)
		err = store_try_room(made->path);
	if (err)
		return err;
	memcpy(dir, made->path, sizeof(dir));
	*strrchr(dir, '/') = '\0';
	return access(dir, W_OK) ? -errno : 0;
}

static int use_scratch(struct made *made)
{
	const char *tmp = getenv("TMPDIR");

	if (snprintf(made->scratch, sizeof(made->scratch), "%s/stapx-XXXXXX",
		     tmp && *tmp == '/' ? tmp : "/tmp") >=
		    (int)sizeof(made->scratch) - (int)sizeof("/index.sxi") ||
	    !mkdtemp(made->scratch)) {
		int err = errno ? -errno : -ENAMETOOLONG;

		log_err("make the directory %s: %s", made->scratch,
			strerror(-err));
		made->scratch[0] = '\0';
		return err;
	}
	stpcpy(stpcpy(made->path, made->scratch), "/index.sxi");
	return 0;
}

static void write_line(const char *line, void *arg)
{
	/* Nobody to tell when nobody reads. */
	if (dprintf(*(int *)arg, "%s\n", line) < 0)
		return;
}

__attribute__((noreturn)) static void run_child(const struct made *made,
						const char *path, int out)
{
	char where[PATH_MAX];
	int err;

	log_set_sink(write_line, &out);
	err = make_index(path, true, made->path, NULL, where);
	if (err == -ENODATA)
		_exit(STATUS_NO_DATA);
	_exit(err ? 1 : 0);
}

/* The child's messages become ours, wherever those go. */
static void pass_on(int fd)
{
	FILE *f = fdopen(fd, "r");
	char *line = NULL;
	size_t size = 0;

	if (!f) {
		close(fd);
		return;
	}
	while (getline(&line, &size, f) > 0) {
		line[strcspn(line, "\n")] = '\0';
		log_note("%s", line);
	}
	free(line);
	fclose(f);
}

static int await(pid_t pid, const char *shown_path)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	if (WIFSIGNALED(status)) {
		log_err("%s: its index was not made: signal %d", shown_path,
			WTERMSIG(status));
		return -EIO;
	}
	if (WEXITSTATUS(status) == STATUS_NO_DATA)
		return -ENODATA;
	return WEXITSTATUS(status) ? -EIO : 0;
}

static int run(const struct made *made, const char *open_path,
	       const char *shown_path)
{
	int ends[2], err;
	pid_t pid = -1;

	if (pipe2(ends, O_CLOEXEC)) {
		err = -errno;
		log_err("make a pipe: %s", strerror(-err));
		return err;
	}
	fflush(NULL);
	pid = fork();
	if (!pid)
		run_child(made, open_path, ends[1]);
	err = pid < 0 ? -errno : 0;
	close(ends[1]);
	if (err) {
		log_err("start a process: %s", strerror(-err));
		close(ends[0]);
		return err;
	}
	pass_on(ends[0]);
	return await(pid, shown_path);
}

int made_place(struct made *ret, const u8 *build_id, u32 len)
{
	int err = len ? use_store(ret, build_id, len) : -ENOENT;

	ret->scratch[0] = '\0';
	if (!err)
		return 0;
	if (len)
		log_info("%s: %s: the index serves this run only", ret->path,
			 strerror(-err));
	return use_scratch(ret);
}

void made_drop(struct made *made)
{
	char none[PATH_MAX];

	if (!made->scratch[0])
		return;
	unlink(made->path);
	/* What fetch.c remembers lasts no longer than the directory. */
	if (snprintf(none, sizeof(none), "%s.none", made->path) <
	    (int)sizeof(none))
		unlink(none);
	rmdir(made->scratch);
}

int made_create(const struct made *made, const char *open_path,
		const char *shown_path)
{
	int err;

	log_progress("making the index of %s", shown_path);
	err = run(made, open_path, shown_path);
	log_progress(NULL);
	return err;
}
