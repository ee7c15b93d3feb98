// SPDX-License-Identifier: GPL-2.0
/* Asking the servers of $STAPX_INDEX_URLS, one after the other. */
#include "index/fetch.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "index/download.h"
#include "index/file.h"
#include "index/store.h"

#define SERVERS_MAX	    32
#define NOT_FOUND_S	    600
#define NOT_FOUND_BYTES_MAX 65536

struct request {
	const u8 *build_id;
	u32 len;
	const char *path;
	const char *shown;
	fetch_tell *tell;
	void *arg;
};

/* Servers that did not serve, by the number of their place in the list. */
static u32 dead;
static char *dead_of; /* the list that the numbers are of */

static void forget_other_list(const char *urls)
{
	if (dead_of && !strcmp(dead_of, urls))
		return;
	free(dead_of);
	dead_of = strdup(urls);
	dead = 0;
}

/* What is wrong with what was fetched; NULL: nothing. */
static const char *check(const struct request *r, const char *path)
{
	const char *wrong;
	struct index *ix;

	if (index_try(path, &ix, &wrong))
		return wrong ? wrong : "it cannot be opened";
	if (index_head(ix)->build_id_len != r->len ||
	    memcmp(index_head(ix)->build_id, r->build_id, r->len) != 0)
		wrong = "the server sent the index of another file";
	else if (!index_is_whole(ix))
		wrong = "the index was damaged on its way";
	index_close(ix);
	return wrong;
}

static int take(const struct request *r, const char *tmp, const char *url,
		const char **ret_why)
{
	*ret_why = check(r, tmp);
	if (*ret_why)
		return -EBADMSG;
	if (rename(tmp, r->path)) {
		*ret_why = strerror(errno);
		return -EIO;
	}
	log_info("%s: its index is from %s", r->shown, url);
	return 0;
}

/* 0; -ENOENT: the server does not have it; other -errno: it did not serve. */
static int ask(const struct request *r, const char *server, const char **why)
{
	char tmp[PATH_MAX], url[PATH_MAX];
	size_t len = strlen(server);
	char *dir = strndup(server, len - (server[len - 1] == '/'));
	int err = -ENOMEM;

	*why = "the address is too long";
	if (dir)
		err = store_path(dir, r->build_id, r->len, url);
	free(dir);
	if (!err && snprintf(tmp, sizeof(tmp), "%s.%ld.tmp", r->path,
			     (long)getpid()) >= (int)sizeof(tmp))
		err = -ENAMETOOLONG;
	if (!err)
		err = download(url, tmp, FETCH_MAX, r->shown, why);
	if (!err)
		err = take(r, tmp, url, why);
	if (err)
		unlink(tmp);
	return err;
}

static void tell(const struct request *r, const char *server, const char *why)
{
	log_info("%s: no index of %s: %s", server, r->shown, why);
	if (r->tell)
		r->tell(server, why, r->arg);
}

/* The path of what remembers that no server has it. */
static bool not_found_path(const struct request *r, char ret[PATH_MAX])
{
	return snprintf(ret, PATH_MAX, "%s.none", r->path) < PATH_MAX;
}

static bool is_known_not_found(const struct request *r, const char *urls)
{
	char path[PATH_MAX], *text;
	struct stat st;
	bool same;

	if (!not_found_path(r, path) || stat(path, &st) ||
	    time(NULL) - st.st_mtime >= NOT_FOUND_S ||
	    time(NULL) < st.st_mtime ||
	    file_read_all(path, NOT_FOUND_BYTES_MAX, &text, NULL))
		return false;
	same = !strcmp(text, urls);
	free(text);
	if (same)
		tell(r, urls, "not found, some minutes ago");
	return same;
}

static void remember_not_found(const struct request *r, const char *urls)
{
	char path[PATH_MAX];

	/* Else they are asked again: no harm. */
	if (not_found_path(r, path) && file_write_all(path, urls, strlen(urls)))
		log_debug("%s: not written", path);
}

/* Asks each server; err is -ENOENT when all of them answered that. */
static int ask_all(const struct request *r, char *list)
{
	int err = -ENOENT, all = -ENOENT;
	char *server, *rest;
	u32 n = 0;

	for (server = strtok_r(list, " \t\n", &rest); server;
	     server = strtok_r(NULL, " \t\n", &rest), n++) {
		const char *why = "it did not serve before";

		err = -EIO;
		if (n < SERVERS_MAX && !(dead >> n & 1))
			err = ask(r, server, &why);
		if (!err)
			return 0;
		tell(r, server, why);
		if (err == -ENOENT)
			continue;
		all = err;
		if (err != -EBADMSG && n < SERVERS_MAX)
			dead |= 1u << n;
	}
	return all;
}

int fetch_index(const u8 *build_id, u32 len, const char *path,
		const char *shown, fetch_tell *tell_fn, void *arg)
{
	const struct request r = { build_id, len, path, shown, tell_fn, arg };
	const char *urls = getenv("STAPX_INDEX_URLS");
	char *list;
	int err;

	if (!urls || !urls[strspn(urls, " \t\n")])
		return -ENOENT;
	if (is_known_not_found(&r, urls))
		return -ENOENT;
	forget_other_list(urls);
	list = strdup(urls);
	if (!list)
		return -ENOMEM;
	err = ask_all(&r, list);
	free(list);
	if (err == -ENOENT)
		remember_not_found(&r, urls);
	return err ? -ENOENT : 0;
}
