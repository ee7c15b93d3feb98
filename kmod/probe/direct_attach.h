/* SPDX-License-Identifier: GPL-2.0 */
/* Points in address spaces. Under direct_mutex, unless something else is said. */
#ifndef STAPX_PROBE_DIRECT_ATTACH_H
#define STAPX_PROBE_DIRECT_ATTACH_H

#include "probe/direct.h"
#include "probe/engine.h"

/* What a point of an engine that uses breakpoints begins with. */
struct direct_point {
	struct sx_point pt;
	struct direct_user *users; /* everywhere, by of_next; direct_mutex */
	struct direct_user *gone; /* unlinked by disarm, freed by release */
	u8 role; /* enum sx_place_role; constant */
	bool armed; /* what is attached from now on is armed; direct_mutex */
	/* Of watched calls; the counters are atomic. */
	u32 sites_nr; /* direct_mutex */
	u32 calls_max;
	u32 calls_nr;
	u64 missed;
	u64 abandoned;
};

/* Before all others, without the mutex: what its role takes. 0 or -errno. */
int direct_point_init(struct direct_point *dp, u32 role);
/* The breakpoint that a space has at an address, or NULL. */
struct direct_bp *direct_bp_at(const struct direct_space *space, u64 addr);

/*
 * Gives a point a breakpoint in an address space, armed if the point is; one
 * that it has there already is looked after. mm has a users' reference. 0 or
 * -errno.
 */
int direct_attach_mm(struct direct_point *dp, struct mm_struct *mm, u64 addr,
		     const struct direct_step *step);
/* The same in another role than the point's own. */
int direct_attach_as(struct direct_point *dp, struct mm_struct *mm, u64 addr,
		     const struct direct_step *step, u8 role);
/* Breakpoints to come in an address space; it does without, too. */
void direct_reserve(struct mm_struct *mm, u32 nr);
/* Arms all that it has: 0, or -errno of the first failure. */
int direct_arm_point(struct direct_point *dp);
void direct_disarm_point(struct direct_point *dp);
/* After sx_synchronize(), without the mutex. */
void direct_release_point(struct direct_point *dp);
/* What engines tell of their points. Any context. */
u64 direct_missed(const struct sx_point *pt);
u64 direct_abandoned(const struct sx_point *pt);
/*
 * A mapping has been made: breakpoints in it that were another file's are
 * dropped, int3s that a new mapping of the same has lost are written.
 */
void direct_remapped(struct mm_struct *mm, const struct sx_map *map);
/* Gives back what dropped breakpoints had. */
void direct_free_dropped(void);
/* With interrupts off: might direct_remapped() have anything to do? */
bool direct_may_hold(const struct mm_struct *mm, const struct sx_map *map);

#endif
