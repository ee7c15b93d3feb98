/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A session without the kernel object: the calls of stapx/abi.h, answered in
 * this process by the verifier and the machine of lib/.
 *
 * All handlers share one machine and one ring. START runs the begin handlers
 * and then lets one thread run the timers; STOP ends that thread before it
 * runs the end handlers: no two handlers ever run at once. `run_lock` is held
 * while one runs, and while a global is copied for DUMP.
 */
#ifndef STAPX_USER_SESSION_H
#define STAPX_USER_SESSION_H

#include <pthread.h>
#include <stdbool.h>
#include <sys/types.h>

#include <stapx/abi.h>

#include "user/host.h"
#include "user/timers.h"
#include "vm.h"

#define USER_PAGE 4096u

struct user_point {
	u32 probe;
	struct sx_point_stats stats; /* under run_lock */
};

struct user_session {
	struct user_host host; /* first: vm->host is the session */
	int fd; /* its memory: a page of status, then the ring */
	pthread_mutex_t run_lock;
	struct sx_status *status; /* mapped by LOAD's memory */

	/* Written once by LOAD. */
	void *image;
	struct sx_program prog;
	struct sx_settings set;
	void *globals_mem;
	struct sx_globals *globals;
	void *vm_mem;
	struct sx_vm *vm;
	struct sx_ring ring;
	struct sx_base_row *bases; /* [prog.modules_nr] */

	/* Constant while RUNNING. */
	struct user_point *points;
	u32 points_nr;
	struct user_timers timers;
	bool reader_gone; /* a handler waited in vain for room */
};

/* 0 or -errno; the session is *ret's owner's until destroy. */
int user_session_create(struct user_session **ret);
/* At any point; runs no handler. */
void user_session_destroy(struct user_session *s);

/* The calls of stapx/abi.h; 0 or -errno. */
int user_session_load(struct user_session *s, struct sx_load *args);
int user_session_attach(struct user_session *s, struct sx_attach *args);
int user_session_start(struct user_session *s);
int user_session_stop(struct user_session *s);
int user_session_stats(struct user_session *s, struct sx_stats *args);
int user_session_dump(struct user_session *s, struct sx_dump *args);
int user_session_base(struct user_session *s, const struct sx_base *args);
int user_session_mmap(struct user_session *s, off_t off, size_t len, int prot,
		      void **ret);

/* user/hit.c: runs the handler of an attached point; its due time has come. */
void user_session_hit(struct user_session *s, u32 point);

/* user/hit.c: all handlers of a kind; no timer runs. */
void user_session_run(struct user_session *s, u32 kind);

/* Asks the session to end. */
void user_session_exit(struct user_session *s);

static inline u32 user_session_state(const struct user_session *s)
{
	return __atomic_load_n(&s->status->state, __ATOMIC_ACQUIRE);
}

#endif
