// SPDX-License-Identifier: GPL-2.0
/* Indexes by HTTP: what is served, and what is believed of a server. */
#include "index/serve.h"

#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <utime.h>

#include <cmocka.h>

#include "base/file.h"
#include "dwarf/make.h"
#include "dwarf/provide.h"
#include "dwarf/source.h"
#include "fixture.h"
#include "index/fetch.h"
#include "index/file.h"
#include "index/store.h"

#define REPLY_MAX (1 << 20)

static char hex[SOURCE_BUILD_ID_TEXT];
static u8 id[INDEX_BUILD_ID_MAX];
static u32 id_len;
static char *bytes; /* of the index */
static size_t bytes_len;

static int set_up(void **state)
{
	char path[PATH_MAX];

	(void)state;
	setenv("XDG_CACHE_HOME", fixture_path("cache"), 1);
	setenv("no_proxy", "*", 1);
	unsetenv("STAPX_INDEX_PATH");
	unsetenv("DEBUGINFOD_URLS");
	fixture_run(
		"$CC -g -Wl,--build-id $SRC/ix_one.c $SRC/ix_two.c -o ix && "
		"objcopy -g ix bare && mkdir store");
	id_len = (u32)source_build_id(fixture_path("ix"), id);
	source_build_id_text(id, id_len, hex);
	fixture_log_start();
	assert_int_equal(make_index(fixture_path("ix"), false, NULL,
				    fixture_path("store"), path),
			 0);
	assert_int_equal(file_read_all(path, REPLY_MAX, &bytes, &bytes_len), 0);
	return 0;
}

static int clear(void **state)
{
	(void)state;
	provide_forget_all();
	unsetenv("STAPX_INDEX_URLS");
	fixture_run("rm -rf cache");
	fixture_log_start();
	return 0;
}

static int tear_down(void **state)
{
	fixture_log_stop();
	free(bytes);
	return fixture_teardown(state);
}

static struct serve *start(void)
{
	struct serve *s;

	assert_int_equal(serve_start(fixture_path("store"), "0", &s), 0);
	return s;
}

static int port_of(const char *url)
{
	return atoi(strrchr(url, ':') + 1);
}

static int connect_to(int port)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_port = htons((uint16_t)port) };
	struct timeval limit = { .tv_sec = 20 };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	return fd;
}

/* Reads to the end; the number of bytes. */
static size_t read_reply(int fd, char *reply)
{
	size_t len = 0;
	ssize_t got;

	while ((got = read(fd, reply + len, REPLY_MAX - 1 - len)) > 0)
		len += (size_t)got;
	reply[len] = '\0';
	close(fd);
	return len;
}

static size_t ask(int port, const char *head, char *reply)
{
	int fd = connect_to(port);
	size_t len = strlen(head);

	assert_int_equal(send(fd, head, len, MSG_NOSIGNAL), len);
	return read_reply(fd, reply);
}

/* %1: the first two digits, %2: the others, %3: all. */
static void fill_in(const char *form, char *ret)
{
	for (; *form; form++) {
		if (*form == '%' && form[1] == '1')
			ret += sprintf(ret, "%.2s", hex);
		else if (*form == '%' && form[1] == '2')
			ret += sprintf(ret, "%s", hex + 2);
		else if (*form == '%' && form[1] == '3')
			ret += sprintf(ret, "%s", hex);
		else
			*ret++ = *form;
		form += *form == '%' && form[1] >= '1' && form[1] <= '3';
	}
	*ret = '\0';
}

