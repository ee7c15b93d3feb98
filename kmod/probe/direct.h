/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The direct engine: breakpoints of our own in the address space of a target
 * process, taken in the int3 notifier ahead of the kernel's uprobes.
 *
 *   space       an address space that holds, or may hold, our breakpoints;
 *               found by its mm. A fork's child gets one before it runs.
 *   family      what a space and its forks share: a table of breakpoints.
 *               Attaching to a child alone gives it a copy of its own.
 *   breakpoint  a place: who wants its hits, and how the instruction that
 *               the int3 displaced is carried out.
 *
 * Who may do what:
 *   - a hit, interrupts off, reads all three without a lock; what it can
 *     reach is freed only after sx_synchronize();
 *   - attach, arm, disarm, reap hold `direct_mutex`, and may sleep;
 *   - the fork tracepoint adds a space under `space_lock`, never sleeps.
 *
 * A breakpoint that nobody wants any more stays in the table: a CPU may be in
 * its trap, and a child that was being copied may still hold its int3. A hit
 * then only carries out the instruction, or runs it again once the byte is
 * restored. The table goes when its last space does.
 *
 * Where the kernel's uprobes come to the same instruction a breakpoint is
 * chained (direct_chain.c): its traps are theirs, and they call us.
 */
#ifndef STAPX_PROBE_DIRECT_H
#define STAPX_PROBE_DIRECT_H

#include "kabi/mm.h"
#include "kabi/regs.h"
#include "probe/engine.h"
#include "probe/direct_step.h"
#include <stapx/abi.h>

struct direct_point;
struct sx_map;
struct sx_point;

/* One point that wants a breakpoint's hits. */
struct direct_user {
	struct direct_user *next; /* RCU */
	struct sx_point *pt;
	struct direct_user *gone; /* unlinked ones, until they are freed */
	struct direct_bp *bp; /* direct_mutex, as all that follows */
	struct direct_user *of_next; /* the point's users */
	struct direct_user **of_link;
	u64 added; /* family->events of then */
	bool armed;
	u8 role; /* enum sx_place_role, or DIRECT_ROLE_SITE; constant */
};

struct direct_bp {
	u64 addr;
	struct direct_family *family; /* direct_mutex */
	const void *inode; /* compared only; NULL: no file; direct_mutex */
	u64 offset; /* of addr in it */
	u64 born; /* family->events of then; constant once published */
	struct direct_user *users; /* RCU; changed under direct_mutex */
	struct direct_step step;
	u32 armed_nr; /* users that are armed; direct_mutex */
	u32 sites_nr; /* users whose role is SITE; as users */
	/* Written under direct_mutex, read by hits: */
	bool live; /* its traps are ours: armed, and not chained */
	bool inherited; /* its int3 was copied from the parent */
	bool theirs; /* an int3 while it is not live is the kernel's */
	struct direct_chain *chain; /* or NULL */
};

#define DIRECT_FILTER_BITS 4096u

/* Open addressing, replaced as a whole when it grows. RCU. */
struct direct_table {
	u32 size; /* power of two, at most half full */
	u32 nr;
	u64 filter[DIRECT_FILTER_BITS / 64]; /* of the addresses' high bits */
	struct direct_bp *bps[];
};

struct direct_space;
struct direct_chain;

struct direct_family {
	struct direct_family *next; /* all families; direct_mutex */
	struct direct_table *table; /* RCU */
	struct direct_space *spaces; /* space_lock */
	struct direct_space *owner; /* whom attaching changes in place */
	u64 quiet_since_ns; /* last time that an int3 was taken out */
	u64 written_ns; /* last time that an int3 was written; direct_mutex */
	u64 events; /* breakpoints and users ever added; direct_mutex */
	u32 users_nr; /* direct_mutex */
	bool has_dead; /* some breakpoint has no armed user */
};

/* Executable memory in a target for copies of instructions. */
struct direct_area {
	u64 base; /* 0: none */
	u32 used; /* bytes */
};

#define DIRECT_AREA	(256u << 10)
#define DIRECT_AREAS_NR 16u

struct direct_space {
	struct direct_space *hash_next; /* RCU */
	struct direct_space *family_next; /* space_lock */
	struct mm_struct *mm; /* pinned by mm_count */
	struct direct_family *family; /* RCU */
	struct direct_area areas[DIRECT_AREAS_NR]; /* direct_mutex, forks */
	u64 seen; /* breakpoints born later are not ours; owner: all are */
	bool stale; /* may hold int3s of dead breakpoints; janitor clears it */
};

/*
 * A fork is between copying pages and the tracepoint for less than this (while
 * it copies it holds the lock that taking an int3 out waits for). A family's
 * table outlives its last int3 by it.
 */
#define DIRECT_FORK_GRACE_NS 200000000ull

extern struct sx_mutex direct_mutex;

/* direct_space.c: finding and keeping address spaces. */

/* The space of an mm, or NULL. direct_mutex. */
struct direct_space *direct_space_of(const struct mm_struct *mm);
/* A child of a fork may lack int3s that its parent has; direct_mutex. */
void direct_space_renew(struct direct_space *space);
/* Finds or makes it; NULL without memory. direct_mutex. */
struct direct_space *direct_space_get(struct mm_struct *mm);
/* Gives a child that shares its parent's family one of its own. 0, -ENOMEM. */
int direct_space_unshare(struct direct_space *space);
/* Gives a space a family of its own in any case. 0, -ENOMEM. */
int direct_space_leave(struct direct_space *space);
/* Drops the spaces of dead processes and of families that nobody uses. */
void direct_space_reap(void);
/* The first space of a family; later ones by family_next. direct_mutex. */
struct direct_space *direct_space_first(struct direct_family *f);
/* Starts following forks; 0 or -errno. */
int direct_space_init(void);
/* Stops it, and takes the last stale int3 out. No session is left. */
void direct_space_stop(void);
/* Frees everything. No trap can come here any more. */
void direct_space_free(void);
/* All families. direct_mutex. */
struct direct_family *direct_families(void);
/* Is an int3 in an unknown address space perhaps a lost child's? */
bool direct_space_orphan(struct pt_regs *regs);

/* direct_patch.c: the target's bytes. */

/* Was the breakpoint made for what is mapped at its address? */
bool direct_bp_is_of(const struct direct_bp *bp, const struct sx_map *map);

/* Compares the target's instruction; 0, -EBUSY (an int3), -ESTALE, -EFAULT. */
int direct_check_bytes(struct mm_struct *mm, u64 addr,
		       const struct direct_step *step);
/* Makes the copy of an instruction; 0 or -errno. Sleeps. */
int direct_make_slot(struct direct_space *space, u64 addr,
		     struct direct_step *step);
/* Counts an armed user, and writes the int3 unless it is there. 0, -errno. */
int direct_insert(struct direct_space *space, struct direct_bp *bp);
/* Takes the int3 out of every space of the family that has it. */
void direct_remove(struct direct_family *f, struct direct_bp *bp);
/* Writes the int3 of a live breakpoint again where somebody took it out. */
void direct_renew(struct direct_space *space, const struct direct_bp *bp);
/* Takes the int3s of dead breakpoints out of a space. */
void direct_scrub(struct direct_space *space);

/* direct.c: loading and unloading; exit needs all sessions gone. */
int sx_direct_init(void);
void sx_direct_exit(void);

#endif
