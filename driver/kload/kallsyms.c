// SPDX-License-Identifier: GPL-2.0
/*
 * /proc/kallsyms: "ADDRESS TYPE NAME[\t[MODULE]]" a line, the kernel's own
 * symbols first. Formatting the lines costs the kernel far more than anything
 * done here, so each line is looked at once and nearly always rejected by its
 * length and two of its characters.
 */
#include "kload/kallsyms.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"

#define PATH_KALLSYMS "/proc/kallsyms"
#define PATH_RESTRICT "/proc/sys/kernel/kptr_restrict"
#define HASH_LEN      1024
#define READ_LEN      (64 * 1024)

enum symbol_class {
	CLASS_NONE,
	CLASS_DATA,
	CLASS_LOCAL,
	CLASS_WEAK,
	CLASS_TEXT
};

struct symbol {
	struct symbol *next; /* in its hash chain */
	uint64_t addr;
	enum symbol_class class;
	bool ambiguous; /* several addresses in that class */
	size_t len;
	char name[];
};

struct kallsyms {
	struct symbol *chain[HASH_LEN];
	uint8_t filter[(1 << 16) / 8];
	bool kcfi;
	bool seen_address; /* some address was not zero */
	size_t line_nr;
};

struct kallsyms *kallsyms_create(void)
{
	return calloc(1, sizeof(struct kallsyms));
}

void kallsyms_destroy(struct kallsyms *ks)
{
	size_t i;

	if (!ks)
		return;
	for (i = 0; i < HASH_LEN; i++) {
		while (ks->chain[i]) {
			struct symbol *s = ks->chain[i];

			ks->chain[i] = s->next;
			free(s);
		}
	}
	free(ks);
}

static unsigned int filter_key(const char *name, size_t len)
{
	unsigned int first = (uint8_t)name[0];
	unsigned int middle = (uint8_t)name[len / 2];
	unsigned int last = (uint8_t)name[len - 1];

	return (first + 31 * middle + 769 * last + 7681 * len) & 0xffff;
}

static unsigned int hash(const char *name, size_t len)
{
	uint32_t h = 2166136261u;

	while (len--)
		h = (h ^ (uint8_t)*name++) * 16777619u;
	return h % HASH_LEN;
}

static struct symbol *find(const struct kallsyms *ks, const char *name,
			   size_t len)
{
	struct symbol *s = ks->chain[hash(name, len)];

	while (s && (s->len != len || memcmp(s->name, name, len)))
		s = s->next;
	return s;
}

int kallsyms_want(struct kallsyms *ks, const char *name)
{
	size_t len = strlen(name);
	struct symbol **chain;
	struct symbol *s;
	unsigned int key;

	if (!len || find(ks, name, len))
		return 0;
	s = calloc(1, sizeof(*s) + len + 1);
	if (!s)
		return -ENOMEM;
	s->len = len;
	memcpy(s->name, name, len + 1);
	chain = &ks->chain[hash(name, len)];
	s->next = *chain;
	*chain = s;
	key = filter_key(name, len);
	ks->filter[key >> 3] |= 1u << (key & 7);
	return 0;
}

static enum symbol_class class_of(char type)
{
	switch (type) {
	case 'T':
		return CLASS_TEXT;
	case 'W':
		return CLASS_WEAK;
	case 't':
	case 'w':
		return CLASS_LOCAL;
	default:
		return CLASS_DATA;
	}
}

static void offer(struct symbol *s, char type, uint64_t addr)
{
	enum symbol_class class = class_of(type);

	if (class < s->class)
		return;
	if (class == s->class) {
		s->ambiguous |= addr != s->addr;
		return;
	}
	s->class = class;
	s->addr = addr;
	s->ambiguous = false;
}

static bool is_kcfi(const char *name, size_t len)
{
	return name[0] == '_' && name[1] == '_' &&
	       ((len > 6 && !memcmp(name, "__cfi_", 6)) ||
		(len > 14 && !memcmp(name, "__kcfi_typeid_", 14)));
}

/* Returns 0 to go on, 1 at the first module's symbol, -EINVAL. */
static int read_line(struct kallsyms *ks, const char *line, size_t len)
{
	uint64_t addr = 0;
	const char *name;
	size_t digits = 0;
	struct symbol *s;
	unsigned int key;

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
	if (!digits || digits > 16 || len < digits + 4 || line[digits] != ' ' ||
	    line[digits + 2] != ' ')
		return -EINVAL;
	name = line + digits + 3;
	len -= digits + 3;
	if (name[len - 1] == ']' && memchr(name, '\t', len))
		return 1;
	ks->seen_address |= addr != 0;
	key = filter_key(name, len);
	if (!ks->kcfi && len > 6 && is_kcfi(name, len))
		ks->kcfi = true;
	if (!(ks->filter[key >> 3] >> (key & 7) & 1))
		return 0;
	s = find(ks, name, len);
	if (s)
		offer(s, line[digits + 1], addr);
	return 0;
}

/* Hands out complete lines; *used is what they took. */
static int read_lines(struct kallsyms *ks, const char *data, size_t len,
		      size_t *used)
{
	size_t at = 0;
	int ret = 0;

	while (!ret) {
		const char *end = memchr(data + at, '\n', len - at);
		size_t line_len;

		if (!end)
			break;
		line_len = (size_t)(end - (data + at));
		ks->line_nr++;
		ret = read_line(ks, data + at, line_len);
		at += line_len + 1;
	}
	*used = at;
	return ret;
}

static int read_stream(struct kallsyms *ks, int fd, const char *path)
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
			log_err("read %s: %s", path, strerror(-ret));
			return ret;
		}
		if (!got && !have)
			break;
		/* A last line without its end, or one that is too long. */
		if (!got && have < sizeof(buf))
			buf[have++] = '\n';
		have += (size_t)got;
		ret = read_lines(ks, buf, have, &used);
		if (!ret && !used && have == sizeof(buf)) {
			ks->line_nr++;
			ret = -EINVAL;
		}
		have -= used;
		memmove(buf, buf + used, have);
	}
	if (ret < 0)
		log_err("%s: line %zu is no \"address type name\"", path,
			ks->line_nr);
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

static int read_path(struct kallsyms *ks, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int err;

	if (fd < 0) {
		err = -errno;
		log_err("open %s: %s", path, strerror(-err));
		return err;
	}
	err = read_stream(ks, fd, path);
	close(fd);
	return err;
}

static int read_running(struct kallsyms *ks)
{
	struct unhide unhide;
	int err;

	unhide_begin(&unhide);
	err = read_path(ks, PATH_KALLSYMS);
	unhide_end(&unhide);
	if (err || ks->seen_address)
		return err;
	log_err("%s hides all addresses: run as root with CAP_SYSLOG, and set %s to 1 or 0",
		PATH_KALLSYMS, PATH_RESTRICT);
	return -EPERM;
}

int kallsyms_read(struct kallsyms *ks, const char *path)
{
	int err;

	if (!path)
		return read_running(ks);
	err = read_path(ks, path);
	if (!err && !ks->seen_address) {
		log_err("%s: all addresses are zero: copy /proc/kallsyms as root",
			path);
		err = -EINVAL;
	}
	return err;
}

int kallsyms_get(const struct kallsyms *ks, const char *name, uint64_t *ret)
{
	const struct symbol *s = find(ks, name, strlen(name));

	if (!s || s->class == CLASS_NONE)
		return -ENOENT;
	if (s->ambiguous)
		return -ENOTUNIQ;
	*ret = s->addr;
	return 0;
}

bool kallsyms_has_kcfi(const struct kallsyms *ks)
{
	return ks->kcfi;
}
