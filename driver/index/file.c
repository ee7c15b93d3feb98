// SPDX-License-Identifier: GPL-2.0
/* Opening an index file, and reaching its rows. */
#include "index/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "index/checksum.h"
#include "index/chunks.h"

struct index {
	char *path;
	const u8 *data;
	size_t len;
	struct chunks *chunks; /* of a packed one */
	const u8 *rows[INDEX_SECTION_NR]; /* of one that is not */
	u32 nr[INDEX_SECTION_NR];
};

static const u32 row_len[INDEX_SECTION_NR] = {
#define INDEX_SECTION(name, type, text) sizeof(type),
#include "index/sections.def"
#undef INDEX_SECTION
};

const struct index_head *index_head(const struct index *ix)
{
	return (const struct index_head *)ix->data;
}

/* What is wrong; NULL: nothing. */
static const char *check_section(struct index *ix, int i)
{
	const struct index_extent *e = &index_head(ix)->section[i];

	if (e->off % 8 || e->off > ix->len || e->len % row_len[i] ||
	    e->len / row_len[i] >= INDEX_NONE ||
	    (!index_head(ix)->packed && e->len > ix->len - e->off))
		return "a section lies outside of the file";
	ix->rows[i] = ix->data + e->off;
	ix->nr[i] = (u32)(e->len / row_len[i]);
	return NULL;
}

static const char *check(struct index *ix)
{
	const struct index_head *head = index_head(ix);
	const char *wrong = NULL;
	int i;

	if (ix->len < sizeof(*head) || head->magic != INDEX_MAGIC)
		return "this is no index";
	if (head->version != INDEX_VERSION || head->head_len != sizeof(*head))
		return "another version of stapx made this index: make it again with: stapx index FILE";
	if (head->file_len != ix->len)
		return "the index is cut short: make it again with: stapx index FILE";
	if (head->build_id_len > INDEX_BUILD_ID_MAX)
		return "the build-id of the index is damaged";
	for (i = 0; i < INDEX_SECTION_NR && !wrong; i++)
		wrong = check_section(ix, i);
	if (wrong)
		return wrong;
	if (head->packed &&
	    chunks_open(ix->data, ix->len, row_len, &ix->chunks))
		return "a chunk lies outside of the file";
	if (head->packed)
		return NULL;
	if (!ix->nr[INDEX_STRINGS] || ix->rows[INDEX_STRINGS][0] ||
	    ix->rows[INDEX_STRINGS][ix->nr[INDEX_STRINGS] - 1])
		return "the strings of the index are damaged";
	return NULL;
}

/* 0 or -errno, silent. An empty file is mapped as no bytes. */
static int map(struct index *ix)
{
	int fd = open(ix->path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	void *data = NULL;
	int err = 0;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &st))
		err = -errno;
	else if (!S_ISREG(st.st_mode))
		err = -EINVAL;
	if (!err && st.st_size) {
		data = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE,
			    fd, 0);
		if (data == MAP_FAILED)
			err = -errno;
	}
	close(fd);
	if (err)
		return err;
	ix->data = data;
	ix->len = (size_t)st.st_size;
	return 0;
}

int index_try(const char *path, struct index **ret, const char **ret_wrong)
{
	struct index *ix = calloc(1, sizeof(*ix));
	int err = -ENOMEM;

	*ret_wrong = NULL;
	if (ix)
		ix->path = strdup(path);
	if (ix && ix->path)
		err = map(ix);
	if (!err)
		*ret_wrong = check(ix);
	if (err || *ret_wrong) {
		index_close(ix);
		return err ? err : -EBADMSG;
	}
	*ret = ix;
	return 0;
}

int index_open(const char *path, struct index **ret)
{
	const char *wrong;
	int err = index_try(path, ret, &wrong);

	if (wrong)
		log_err("%s: %s", path, wrong);
	else if (err)
		log_err("open %s: %s", path, strerror(-err));
	return err;
}

void index_close(struct index *ix)
{
	if (!ix)
		return;
	chunks_close(ix->chunks);
	if (ix->data)
		munmap((void *)ix->data, ix->len);
	free(ix->path);
	free(ix);
}

bool index_is_whole(const struct index *ix)
{
	const struct index_head *head = index_head(ix);

	return index_checksum(head + 1, ix->len - sizeof(*head)) ==
	       head->checksum;
}

int index_verify(const struct index *ix)
{
	if (index_is_whole(ix))
		return 0;
	log_err("%s: the index is damaged: make it again with: stapx index FILE",
		ix->path);
	return -EBADMSG;
}

const char *index_path(const struct index *ix)
{
	return ix->path;
}

u32 index_nr(const struct index *ix, enum index_section section)
{
	return ix->nr[section];
}

const void *index_rows(const struct index *ix, enum index_section section,
		       u32 n, u32 nr)
{
	if (n > ix->nr[section] || nr > ix->nr[section] - n)
		return NULL;
	if (ix->chunks)
		return chunks_rows(ix->chunks, section, n, nr);
	return ix->rows[section] + (size_t)n * row_len[section];
}

const void *index_row(const struct index *ix, enum index_section section, u32 n)
{
	return index_rows(ix, section, n, 1);
}

/* A string may lie in several chunks. */
static const char *packed_str(const struct index *ix, u32 off)
{
	const u8 *text = chunks_rows(ix->chunks, INDEX_STRINGS, off, 1);
	u32 rest = ix->nr[INDEX_STRINGS] - off, len = 1;

	while (text && len < rest && !memchr(text, 0, len)) {
		len = len < rest / 2 ? 2 * len : rest;
		text = chunks_rows(ix->chunks, INDEX_STRINGS, off, len);
	}
	return text ? (const char *)text : "";
}

const char *index_str(const struct index *ix, u32 off)
{
	if (off >= ix->nr[INDEX_STRINGS])
		return "";
	if (ix->chunks)
		return packed_str(ix, off);
	return (const char *)ix->rows[INDEX_STRINGS] + off;
}
