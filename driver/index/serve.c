// SPDX-License-Identifier: GPL-2.0
/*
 * A store of indexes by HTTP, on GNU libmicrohttpd. A request's path is read as
 * a build-id and nothing else: what is opened is made of those bytes.
 */
#include "index/serve.h"

#include <errno.h>

#include "base/log.h"

#if __has_include(<microhttpd.h>)

#include <fcntl.h>
#include <microhttpd.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/shlib.h"
#include "index/file.h"
#include "index/store.h"

#define CLIENTS_MAX 1000u
#define IDLE_S	    30u /* a client that neither reads nor writes */

struct serve {
	const char *dir;
	int fd; /* that listens; the daemon's */
	struct MHD_Daemon *daemon;
	char url[NI_MAXHOST + NI_MAXSERV + 16];
};

static struct {
	__typeof__(MHD_start_daemon) *start_daemon;
	__typeof__(MHD_stop_daemon) *stop_daemon;
	__typeof__(MHD_create_response_from_buffer) *response_of_bytes;
	__typeof__(MHD_create_response_from_fd64) *response_of_file;
	__typeof__(MHD_add_response_header) *add_header;
	__typeof__(MHD_queue_response) *queue;
	__typeof__(MHD_destroy_response) *destroy;
} mhd;

static int load_library(void)
{
	static const char *const sonames[] = { "libmicrohttpd.so.12", NULL };
	static const struct shlib_symbol symbols[] = {
		{ "MHD_start_daemon", &mhd.start_daemon },
		{ "MHD_stop_daemon", &mhd.stop_daemon },
		{ "MHD_create_response_from_buffer", &mhd.response_of_bytes },
		{ "MHD_create_response_from_fd64", &mhd.response_of_file },
		{ "MHD_add_response_header", &mhd.add_header },
		{ "MHD_queue_response", &mhd.queue },
		{ "MHD_destroy_response", &mhd.destroy },
	};

	return shlib_load(sonames, "--serve", symbols,
			  sizeof(symbols) / sizeof(symbols[0]));
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Reads bytes of hexadecimal, at most max - *len of them; the rest of text. */
static const char *read_hex(const char *text, u32 max, u8 *id, u32 *len)
{
	while (*len < max && digit(text[0]) >= 0 && digit(text[1]) >= 0) {
		id[(*len)++] = (u8)(digit(text[0]) << 4 | digit(text[1]));
		text += 2;
	}
	return text;
}

/* The build-id that a request's path names; false: it names none. */
static bool parse_path(const char *path, u8 id[INDEX_BUILD_ID_MAX], u32 *len)
{
	static const char by_id[] = "/buildid/";

	*len = 0;
	if (!strncmp(path, by_id, sizeof(by_id) - 1)) {
		path = read_hex(path + sizeof(by_id) - 1, INDEX_BUILD_ID_MAX,
				id, len);
		return *len > 1 && !strcmp(path, "/index");
	}
	if (*path != '/')
		return false;
	path = read_hex(path + 1, 1, id, len);
	if (*len != 1 || *path != '/')
		return false;
	path = read_hex(path + 1, INDEX_BUILD_ID_MAX, id, len);
	return *len > 1 && !strcmp(path, ".sxi");
}

static bool is_index_of(int fd, const u8 *id, u32 len, u64 *ret_len)
{
	struct index_head head;
	struct stat st;

	if (fstat(fd, &st) || !S_ISREG(st.st_mode) ||
	    pread(fd, &head, sizeof(head), 0) != sizeof(head))
		return false;
	*ret_len = (u64)st.st_size;
	return head.magic == INDEX_MAGIC && head.file_len == *ret_len &&
	       head.build_id_len == len && !memcmp(head.build_id, id, len);
}

static int open_index(const struct serve *s, const char *path, u64 *ret_len)
{
	u8 id[INDEX_BUILD_ID_MAX];
	char file[PATH_MAX];
	u32 len;
	int fd;

	if (!parse_path(path, id, &len) || store_path(s->dir, id, len, file))
		return -1;
	fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0 || is_index_of(fd, id, len, ret_len))
		return fd;
	close(fd);
	log_warn("%s: this is no index of that build-id: it is not served",
		 file);
	return -1;
}

static enum MHD_Result answer(struct MHD_Connection *c, unsigned int status,
			      struct MHD_Response *r)
{
	enum MHD_Result done = MHD_NO;

	if (r)
		done = mhd.queue(c, status, r);
	if (r)
		mhd.destroy(r);
	return done;
}

static enum MHD_Result refuse(struct MHD_Connection *c, unsigned int status)
{
	static char missing[] = "no such index\n", wrong[] = "GET or HEAD\n";
	char *text = status == MHD_HTTP_NOT_FOUND ? missing : wrong;
	struct MHD_Response *r = mhd.response_of_bytes(strlen(text), text,
						       MHD_RESPMEM_PERSISTENT);

	if (r && status == MHD_HTTP_METHOD_NOT_ALLOWED)
		mhd.add_header(r, "Allow", "GET, HEAD");
	return answer(c, status, r);
}

