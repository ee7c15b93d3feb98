/* SPDX-License-Identifier: GPL-2.0 */
/* A watch: a place in a file, who is meant, and what to do where it is mapped. */
#ifndef STAPX_PROBE_FOLLOW_WATCH_H
#define STAPX_PROBE_FOLLOW_WATCH_H

#include "kabi/place.h"
#include "probe/follow.h"

struct follow_watch {
	struct follow_watch *next; /* of the file; direct_mutex */
	struct follow_file *file; /* NULL: not watched; direct_mutex */
	struct sx_place place; /* referenced */
	struct follow_tree *tree; /* NULL: every process */
	const struct sx_session *session;
	/* direct_mutex held; addr is the place in mm. 0 or -errno. Sleeps. */
	int (*found)(struct follow_watch *w, struct mm_struct *mm, u64 addr);
	bool has_point; /* it puts a breakpoint there */
};

/*
 * Names the place and takes references; pid is in the caller's pid namespace,
 * 0: every process. 0, -ESRCH or -errno. Sleep.
 */
int follow_watch_init(struct follow_watch *w, const struct sx_session *session,
		      s32 fd, u64 offset, s32 pid);
void follow_watch_deinit(struct follow_watch *w);

/* From here to there mappings of the file are noticed. direct_mutex. */
int follow_watch(struct follow_watch *w);
/* One that is not watched: nothing. */
void follow_unwatch(struct follow_watch *w);

/* What a process has mapped of it now. 0, -ESRCH or -errno. direct_mutex. */
int follow_look_for(const struct follow_watch *w, s32 pid);

/*
 * The same with the mutex taken: watched, and then what process pid has mapped
 * now looked at; 0: none is. 0 or -errno, then it is not watched.
 */
int follow_watch_start(struct follow_watch *w, s32 pid);
void follow_watch_stop(struct follow_watch *w);

/* Could there be watches on this kernel? */
bool follow_available(void);

#endif
