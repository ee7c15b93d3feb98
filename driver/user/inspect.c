// SPDX-License-Identifier: GPL-2.0
/* STATS, DUMP and mmap of a session without the kernel object. */
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#include "user/session.h"

int user_session_stats(struct user_session *s, struct sx_stats *args)
{
	struct sx_point_stats *to = (void *)(uintptr_t)args->points;
	u32 room = args->points_nr;
	u32 i;

	if (!s->vm)
		return -EINVAL;
	pthread_mutex_lock(&s->run_lock);
	for (i = 0; i < room && i < s->points_nr; i++)
		to[i] = s->points[i].stats;
	args->points_nr = s->points_nr;
	args->map_full = s->vm->count.map_full;
	args->read_faults = s->vm->count.read_faults;
	args->no_entry = s->vm->count.no_entry;
	args->lost_records = s->ring.lost;
	pthread_mutex_unlock(&s->run_lock);
	return 0;
}

/*
 * A handler may wait for the thread that asks here, as the reader of the
 * ring: nobody waits for a handler.
 */
int user_session_dump(struct user_session *s, struct sx_dump *args)
{
	struct sx_dump_state state = { 0 };
	int err;

	if (!s->globals || args->pad || args->flags)
		return -EINVAL;
	do {
		if (pthread_mutex_trylock(&s->run_lock))
			return -EAGAIN;
		err = sx_globals_dump(s->globals, args->global,
				      (void *)(uintptr_t)args->buf,
				      args->buf_len, &state);
		pthread_mutex_unlock(&s->run_lock);
	} while (!err && state.next);
	args->used = state.used;
	args->entries = state.entries;
	return !err && state.used > args->buf_len ? -ENOSPC : err;
}

int user_session_mmap(struct user_session *s, off_t off, size_t len, int prot,
		      void **ret)
{
	off_t place = USER_PAGE;
	size_t size = s->ring.shm ? USER_PAGE + s->ring.size : 0;

	if (off == (off_t)SX_MMAP_STATUS) {
		place = 0;
		size = USER_PAGE;
	} else if (off != (off_t)SX_MMAP_RINGS) {
		size = 0;
	}
	if (!size || len != size)
		return -EINVAL;
	*ret = mmap(NULL, len, prot, MAP_SHARED, s->fd, place);
	return *ret == MAP_FAILED ? -errno : 0;
}