static void test_requests(void **state)
{
	/* clang-format off */
	static const struct {
		const char *request;
		int status;
		int has_index;
	} cases[] = {
		{ "GET /%1/%2.sxi HTTP/1.1", 200, 1 },
		{ "GET /%1/%2.sxi HTTP/1.0", 200, 1 },
		{ "GET /buildid/%3/index HTTP/1.1", 200, 1 },
		{ "HEAD /%1/%2.sxi HTTP/1.1", 200, 0 },
		{ "HEAD /buildid/%3/index HTTP/1.1", 200, 0 },
		{ "GET / HTTP/1.1", 404, 0 },
		{ "GET /%1/%2 HTTP/1.1", 404, 0 },
		{ "GET /%1/%2.sxi/ HTTP/1.1", 404, 0 },
		{ "GET /%1/%2.sxi.none HTTP/1.1", 404, 0 },
		{ "GET //%1/%2.sxi HTTP/1.1", 404, 0 },
		{ "GET /%1/ HTTP/1.1", 404, 0 },
		{ "GET /%1/.sxi HTTP/1.1", 404, 0 },
		{ "GET /%3.sxi HTTP/1.1", 404, 0 },
		{ "GET /ab/cdef.sxi HTTP/1.1", 404, 0 },
		{ "GET /ab/cde.sxi HTTP/1.1", 404, 0 },
		{ "GET /AB/CDEF.sxi HTTP/1.1", 404, 0 },
		{ "GET /buildid/%3/debuginfo HTTP/1.1", 404, 0 },
		{ "GET /buildid//index HTTP/1.1", 404, 0 },
		{ "GET /buildid/%3%3%3%3/index HTTP/1.1", 404, 0 },
		{ "GET /../../../../etc/passwd HTTP/1.1", 404, 0 },
		{ "GET /..%2f..%2fetc%2fpasswd HTTP/1.1", 404, 0 },
		{ "GET /%00/%2.sxi HTTP/1.1", 404, 0 },
		{ "GET /fe/ed.sxi HTTP/1.1", 404, 0 }, /* no index */
		{ "GET /fe/fe.sxi HTTP/1.1", 404, 0 }, /* a directory */
		{ "GET /fe/ff.sxi HTTP/1.1", 404, 0 }, /* a FIFO */
		{ "PUT /%1/%2.sxi HTTP/1.1\r\nContent-Length: 0", 405, 0 },
		{ "DELETE /%1/%2.sxi HTTP/1.1", 405, 0 },
	};
	/* clang-format on */
	char *reply = malloc(REPLY_MAX), request[1024], head[512];
	struct serve *s;
	size_t i;

	(void)state;
	fixture_run("mkdir -p store/fe/fe.sxi && "
		    "cp ix store/fe/ed.sxi && mkfifo store/fe/ff.sxi");
	s = start();
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t len, text;

		snprintf(head, sizeof(head),
			 "%s\r\nHost: x\r\nConnection: close\r\n\r\n",
			 cases[i].request);
		fill_in(head, request);
		len = ask(port_of(serve_url(s)), request, reply);
		if (atoi(reply + 9) != cases[i].status)
			fail_msg("%s: %s", cases[i].request, reply);
		text = (size_t)(strstr(reply, "\r\n\r\n") + 4 - reply);
		if (cases[i].has_index) {
			assert_int_equal(len - text, bytes_len);
			assert_memory_equal(reply + text, bytes, bytes_len);
		} else if (cases[i].status == 200) {
			assert_int_equal(len, text);
		}
	}
	serve_stop(s);
	free(reply);
}

/* What is no HTTP harms nobody: the next client is served. */
static void test_bad_requests(void **state)
{
	static const char *const bad[] = {
		"\r\n\r\n\r\n",
		"GET\r\n\r\n",
		"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
		"GET / HTTP/9.9\r\n\r\n",
		"GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
		"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
	};
	char *reply = malloc(REPLY_MAX), request[512], *big = malloc(1 << 17);
	struct serve *s = start();
	int port = port_of(serve_url(s)), fd;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		fd = connect_to(port);
		assert_true(send(fd, bad[i], strlen(bad[i]), MSG_NOSIGNAL) > 0);
		close(fd);
	}
	/* A head that does not end. */
	memset(big, 'a', (1 << 17) - 1);
	big[(1 << 17) - 1] = '\0';
	memcpy(big, "GET /", 5);
	fd = connect_to(port);
	send(fd, big, strlen(big), MSG_NOSIGNAL);
	close(fd);
	fill_in("GET /%1/%2.sxi HTTP/1.0\r\n\r\n", request);
	assert_true(ask(port, request, reply) > bytes_len);
	serve_stop(s);
	free(big);
	free(reply);
}

