/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Hands the places of a program to the kernel object, each through the engine
 * that fits: own breakpoints in the process of -x or -c and in those that it
 * starts, the kernel's uprobes where there is no such process or where somebody
 * else's breakpoint stands.
 */
#ifndef STAPX_RUN_ATTACH_H
#define STAPX_RUN_ATTACH_H

#include "debuginfo/locate.h"
#include "kernelsym/locate.h"
#include "program.h"
#include "run/options.h"
#include "session/session.h"

struct attach_request {
	struct session *session;
	const struct sx_program *prog;
	const struct places *places;
	const struct kernel_places *kernel; /* NULL: none */
	u32 profile_hz; /* of timer.profile; 0: the kernel's tick */
	s32 pid; /* of -x: own breakpoints there; 0: none */
	s32 only_pid; /* of -c: waits in front of its exec; 0: none */
	enum attach_engine engine;
	const char *command_path; /* its program; NULL: a shell, or no -c */
};

/* Row n is place n of the session, as STATS counts it. */
struct attach_table {
	struct attach_row {
		u32 probe;
		char *name; /* process("/usr/sbin/nginx").function("f") */
	} * rows;
	u32 nr;
	u32 cap;
};

/* A row more; name is copied. 0 or -ENOMEM. */
int attach_table_add(struct attach_table *table, u32 probe, const char *name);

/* What an error of ATTACH means for any kind of place. */
const char *attach_reason(int err);

/*
 * Attaches timers and places. A place of an optional point may fail; every
 * other failure is reported, and the first one is the result.
 */
int attach_all(const struct attach_request *req, struct attach_table *ret);

/*
 * For --runtime=user: 0 when the program has plain timers only; else -EOPNOTSUPP,
 * after the first place that nobody but the kernel can watch was named.
 */
int attach_refuse_places(const struct sx_program *prog);

void attach_deinit(struct attach_table *table);

#endif
