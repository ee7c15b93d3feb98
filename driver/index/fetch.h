/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Indexes from the servers of $STAPX_INDEX_URLS (by spaces), each of which has
 * a store's layout: URL/ab/cdef01....sxi. Nothing that comes from there is
 * believed: only an index of this version, with the build-id that was asked for
 * and the checksum of its bytes, is left at the path.
 *
 * A server gets five seconds to be reached; one that is not, or that sends less
 * than a kB a second for ten seconds, is not asked again by this process. That
 * all servers answered "not found" is remembered for ten minutes beside the
 * path. An index may have FETCH_MAX bytes.
 */
#ifndef STAPX_INDEX_FETCH_H
#define STAPX_INDEX_FETCH_H

#include <stapx/types.h>

#define FETCH_MAX ((u64)1 << 30)

/* Told of each server that did not have it, and why; both borrowed. */
typedef void fetch_tell(const char *place, const char *why, void *arg);

/*
 * Fetches the index of a build-id to path, whose directory exists. shown is
 * what progress calls the file. 0; -ENOENT where no server has it, or none is
 * named. Reports nothing but through tell, and with -v.
 */
int fetch_index(const u8 *build_id, u32 len, const char *path,
		const char *shown, fetch_tell *tell, void *arg);

#endif
