// SPDX-License-Identifier: GPL-2.0
/*
 * The lines of /proc/kallsyms: "ADDRESS TYPE NAME[\t[MODULE]]", the kernel's
 * own symbols first.
 */
#include "kload/kallsyms_lines.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"

#define PATH_KALLSYMS "/proc/kallsyms"
#define PATH_RESTRICT "/proc/sys/kernel/kptr_restrict"
#define READ_LEN      (64 * 1024)

struct reader {
	const char *path;
	kallsyms_line_fn *fn;
	void *arg;
	size_t line_nr;
	bool malformed;
};

/* The digits of an address; 0: not 1 to 16 of them. */
static size_t parse_address(const char *line, size_t len, uint64_t *ret)
{
	uint64_t addr = 0;
	size_t digits = 0;

	while (digits < len && digits < 17) {
		unsigned int c = (uint8_t)line[digits];

		if (c - '0' < 10)
			addr = addr << 4 | (c - '0');
		else if (c - 'a' < 6)
			addr = addr << 4 | (c - 'a' + 10);
		else
			break;
		digits++;
	}
	*ret = addr;
	return digits > 16 ? 0 : digits;
}

static int parse_line(const char *line, size_t len, struct kallsyms_line *ret)
{
	size_t digits = parse_address(line, len, &ret->addr);
	const char *tab = NULL;

	if (!digits || len < digits + 4 || line[digits] != ' ' ||
	    line[digits + 2] != ' ')
		return -EINVAL;
	ret->type = line[digits + 1];
	ret->name = line + digits + 3;
	ret->len = len - digits - 3;
	ret->module = NULL;
	ret->module_len = 0;
	if (ret->name[ret->len - 1] == ']')
		tab = memchr(ret->name, '\t', ret->len);
	if (tab && tab[1] == '[') {
		ret->module = tab + 2;
		ret->module_len = (size_t)(ret->name + ret->len - 1 - tab - 2);
		ret->len = (size_t)(tab - ret->name);
	}
	return ret->len ? 0 : -EINVAL;
}

static int read_line(struct reader *r, const char *text, size_t len)
{
	struct kallsyms_line line;

	r->line_nr++;
	if (parse_line(text, len, &line)) {
		r->malformed = true;
		return -EINVAL;
	}
	return r->fn(&line, r->arg);
}

/* Hands out complete lines; *used is what they took. */
static int read_lines(struct reader *r, const char *data, size_t len,
		      size_t *used)
{
	size_t at = 0;
	int ret = 0;

	while (!ret) {
		const char *end = memchr(data + at, '\n', len - at);

		if (!end)
			break;
		ret = read_line(r, data + at, (size_t)(end - (data + at)));
		at = (size_t)(end - data) + 1;
	}
	*used = at;
	return ret;
}

static int read_stream(struct reader *r, int fd)
{
	static char buf[READ_LEN];
	size_t have = 0;
	int ret = 0;

	while (!ret) {
		ssize_t got = read(fd, buf + have, sizeof(buf) - have);
		size_t used;

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			ret = -errno;
			log_err("read %s: %s", r->path, strerror(-ret));
			return ret;
		}
		if (!got && !have)
			break;
		/* A last line without its end, or one that is too long. */
		if (!got && have < sizeof(buf))
			buf[have++] = '\n';
		have += (size_t)got;
		ret = read_lines(r, buf, have, &used);
		if (!ret && !used && have == sizeof(buf)) {
			r->line_nr++;
			r->malformed = true;
			ret = -EINVAL;
		}
		have -= used;
		memmove(buf, buf + used, have);
	}
	if (r->malformed)
		log_err("%s: line %zu is no \"address type name\"", r->path,
			r->line_nr);
	return ret < 0 ? ret : 0;
}

/* What lowering kptr_restrict has to put back. */
struct unhide {
	int fd;
	sigset_t old_mask;
};

/*
 * kptr_restrict=2 hides addresses from root, too. Signals wait until the
 * value is back, so that an interrupt key cannot leave it lowered.
 */
static void unhide_begin(struct unhide *u)
{
	char value[8] = "";
	sigset_t all;

	u->fd = open(PATH_RESTRICT, O_RDWR | O_CLOEXEC);
	if (u->fd < 0)
		return;
	if (read(u->fd, value, sizeof(value) - 1) > 0 && value[0] == '2') {
		sigfillset(&all);
		sigprocmask(SIG_BLOCK, &all, &u->old_mask);
		if (pwrite(u->fd, "1\n", 2, 0) == 2)
			return;
		sigprocmask(SIG_SETMASK, &u->old_mask, NULL);
	}
	close(u->fd);
	u->fd = -1;
}

static void unhide_end(struct unhide *u)
{
	if (u->fd < 0)
		return;
	if (pwrite(u->fd, "2\n", 2, 0) != 2)
		log_warn("write 2 back to %s: %s", PATH_RESTRICT,
			 strerror(errno));
	close(u->fd);
	sigprocmask(SIG_SETMASK, &u->old_mask, NULL);
}

static int read_path(struct reader *r)
{
	int fd = open(r->path, O_RDONLY | O_CLOEXEC);
	int err;

	if (fd < 0) {
		err = -errno;
		log_err("open %s: %s", r->path, strerror(-err));
		return err;
	}
	err = read_stream(r, fd);
	close(fd);
	return err;
}

int kallsyms_lines(const char *path, kallsyms_line_fn *fn, void *arg)
{
	struct reader r = { .path = path, .fn = fn, .arg = arg };
	struct unhide unhide;
	int err;

	if (path)
		return read_path(&r);
	r.path = PATH_KALLSYMS;
	unhide_begin(&unhide);
	err = read_path(&r);
	unhide_end(&unhide);
	return err;
}

int kallsyms_report_hidden(void)
{
	log_err("%s hides all addresses: run as root with CAP_SYSLOG, and set %s to 1 or 0",
		PATH_KALLSYMS, PATH_RESTRICT);
	return -EPERM;
}
