/* SPDX-License-Identifier: GPL-2.0 */
/* Noticing mappings: from the kernel's function to follow_mapped(). */
#ifndef STAPX_PROBE_FOLLOW_NOTICE_H
#define STAPX_PROBE_FOLLOW_NOTICE_H

#include <stapx/types.h>

#include "kabi/fact.h"

struct mm_struct;
struct task_struct;

/* Under direct_mutex: there is a first watch; there is none any more. */
int follow_notice_start(void);
void follow_notice_stop(void);

/*
 * An int3 was just written: a child that is being forked, and has not run yet,
 * may lack it. It looks itself before it does.
 */
void follow_renew_child(struct task_struct *child);

/* Mappings that were not looked at for want of memory. */
u64 follow_notice_lost(void);

bool follow_notice_available(void);
void follow_notice_init(void);
/* It has been stopped; returns when no event is left. */
void follow_notice_exit(void);

/* follow.c: might somebody want a file that a process maps? Any context. */
bool follow_wants(const void *inode, s32 tgid);

/*
 * follow.c: what process tgid has mapped in a range is looked at; the first
 * pages of a fork's child are. mm has a users' reference. Sleep.
 */
void follow_mapped(struct mm_struct *mm, s32 tgid, u64 start, u64 end);
void follow_forked(struct mm_struct *mm);

#endif
