/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A store of indexes for other hosts, by HTTP: GET and HEAD of
 *
 *   /ab/cdef01....sxi            as the file lies in the store, so that any
 *                                web server can serve one
 *   /buildid/abcdef01.../index   as debuginfod names things
 *
 * Everything else is 404, or 405 for other methods. A file is sent only when
 * its head says that it is an index of that build-id.
 */
#ifndef STAPX_INDEX_SERVE_H
#define STAPX_INDEX_SERVE_H

struct serve;

#define SERVE_DEFAULT "127.0.0.1:8017"

/*
 * Serves dir at where, "ADDRESS:PORT", "[ADDRESS]:PORT" or "PORT" (of the
 * loopback address; port 0: any), by a thread of its own. 0 or -errno,
 * reported. dir is borrowed until serve_stop().
 */
int serve_start(const char *dir, const char *where, struct serve **ret);
void serve_stop(struct serve *s);

/* "http://ADDRESS:PORT/"; borrowed. */
const char *serve_url(const struct serve *s);

#endif
