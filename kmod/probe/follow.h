/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Processes to come: a point of SX_ATTACH_FILE is a place in a file, and who is
 * meant. Whoever maps that file executable is probed before he runs its code.
 *
 *   noticed   every mapping that is made or changed, exec's too, ends in one
 *             function of the kernel; a kprobe there sees its vma, sleeps not
 *   probed    by the task itself on its way back to user mode (task work);
 *             where the kernel has none by a worker, which may come too late
 *
 * Only the range goes from one to the other: what is mapped there is looked at
 * anew, so that a range that has changed again is seen as it is. Any session
 * may end in between; an event refers to none.
 */
#ifndef STAPX_PROBE_FOLLOW_H
#define STAPX_PROBE_FOLLOW_H

#include <stapx/types.h>

#include "kabi/fact.h"

struct follow_tree;
struct sx_session;
struct task_struct;

/*
 * follow_tree.c: a process and those that are forked from now on, those of
 * these, and so on, each until it has ended.
 */

/* The tree of the thread group `root` in a session; NULL: no memory. Sleeps. */
struct follow_tree *follow_tree_get(const struct sx_session *session, s32 root);
/* NULL is accepted. Sleeps. */
void follow_tree_put(struct follow_tree *tree);
/* Any context. */
bool follow_tree_has(const struct follow_tree *tree, s32 tgid);
/* Is it in any tree? Any context. */
bool follow_tree_any(s32 tgid);
/* Forks that were not followed for want of memory. */
u64 follow_tree_lost(const struct follow_tree *tree);
/* Could forks be followed on this kernel? */
bool follow_tree_available(void);
/* Loading and unloading; exit needs all trees gone. */
void follow_tree_init(void);
void follow_tree_exit(void);

/* follow.c: the places of a session in what a process has mapped. 0, -ESRCH. */
int follow_look(const struct sx_session *session, s32 pid);
void follow_init(void);
/* All sessions are gone. Returns when nothing of it runs any more. */
void follow_exit(void);
/* Do tasks themselves do the work? */
bool follow_is_prompt(void);

#endif
