// SPDX-License-Identifier: GPL-2.0
/* Finds the separate debug file of a stripped program or library. */
#include "debuginfo/elf_debug.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "debuginfo/root_path.h"

struct debuglink {
	char name[NAME_MAX + 1]; /* "": no such section */
	u32 crc;
};

struct search {
	const struct elf_file *f;
	const struct elf_debug_where *where;
	struct debuglink link;
	FILE *tried;
	unsigned int tried_nr;
	struct elf_file *found;
};

/* Says why a candidate does not fit; NULL: it does. */
typedef const char *fits_fn(const struct search *s, const struct elf_file *f);

static void make_crc_table(u32 table[256])
{
	for (u32 i = 0; i < 256; i++) {
		u32 c = i;

		for (int bit = 0; bit < 8; bit++)
			c = (c >> 1) ^ (c & 1 ? 0xedb88320u : 0);
		table[i] = c;
	}
}

int elf_debug_crc(int fd, u32 *ret)
{
	u8 buf[1 << 14];
	u32 table[256];
	u32 crc = ~0u;
	off_t off = 0;
	ssize_t got;

	make_crc_table(table);
	while ((got = pread(fd, buf, sizeof(buf), off)) > 0) {
		for (ssize_t i = 0; i < got; i++)
			crc = table[(crc ^ buf[i]) & 0xff] ^ (crc >> 8);
		off += got;
	}
	if (got < 0)
		return -errno;
	*ret = ~crc;
	return 0;
}

/* The section: a name, NUL, padding to 4 bytes, the CRC. */
static void read_debuglink(const struct elf_file *f, struct debuglink *link)
{
	Elf_Scn *scn = elf_file_section_named(f, ".gnu_debuglink");
	Elf_Data *data = scn ? elf_rawdata(scn, NULL) : NULL;
	size_t len;
	size_t crc_off;

	if (!data || !data->d_buf)
		return;
	len = strnlen(data->d_buf, data->d_size);
	crc_off = (len + 1 + 3) & ~(size_t)3;
	if (!len || len > NAME_MAX || crc_off + 4 > data->d_size ||
	    memchr(data->d_buf, '/', len))
		return;
	memcpy(link->name, data->d_buf, len + 1);
	memcpy(&link->crc, (const char *)data->d_buf + crc_off, 4);
}

static const char *fits_build_id(const struct search *s,
				 const struct elf_file *f)
{
	u32 want_len;
	u32 have_len;
	const u8 *want = elf_file_build_id(s->f, &want_len);
	const u8 *have = elf_file_build_id(f, &have_len);

	if (have && have_len == want_len && !memcmp(have, want, want_len))
		return NULL;
	return "another build-id";
}

static const char *fits_debuglink(const struct search *s,
				  const struct elf_file *f)
{
	u32 crc;

	if (elf_debug_crc(elf_file_fd(f), &crc))
		return "unreadable";
	return crc == s->link.crc ? NULL : "another CRC";
}

static bool same_file(const struct elf_file *a, const struct elf_file *b)
{
	u64 a_dev, a_ino, b_dev, b_ino;

	elf_file_identity(a, &a_dev, &a_ino);
	elf_file_identity(b, &b_dev, &b_ino);
	return a_dev == b_dev && a_ino == b_ino;
}

static const char *open_fitting(struct search *s, const char *path,
				fits_fn *fits, struct elf_file **ret)
{
	const char *why;
	struct elf_file *f;
	int fd = elf_file_open_fd(path);

	if (fd == -ENOENT || fd == -ENOTDIR)
		return "";
	if (fd < 0)
		return strerror(-fd);
	if (elf_file_open(fd, path, true, &f))
		return "no debug file";
	why = same_file(s->f, f) ? "the file itself" : fits(s, f);
	if (!why && !elf_file_section_of_type(f, SHT_SYMTAB))
		why = "no symbol table";
	if (why)
		elf_file_close(f);
	else
		*ret = f;
	return why;
}

static bool try_in_root(struct search *s, const char *root, const char *path,
			fits_fn *fits)
{
	char full[2 * PATH_MAX];
	const char *why = "";

	if (!root_join(root, path, full, sizeof(full)))
		why = open_fitting(s, full, fits, &s->found);
	fprintf(s->tried, "%s%s%s", s->tried_nr++ ? ", " : "", root, path);
	if (!why) {
		log_debug("%s: symbols from %s", elf_file_name(s->f), full);
		return true;
	}
	if (why[0])
		fprintf(s->tried, " (%s)", why);
	return false;
}

/* Debug files beside the target's own files, then those of our host. */
static bool try_path(struct search *s, const char *path, fits_fn *fits)
{
	if (try_in_root(s, s->where->root, path, fits))
		return true;
	return s->where->root[0] && try_in_root(s, "", path, fits);
}

/* Calls try_path for each debug directory with this rest of the path. */
static bool try_debug_dirs(struct search *s, const char *rest, fits_fn *fits)
{
	const char *dirs = s->where->debug_path;
	char path[PATH_MAX];

	if (!dirs)
		dirs = ELF_DEBUG_PATH_DEFAULT;
	while (*dirs) {
		int len = (int)strcspn(dirs, ":");
		int n = snprintf(path, sizeof(path), "%.*s/%s", len, dirs,
				 rest);

		if (path[0] == '/' && n < (int)sizeof(path) &&
		    try_path(s, path, fits))
			return true;
		dirs += len + (dirs[len] == ':');
	}
	return false;
}

static bool try_build_id(struct search *s)
{
	char rest[ELF_BUILD_ID_TEXT + 32];
	char hex[ELF_BUILD_ID_TEXT];
	u32 len;

	if (!elf_file_build_id(s->f, &len) || len < 2)
		return false;
	elf_file_build_id_text(s->f, hex);
	snprintf(rest, sizeof(rest), ".build-id/%.2s/%s.debug", hex, hex + 2);
	return try_debug_dirs(s, rest, fits_build_id);
}

static bool try_debuglink(struct search *s)
{
	const char *file = s->where->path;
	const char *slash = strrchr(file, '/');
	int dir_len = slash ? (int)(slash - file) : 0;
	static const char *const beside[] = { "", ".debug/" };
	char path[PATH_MAX];

	if (!s->link.name[0])
		return false;
	for (size_t i = 0; i < sizeof(beside) / sizeof(beside[0]); i++) {
		int n = snprintf(path, sizeof(path), "%.*s/%s%s", dir_len, file,
				 beside[i], s->link.name);

		if (n < (int)sizeof(path) && try_path(s, path, fits_debuglink))
			return true;
	}
	/* The debug directory repeats the file's own: /usr/lib/debug/bin/x. */
	snprintf(path, sizeof(path), "%.*s/%s", dir_len ? dir_len - 1 : 0,
		 file + 1, s->link.name);
	return try_debug_dirs(s, path, fits_debuglink);
}

int elf_debug_find(const struct elf_file *f,
		   const struct elf_debug_where *where, struct elf_file **ret,
		   char **ret_tried)
{
	struct search s = { .f = f, .where = where };
	char *tried = NULL;
	size_t tried_len;

	s.tried = open_memstream(&tried, &tried_len);
	if (!s.tried)
		return -ENOMEM;
	read_debuglink(f, &s.link);
	if (!try_build_id(&s))
		try_debuglink(&s);
	if (fclose(s.tried)) {
		elf_file_close(s.found);
		free(tried);
		return -ENOMEM;
	}
	*ret_tried = tried;
	*ret = s.found;
	return s.found ? 0 : -ENOENT;
}