/* Clients that say nothing, or half, hold nobody up. */
static void test_slow_clients(void **state)
{
	char *reply = malloc(REPLY_MAX), request[512];
	struct serve *s = start();
	int fd[200], port = port_of(serve_url(s));
	size_t i;

	(void)state;
	fill_in("GET /%1/%2.sxi HTTP/1.0\r\n\r\n", request);
	for (i = 0; i < 200; i++) {
		fd[i] = connect_to(port);
		assert_int_equal(send(fd[i], request, i % 20, MSG_NOSIGNAL),
				 i % 20);
	}
	assert_true(ask(port, request, reply) > bytes_len);
	assert_memory_equal(strstr(reply, "\r\n\r\n") + 4, bytes, bytes_len);
	for (i = 0; i < 200; i++)
		close(fd[i]);
	serve_stop(s);
	free(reply);
}

static void test_addresses(void **state)
{
	static const char *const bad[] = {
		"", ":", "x:", "127.0.0.1:http:y", "127.0.0.1:99999", "/tmp"
	};
	struct serve *s;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		fixture_log_start();
		assert_int_not_equal(serve_start("/", bad[i], &s), 0);
		assert_string_not_equal(fixture_log(), "");
	}
	assert_int_equal(serve_start("/", "127.0.0.1:0", &s), 0);
	assert_memory_equal(serve_url(s), "http://127.0.0.1:", 17);
	{
		struct serve *second;
		char where[64];

		snprintf(where, sizeof(where), "%d", port_of(serve_url(s)));
		fixture_log_start();
		assert_int_equal(serve_start("/", where, &second), -EADDRINUSE);
	}
	serve_stop(s);
}

static int provide_bare(const struct index **ret)
{
	return provide_index(fixture_path("bare"), "bare", true, false, ret);
}

static void test_fetched_and_kept(void **state)
{
	struct serve *s = start();
	char path[PATH_MAX], *got;
	const struct index *ix;
	size_t len;

	(void)state;
	setenv("STAPX_INDEX_URLS", serve_url(s), 1);
	assert_int_equal(provide_bare(&ix), 0);
	snprintf(path, sizeof(path), "%s/stapx/index/%.2s/%s.sxi",
		 fixture_path("cache"), hex, hex + 2);
	assert_string_equal(index_path(ix), path);
	assert_int_equal(file_read_all(path, REPLY_MAX, &got, &len), 0);
	assert_int_equal(len, bytes_len);
	assert_memory_equal(got, bytes, len);
	free(got);
	serve_stop(s);
	/* No server is needed any more. */
	provide_forget_all();
	assert_int_equal(provide_bare(&ix), 0);
	assert_string_equal(fixture_log(), "");
}

/* A server of one answer, as often as it is asked. */
struct fake {
	pthread_t thread;
	int fd;
	char url[64];
	const char *head;
	const char *body;
	size_t len;
	int asked;
};

static void *fake_run(void *arg)
{
	struct fake *f = arg;
	char skip[4096];
	int fd;

	while ((fd = accept(f->fd, NULL, NULL)) >= 0) {
		__atomic_add_fetch(&f->asked, 1, __ATOMIC_SEQ_CST);
		if (read(fd, skip, sizeof(skip)) > 0)
			send(fd, f->head, strlen(f->head), MSG_NOSIGNAL);
		send(fd, f->body, f->len, MSG_NOSIGNAL);
		shutdown(fd, SHUT_WR);
		while (read(fd, skip, sizeof(skip)) > 0)
			;
		close(fd);
	}
	return NULL;
}

