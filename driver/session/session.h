/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One session with the kernel object: the calls of stapx/abi.h, in its order,
 * with one sentence of advice for each way they fail.
 */
#ifndef STAPX_SESSION_SESSION_H
#define STAPX_SESSION_SESSION_H

#include <sys/types.h>

#include <stapx/abi.h>

#include "session/merge.h"

struct session;

/* The device's file operations, replaceable for tests. Results are -errno. */
struct session_device {
	int (*open)(const char *path);
	int (*ioctl)(int fd, unsigned int request, void *arg);
	int (*mmap)(int fd, off_t off, size_t len, int prot, void **ret);
	void (*close)(int fd);
};

/* What a test wants in place of the kernel's device; NULL: nothing. */
void session_set_device(const struct session_device *device);

/* Settings of LOAD; 0 stands for the default of stapx/limits.h. */
struct session_settings {
	u32 maxstringlen;
	u32 maxaction;
	u32 maxaction_begin;
	u32 maxnesting;
	u32 maxerrors;
	u32 ring_bytes; /* of each CPU, a power of two */
	u32 maxmemory; /* megabytes */
	u32 overhead; /* percent of a CPU; 100: measured only; 0: not */
	s32 target;
	struct sx_zone zone;
};

/*
 * NULL: the kernel's device. Reports what went wrong. The caller owns *ret
 * until session_close().
 */
int session_open(const struct session_device *device, struct session **ret);

/* Everything of the session that is left is detached and freed; takes NULL. */
void session_close(struct session *session);

/*
 * Copies the program into the kernel and maps the output. Reports; -EINVAL
 * also for a program that the verifier rejects.
 */
int session_load(struct session *session, const void *image, u32 image_len,
		 const struct session_settings *settings);

/*
 * Prepares one place; row->point receives its number. Reports nothing: the
 * caller knows the name of the place, and may have another way.
 */
int session_attach(struct session *session, struct sx_attach *row);

/* Report. START has run the begin handlers when it returns, STOP the end's. */
int session_start(struct session *session);
int session_stop(struct session *session);

/*
 * Counters of the session and of its first points_nr places (both may be
 * absent: NULL, 0). ret->points_nr tells how many places there are.
 */
int session_stats(struct session *session, struct sx_point_stats *points,
		  u32 points_nr, struct sx_stats *ret);

/* What the hits of the first nr places took. -ENODATA: not measured. No report. */
int session_costs(struct session *session, struct sx_point_cost *costs, u32 nr);

/* SX_IOC_DUMP as it is; -ENOSPC is for the caller to handle. No report. */
int session_dump(struct session *session, struct sx_dump *dump);

/* SX_IOC_BASE, SX_IOC_MODULE and SX_IOC_LOOK as they are. No report. */
/* SX_IOC_COUNTER. No report. */
int session_counter(struct session *session, s32 pid, u64 addr);

int session_base(struct session *session, struct sx_base *base);
int session_module(struct session *session, struct sx_module_file *module);
int session_look(struct session *session, s32 pid);
/* The latter for every process that runs. 0 or -errno (reported). */
int session_look_at_all(struct session *session);

u64 session_features(const struct session *session); /* SX_FEATURE_* */
u64 session_memory(const struct session *session); /* bytes, after load */
enum sx_state session_state(const struct session *session);
u32 session_errors(const struct session *session); /* run-time errors */
u32 session_ring_bytes(const struct session *session);

/* The output; borrowed, after session_load(). */
struct merge *session_merge(struct session *session);

#endif