static enum MHD_Result handle(void *arg, struct MHD_Connection *c,
			      const char *path, const char *method,
			      const char *version, const char *data,
			      size_t *data_len, void **state)
{
	const struct serve *s = arg;
	struct MHD_Response *r;
	u64 len = 0;
	int fd;

	(void)version;
	(void)data;
	/* What a client sends behind its head is read and dropped. */
	if (!*state || *data_len) {
		*state = arg;
		*data_len = 0;
		return MHD_YES;
	}
	if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0)
		return refuse(c, MHD_HTTP_METHOD_NOT_ALLOWED);
	fd = open_index(s, path, &len);
	log_info("%s %s: %s", method, path, fd < 0 ? "not found" : "found");
	if (fd < 0)
		return refuse(c, MHD_HTTP_NOT_FOUND);
	r = mhd.response_of_file(len, fd);
	if (r)
		mhd.add_header(r, "Content-Type", "application/octet-stream");
	else
		close(fd);
	return answer(c, MHD_HTTP_OK, r);
}

/* Splits "ADDRESS:PORT", "[ADDRESS]:PORT" or "PORT". */
static int split(const char *where, char host[NI_MAXHOST], const char **port)
{
	const char *colon = strrchr(where, ':'), *first = where;
	size_t len = colon ? (size_t)(colon - where) : 0;

	*port = colon ? colon + 1 : where;
	if (len >= 2 && where[0] == '[' && where[len - 1] == ']') {
		first++;
		len -= 2;
	}
	if (len >= NI_MAXHOST || !**port)
		return -EINVAL;
	strcpy(host, "127.0.0.1");
	if (len) {
		memcpy(host, first, len);
		host[len] = '\0';
	}
	return 0;
}

static int try_address(struct serve *s, const struct addrinfo *ai)
{
	int on = 1, err = 0;

	s->fd = socket(ai->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (s->fd < 0)
		return -errno;
	setsockopt(s->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(s->fd, ai->ai_addr, ai->ai_addrlen) || listen(s->fd, 256)) {
		err = -errno;
		close(s->fd);
	}
	return err;
}

static void name_url(struct serve *s)
{
	char host[NI_MAXHOST] = "", port[NI_MAXSERV] = "";
	struct sockaddr_storage addr;
	socklen_t len = sizeof(addr);
	bool v6;

	if (!getsockname(s->fd, (struct sockaddr *)&addr, &len))
		getnameinfo((struct sockaddr *)&addr, len, host, sizeof(host),
			    port, sizeof(port),
			    NI_NUMERICHOST | NI_NUMERICSERV);
	v6 = strchr(host, ':');
	snprintf(s->url, sizeof(s->url), "http://%s%s%s:%s/", v6 ? "[" : "",
		 host, v6 ? "]" : "", port);
}

static bool is_port(const char *text)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	return text[0] >= '0' && text[0] <= '9' && !*end && n <= 65535;
}

static int listen_at(struct serve *s, const char *where)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM,
					.ai_flags = AI_PASSIVE };
	struct addrinfo *list, *ai;
	char host[NI_MAXHOST];
	const char *port;
	int err = split(where, host, &port);

	if (!err && (!is_port(port) || getaddrinfo(host, port, &hints, &list)))
		err = -EINVAL;
	if (err) {
		log_err("--serve: \"%s\" is no ADDRESS:PORT", where);
		return err;
	}
	err = -EADDRNOTAVAIL;
	for (ai = list; ai && err; ai = ai->ai_next)
		err = try_address(s, ai);
	freeaddrinfo(list);
	if (err)
		log_err("listen at %s: %s", where, strerror(-err));
	else
		name_url(s);
	return err;
}

/* Each client has a socket and a file. */
static void raise_files(void)
{
	struct rlimit r;

	if (getrlimit(RLIMIT_NOFILE, &r) || r.rlim_cur >= 3 * CLIENTS_MAX)
		return;
	r.rlim_cur = r.rlim_max < 3 * CLIENTS_MAX ? r.rlim_max
						  : 3 * CLIENTS_MAX;
	setrlimit(RLIMIT_NOFILE, &r);
}

static int start_daemon(struct serve *s)
{
	raise_files();
	s->daemon = mhd.start_daemon(MHD_USE_AUTO_INTERNAL_THREAD, 0, NULL,
				     NULL, handle, s, MHD_OPTION_LISTEN_SOCKET,
				     s->fd, MHD_OPTION_CONNECTION_LIMIT,
				     CLIENTS_MAX, MHD_OPTION_CONNECTION_TIMEOUT,
				     IDLE_S, MHD_OPTION_END);
	if (s->daemon)
		return 0;
	log_err("serve %s: the HTTP library does not start", s->dir);
	close(s->fd);
	return -EIO;
}

int serve_start(const char *dir, const char *where, struct serve **ret)
{
	struct serve *s = calloc(1, sizeof(*s));
	int err = s ? load_library() : -ENOMEM;

	if (s)
		s->dir = dir;
	if (!err)
		err = listen_at(s, where);
	if (!err)
		err = start_daemon(s);
	if (err) {
		free(s);
		return err;
	}
	*ret = s;
	return 0;
}

void serve_stop(struct serve *s)
{
	if (!s)
		return;
	mhd.stop_daemon(s->daemon);
	free(s);
}

const char *serve_url(const struct serve *s)
{
	return s->url;
}

#else

int serve_start(const char *dir, const char *where, struct serve **ret)
{
	(void)dir;
	(void)where;
	(void)ret;
	log_err("--serve: this stapx was built without libmicrohttpd; any web server can serve the store's directory");
	return -ENOSYS;
}

void serve_stop(struct serve *s)
{
	(void)s;
}

const char *serve_url(const struct serve *s)
{
	(void)s;
	return "";
}

#endif