static void fake_start(struct fake *f)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t len = sizeof(at);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	f->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(f->fd, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(listen(f->fd, 8), 0);
	getsockname(f->fd, (struct sockaddr *)&at, &len);
	snprintf(f->url, sizeof(f->url), "http://127.0.0.1:%d",
		 ntohs(at.sin_port));
	assert_int_equal(pthread_create(&f->thread, NULL, fake_run, f), 0);
}

static void fake_stop(struct fake *f)
{
	shutdown(f->fd, SHUT_RDWR);
	pthread_join(f->thread, NULL);
	close(f->fd);
}

static void assert_says(const char *text)
{
	if (!strstr(fixture_log(), text))
		fail_msg("\"%s\" is not in: %s", text, fixture_log());
}

/* Nothing that is wrong comes into the cache. */
static void test_wrong_answers(void **state)
{
	char *other = malloc(bytes_len), *flipped = malloc(bytes_len);
	char *old = malloc(bytes_len);
	const struct {
		const char *head;
		const char *body;
		size_t len;
		const char *why;
	} cases[] = {
		{ "HTTP/1.1 200 OK\r\n\r\n", "", 0, "this is no index" },
		{ "HTTP/1.1 200 OK\r\n\r\n", "<html>", 6, "this is no index" },
		{ "HTTP/1.1 200 OK\r\n\r\n", bytes, bytes_len - 1,
		  "the index is cut short" },
		{ "HTTP/1.1 200 OK\r\nContent-Length: 999999\r\n\r\n", bytes,
		  bytes_len, "partial file" },
		{ "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
		  bytes, bytes_len, "Maximum file size exceeded" },
		{ "HTTP/1.1 200 OK\r\n\r\n", other, bytes_len,
		  "the index of another file" },
		{ "HTTP/1.1 200 OK\r\n\r\n", flipped, bytes_len,
		  "damaged on its way" },
		{ "HTTP/1.1 200 OK\r\n\r\n", old, bytes_len,
		  "another version of stapx" },
		{ "HTTP/1.1 500 Oh\r\n\r\n", "", 0, "HTTP status 500" },
		{ "HTTP/1.1 302 Go\r\nLocation: file:///etc/passwd\r\n\r\n", "",
		  0, "Unsupported protocol" },
		{ "SSH-2.0-x\r\n", "", 0, "" },
	};
	const struct index *ix;
	size_t i;

	(void)state;
	memcpy(other, bytes, bytes_len);
	other[35] = (char)~other[35]; /* the build-id's first byte */
	memcpy(flipped, bytes, bytes_len);
	flipped[bytes_len - 1] = (char)~flipped[bytes_len - 1];
	memcpy(old, bytes, bytes_len);
	old[4] = (char)~old[4];
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fake f = { .head = cases[i].head,
				  .body = cases[i].body,
				  .len = cases[i].len };

		fake_start(&f);
		fixture_log_start();
		setenv("STAPX_INDEX_URLS", f.url, 1);
		assert_int_equal(provide_bare(&ix), -ENODATA);
		assert_says(f.url);
		assert_says(cases[i].why);
		assert_int_equal(f.asked, 1);
		fake_stop(&f);
	}
	fixture_run("test -z \"$(find cache -type f)\"");
	free(other);
	free(flipped);
	free(old);
}

