/* SPDX-License-Identifier: GPL-2.0 */
/* A program under ptrace, with breakpoints. */
#ifndef STAPX_TESTS_TARGET_CHILD_H
#define STAPX_TESTS_TARGET_CHILD_H

#include <stdbool.h>
#include <sys/types.h>
#include <sys/user.h>

#include <stapx/types.h>

#define CHILD_POINTS_MAX 64

struct child_point {
	u64 addr; /* in the process */
	u8 byte; /* what is there without it */
	u32 probe;
	bool at_return; /* of the function that begins at addr */
	bool temporary; /* at a return address; gone after its hit */
};

struct child {
	pid_t pid;
	u64 bias; /* added to addresses of the program's file */
	struct child_point points[CHILD_POINTS_MAX];
	u32 points_nr;
};

/* Starts a program; it stops in front of its first instruction. 0 or -errno. */
int child_start(const char *path, struct child *ret);
/* addr: in the file. */
void child_add(struct child *c, u64 addr, u32 probe, bool at_return);

/*
 * Runs up to its end, calling fn with the registers at each hit (rip is the
 * address of the point) while that returns true; then it is killed.
 */
void child_run(struct child *c,
	       bool (*fn)(void *arg, u32 probe,
			  const struct user_regs_struct *regs),
	       void *arg);
void child_kill(struct child *c);

#endif
