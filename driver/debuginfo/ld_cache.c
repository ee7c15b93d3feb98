// SPDX-License-Identifier: GPL-2.0
/*
 * The dynamic loader's cache, in glibc's format "1.1" (dl-cache.h): a head, a
 * table of rows, strings. Offsets of strings count from the head, which may
 * stand behind a cache of the old format.
 */
#include "debuginfo/ld_cache.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <stapx/types.h>

#include "base/file.h"
#include "base/log.h"

#define CACHE_MAX (64u << 20)
#define MAGIC	  "glibc-ld.so.cache1.1"

/* In the low byte: libc 6; in the next: the ABI. */
#define FLAGS_X86_64 0x0303

struct head {
	char magic[20];
	u32 rows_nr;
	u32 strings_len;
	u32 unused[5];
};

struct row {
	s32 flags;
	u32 name; /* offsets of strings */
	u32 path;
	u32 os_version;
	u64 hwcap;
};

struct ld_cache {
	char *data;
	const char *base; /* the head */
	size_t len; /* from there */
	u32 rows_nr; /* that fit */
};

static bool read_head(struct ld_cache *cache, size_t len)
{
	struct head head;
	size_t rest;

	cache->base = memmem(cache->data, len, MAGIC, strlen(MAGIC));
	if (!cache->base)
		return false;
	cache->len = len - (size_t)(cache->base - cache->data);
	if (cache->len < sizeof(head))
		return false;
	memcpy(&head, cache->base, sizeof(head));
	rest = (cache->len - sizeof(head)) / sizeof(struct row);
	cache->rows_nr = head.rows_nr < rest ? head.rows_nr : (u32)rest;
	return true;
}

struct ld_cache *ld_cache_open(const char *path)
{
	struct ld_cache *cache = calloc(1, sizeof(*cache));
	size_t len;
	int err;

	if (!cache)
		return NULL;
	err = file_read_all(path, CACHE_MAX, &cache->data, &len);
	if (!err && read_head(cache, len))
		return cache;
	log_info("%s: %s", path,
		 err ? strerror(-err) : "this is no cache of the loader");
	ld_cache_close(cache);
	return NULL;
}

void ld_cache_close(struct ld_cache *cache)
{
	if (!cache)
		return;
	free(cache->data);
	free(cache);
}

/* A NUL stands behind the last byte that was read. */
static const char *string_at(const struct ld_cache *cache, u32 off)
{
	return off < cache->len ? cache->base + off : "";
}

const char *ld_cache_find(const struct ld_cache *cache, const char *name)
{
	for (u32 i = 0; i < cache->rows_nr; i++) {
		struct row row;

		memcpy(&row,
		       cache->base + sizeof(struct head) + i * sizeof(row),
		       sizeof(row));
		if (row.flags == FLAGS_X86_64 &&
		    !strcmp(string_at(cache, row.name), name))
			return string_at(cache, row.path);
	}
	return NULL;
}
