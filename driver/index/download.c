// SPDX-License-Identifier: GPL-2.0
/* One file by HTTP, by libcurl. */
#include "index/download.h"

#include <errno.h>

#if __has_include(<curl/curl.h>)

/* Options that newer versions have other names for work in all of them. */
#define CURL_DISABLE_DEPRECATION
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/shlib.h"
#include "base/log.h"

#define CONNECT_S  5L
#define SLOW_BYTES 1000L /* fewer a second ... */
#define SLOW_S	   10L /* ... for so long end it */
#define TOTAL_S	   600L

static struct {
	__typeof__(curl_easy_init) *init;
	__typeof__(curl_easy_setopt) *setopt;
	__typeof__(curl_easy_perform) *perform;
	__typeof__(curl_easy_getinfo) *getinfo;
	__typeof__(curl_easy_strerror) *strerror;
	__typeof__(curl_easy_cleanup) *cleanup;
} api;

static int load_library(void)
{
	static const char *const sonames[] = { "libcurl.so.4",
					       "libcurl-gnutls.so.4", NULL };
	static const struct shlib_symbol symbols[] = {
		{ "curl_easy_init", &api.init },
		{ "curl_easy_setopt", &api.setopt },
		{ "curl_easy_perform", &api.perform },
		{ "curl_easy_getinfo", &api.getinfo },
		{ "curl_easy_strerror", &api.strerror },
		{ "curl_easy_cleanup", &api.cleanup },
	};
	static int result = 1;

	if (result > 0)
		result = shlib_load(sonames, "$STAPX_INDEX_URLS", symbols,
				    sizeof(symbols) / sizeof(symbols[0]));
	return result;
}

struct transfer {
	int fd;
	u64 len;
	u64 max;
	int err;
	const char *shown;
	time_t shown_at;
};

static void show(struct transfer *t)
{
	time_t now = time(NULL);

	if (now == t->shown_at)
		return;
	t->shown_at = now;
	log_progress("fetching the index of %s: %llu kB", t->shown,
		     (unsigned long long)t->len / 1024);
}

/* Fewer bytes than were given end the transfer. */
static size_t take_bytes(char *data, size_t size, size_t nr, void *arg)
{
	struct transfer *t = arg;
	size_t len = size * nr, done = 0;

	if (len > t->max - t->len) {
		t->err = -EFBIG;
		return 0;
	}
	while (done < len) {
		ssize_t put = write(t->fd, data + done, len - done);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0) {
			t->err = -errno;
			return 0;
		}
		done += (size_t)put;
	}
	t->len += len;
	show(t);
	return len;
}

static void set_options(CURL *c, const char *url, struct transfer *t)
{
	api.setopt(c, CURLOPT_URL, url);
	api.setopt(c, CURLOPT_PROTOCOLS,
		   (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
	api.setopt(c, CURLOPT_REDIR_PROTOCOLS,
		   (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
	api.setopt(c, CURLOPT_FOLLOWLOCATION, 1L);
	api.setopt(c, CURLOPT_MAXREDIRS, 5L);
	api.setopt(c, CURLOPT_FAILONERROR, 1L);
	api.setopt(c, CURLOPT_NOSIGNAL, 1L);
	api.setopt(c, CURLOPT_CONNECTTIMEOUT, CONNECT_S);
	api.setopt(c, CURLOPT_LOW_SPEED_LIMIT, SLOW_BYTES);
	api.setopt(c, CURLOPT_LOW_SPEED_TIME, SLOW_S);
	api.setopt(c, CURLOPT_TIMEOUT, TOTAL_S);
	api.setopt(c, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)t->max);
	api.setopt(c, CURLOPT_USERAGENT, "stapx");
	api.setopt(c, CURLOPT_WRITEFUNCTION, take_bytes);
	api.setopt(c, CURLOPT_WRITEDATA, t);
}

static int result_of(CURL *c, CURLcode code, const struct transfer *t,
		     const char **ret_why)
{
	static char text[64];
	long status = 0;

	*ret_why = api.strerror(code);
	if (t->err)
		*ret_why = strerror(-t->err);
	if (code == CURLE_OK || t->err)
		return t->err;
	api.getinfo(c, CURLINFO_RESPONSE_CODE, &status);
	if (code == CURLE_HTTP_RETURNED_ERROR) {
		snprintf(text, sizeof(text), "HTTP status %ld", status);
		*ret_why = text;
	}
	if (status == 404 || status == 410) {
		*ret_why = "not found";
		return -ENOENT;
	}
	if (code == CURLE_FILESIZE_EXCEEDED)
		return -EFBIG;
	return code == CURLE_OPERATION_TIMEDOUT ? -ETIMEDOUT : -EIO;
}

static int transfer(const char *url, struct transfer *t, const char **ret_why)
{
	CURL *c = api.init();
	CURLcode code;
	int err;

	if (!c) {
		*ret_why = "out of memory";
		return -ENOMEM;
	}
	log_progress("fetching the index of %s", t->shown);
	set_options(c, url, t);
	code = api.perform(c);
	log_progress(NULL);
	err = result_of(c, code, t, ret_why);
	api.cleanup(c);
	return err;
}

int download(const char *url, const char *path, u64 max, const char *shown,
	     const char **ret_why)
{
	struct transfer t = { .max = max, .shown = shown };
	int err;

	if (load_library()) {
		*ret_why = "libcurl is not installed";
		return -ENOSYS;
	}
	t.fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (t.fd < 0) {
		err = -errno;
		*ret_why = strerror(-err);
		return err;
	}
	err = transfer(url, &t, ret_why);
	if (close(t.fd) && !err) {
		err = -errno;
		*ret_why = strerror(-err);
	}
	return err;
}

#else

int download(const char *url, const char *path, u64 max, const char *shown,
	     const char **ret_why)
{
	(void)url;
	(void)path;
	(void)max;
	(void)shown;
	*ret_why = "this stapx was built without libcurl";
	return -ENOSYS;
}

#endif