static void test_next_server(void **state)
{
	struct fake none = { .head = "HTTP/1.1 404 No\r\n\r\n" };
	struct fake ill = { .head = "HTTP/1.1 503 No\r\n\r\n" };
	struct serve *s = start();
	const struct index *ix;
	char urls[512];

	(void)state;
	fake_start(&none);
	fake_start(&ill);
	snprintf(urls, sizeof(urls), " %s  %s/ http://127.0.0.1:1 %s", none.url,
		 ill.url, serve_url(s));
	setenv("STAPX_INDEX_URLS", urls, 1);
	assert_int_equal(provide_bare(&ix), 0);
	provide_forget_all();
	fixture_run("rm -r cache");
	/* What did not serve is left out. */
	assert_int_equal(provide_bare(&ix), 0);
	assert_int_equal(none.asked, 2);
	assert_int_equal(ill.asked, 1);
	serve_stop(s);
	fake_stop(&none);
	fake_stop(&ill);
}

static void test_not_found_is_remembered(void **state)
{
	struct fake none = { .head = "HTTP/1.1 404 No\r\n\r\n" };
	struct utimbuf old = { 0 };
	const struct index *ix;
	char path[PATH_MAX], other[256];

	(void)state;
	fake_start(&none);
	setenv("STAPX_INDEX_URLS", none.url, 1);
	assert_int_equal(provide_bare(&ix), -ENODATA);
	assert_says("not found");
	assert_int_equal(provide_bare(&ix), -ENODATA);
	assert_says("not found, some minutes ago");
	assert_int_equal(none.asked, 1);
	/* Others may have it. */
	snprintf(other, sizeof(other), "%s %s/x", none.url, none.url);
	setenv("STAPX_INDEX_URLS", other, 1);
	assert_int_equal(provide_bare(&ix), -ENODATA);
	assert_int_equal(none.asked, 3);
	/* It is forgotten after a while. */
	snprintf(path, sizeof(path), "%s/stapx/index/%.2s/%s.sxi.none",
		 fixture_path("cache"), hex, hex + 2);
	assert_int_equal(utime(path, &old), 0);
	assert_int_equal(provide_bare(&ix), -ENODATA);
	assert_int_equal(none.asked, 5);
	fake_stop(&none);
}

/* A file's debug information, from a server of debuginfod's kind. */
static void test_debuginfod(void **state)
{
	struct fake none = { .head = "HTTP/1.1 404 No\r\n\r\n" };
	struct fake f = { .head = "HTTP/1.1 200 OK\r\n\r\n" };
	const struct index *ix;
	char *debug;

	(void)state;
	setenv("DEBUGINFOD_CACHE_PATH", fixture_path("debuginfod"), 1);
	fake_start(&none);
	setenv("DEBUGINFOD_URLS", none.url, 1);
	assert_int_equal(provide_bare(&ix), -ENODATA);
	assert_says(none.url);
	assert_true(none.asked >= 1);
	fake_stop(&none);
	fixture_run("rm -rf debuginfod && objcopy --only-keep-debug ix debug");
	assert_int_equal(
		file_read_all(fixture_path("debug"), REPLY_MAX, &debug, &f.len),
		0);
	f.body = debug;
	fake_start(&f);
	setenv("DEBUGINFOD_URLS", f.url, 1);
	assert_int_equal(provide_bare(&ix), 0);
	assert_int_equal(f.asked, 1);
	fake_stop(&f);
	free(debug);
	unsetenv("DEBUGINFOD_URLS");
	unsetenv("DEBUGINFOD_CACHE_PATH");
}

/* Debug information is there: no server is a reason to fail. */
static void test_made_without_server(void **state)
{
	const struct index *ix;

	(void)state;
	setenv("STAPX_INDEX_URLS", "http://127.0.0.1:1/ ftp://x bogus://y", 1);
	assert_int_equal(
		provide_index(fixture_path("ix"), "ix", true, false, &ix), 0);
	assert_string_equal(fixture_log(), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(fn) cmocka_unit_test_setup(fn, clear)
		T(test_requests),	  T(test_bad_requests),
		T(test_slow_clients),	  T(test_addresses),
		T(test_fetched_and_kept), T(test_wrong_answers),
		T(test_next_server),	  T(test_not_found_is_remembered),
		T(test_debuginfod),	  T(test_made_without_server),
#undef T
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
