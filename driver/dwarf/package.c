// SPDX-License-Identifier: GPL-2.0
/* The files of Debian packages, by dpkg-deb and dpkg-query. */
#include "dwarf/package.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "dwarf/source.h"

/* Starts a program whose output is *ret. Its pid, or -errno (reported). */
static pid_t start(const char *const *argv, FILE **ret)
{
	int ends[2], err;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC)) {
		err = -errno;
		log_err("make a pipe: %s", strerror(-err));
		return err;
	}
	fflush(NULL);
	pid = fork();
	if (!pid) {
		dup2(ends[1], STDOUT_FILENO);
		execvp(argv[0], (char *const *)argv);
		log_err("run %s: %s", argv[0], strerror(errno));
		_exit(127);
	}
	err = pid < 0 ? -errno : 0;
	close(ends[1]);
	*ret = err ? NULL : fdopen(ends[0], "r");
	if (!*ret) {
		log_err("run %s: %s", argv[0], strerror(errno));
		close(ends[0]);
	}
	return err ? err : pid;
}

static int finish(pid_t pid, FILE *out, const char *what)
{
	int status = -1;

	if (out)
		fclose(out);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return 0;
	log_err("%s: it cannot be read as a package", what);
	return -EIO;
}

static int add_installed(struct jobs *jobs, const char *name)
{
	const char *const argv[] = { "dpkg-query", "-L", "--", name, NULL };
	char *line = NULL;
	size_t size = 0;
	struct stat st;
	FILE *out;
	pid_t pid = start(argv, &out);
	int err = 0;

	if (pid < 0)
		return pid;
	while (out && getline(&line, &size, out) > 0) {
		line[strcspn(line, "\n")] = '\0';
		if (!err && !lstat(line, &st) && S_ISREG(st.st_mode) &&
		    source_is_elf(line))
			err = jobs_add(jobs, line);
	}
	free(line);
	return finish(pid, out, name) ? -EIO : err;
}

static int make_dir(struct packages *p)
{
	const char *tmp = getenv("TMPDIR");
	char debug[PATH_MAX];

	if (p->dir[0])
		return 0;
	if (snprintf(p->dir, sizeof(p->dir), "%s/stapx-XXXXXX",
		     tmp && *tmp == '/' ? tmp : "/tmp") >=
		    (int)sizeof(p->dir) - (int)sizeof("/usr/lib/debug") ||
	    !mkdtemp(p->dir)) {
		int err = errno ? -errno : -ENAMETOOLONG;

		log_err("make the directory %s: %s", p->dir, strerror(-err));
		p->dir[0] = '\0';
		return err;
	}
	stpcpy(stpcpy(debug, p->dir), "/usr/lib/debug");
	return source_add_debug_dir(debug);
}

static int unpack(struct packages *p, const char *deb)
{
	const char *const argv[] = { "dpkg-deb", "--extract", deb, p->dir,
				     NULL };
	FILE *out;
	pid_t pid = start(argv, &out);

	return pid < 0 ? pid : finish(pid, out, deb);
}

int package_add(struct packages *p, struct jobs *jobs, const char *package)
{
	size_t len = strlen(package);
	char path[PATH_MAX];
	int err;

	jobs->keep_going = true;
	if (len < 4 || strcmp(package + len - 4, ".deb") != 0)
		return add_installed(jobs, package);
	/* dpkg-deb takes what begins with a '-' for an option. */
	if (!realpath(package, path)) {
		err = -errno;
		log_err("open %s: %s", package, strerror(-err));
		return err;
	}
	err = make_dir(p);
	return err ? err : unpack(p, path);
}

int package_add_unpacked(struct packages *p, struct jobs *jobs)
{
	return p->dir[0] ? jobs_add(jobs, p->dir) : 0;
}

static int remove_one(const char *path, const struct stat *st, int flag,
		      struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path) && errno != ENOENT ? -1 : 0;
}

void package_clean(struct packages *p)
{
	if (p->dir[0])
		nftw(p->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	p->dir[0] = '\0';
}
