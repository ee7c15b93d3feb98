/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Stacks of a process that stands still, walked twice: by the unwind rows of
 * the indexes of its files, and by elfutils' libdwfl.
 */
#ifndef STAPX_TESTS_WALK_H
#define STAPX_TESTS_WALK_H

#include <sys/types.h>

#include "unwind_step.h"

#define WALK_MAX 256 /* frames */

struct walk_stack {
	u64 pc[WALK_MAX];
	u32 nr;
	int result; /* enum sx_unwind_result; of libdwfl 0, or -1 */
};

struct walk;

/*
 * Makes the indexes of all files that a stopped tracee has mapped for
 * execution, and of its vdso, in the scratch directory. Fails the test.
 */
struct walk *walk_open(pid_t pid);
void walk_close(struct walk *w);

void walk_rows(struct walk *w, struct walk_stack *ret);
void walk_dwfl(struct walk *w, struct walk_stack *ret);

#endif
