/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Calls whose returns are watched for at their return addresses: of functions
 * that are left by a jump to another one, or whose return instructions are not
 * all known.
 *
 * A call is told by its thread and its frame: the stack pointer right behind
 * its return. Such a call is remembered when the function is entered (WATCH)
 * or left by the jump (LEAVE), where the stack pointer is at the return
 * address. A breakpoint at that address finds it again (direct_site.c). The
 * stack is read, never written.
 *
 * A call that longjmp(), an exception or the end of its thread ended is dropped
 * and counted as abandoned, when its thread is seen next
 *   - with a stack pointer above its frame, within REACH: an address farther
 *     away may be on another stack, where the call is still alive;
 *   - at the same frame with another return address;
 *   - at the same frame, entering or leaving the same function. So a function
 *     that is reached again through tail calls of its own has one return.
 */
#ifndef STAPX_PROBE_DIRECT_CALLS_H
#define STAPX_PROBE_DIRECT_CALLS_H

#include "probe/direct.h"
#include "probe/engine.h"

struct task_struct;

/* How many of a point's calls are remembered at once. */
#define DIRECT_CALLS_DEFAULT 1024u
#define DIRECT_CALLS_MAX     65536u

/* Where the kernel lacks what it takes, no calls are watched. */
void direct_calls_init(void);
/* No session is left; then free, when no hit is left, either. */
void direct_calls_exit(void);
void direct_calls_free(void);
bool direct_calls_available(void);
/* Memory for n calls at once, of all points. 0, -ENOMEM. Sleeps. */
int direct_calls_reserve(u32 n);

/*
 * A hit of a user that is not SX_ROLE_HIT; a SITE's calls have been taken
 * already. Interrupts off.
 */
void direct_calls_hit(const struct direct_bp *bp, const struct direct_user *u,
		      const struct pt_regs *regs);
/* A hit where calls return to: runs their handlers. Interrupts off. */
void direct_calls_return(u64 addr, const struct pt_regs *regs);

/* A child of the current task begins with its calls. Interrupts off. */
void direct_calls_fork(const struct task_struct *child,
		       const struct mm_struct *mm);

/*
 * The newest call of the current task that has not been asked for yet; false:
 * none. The point is valid while direct_mutex is held.
 */
bool direct_calls_next(struct sx_point **ret_pt, u64 *ret_back);
/* The current task's calls of a point that return there are not seen. */
void direct_calls_miss(struct sx_point *pt, u64 back);
/* Forgets a point's calls. */
void direct_calls_forget(const struct sx_point *pt);

#endif
