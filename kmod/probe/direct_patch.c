// SPDX-License-Identifier: GPL-2.0
/*
 * The target's bytes. They are written as a debugger writes them, into a
 * private copy of the page: the file and other processes never see them.
 */
#include "probe/direct.h"

#include "kabi/clock.h"
#include "mem.h"

#define INT3 0xcc

int direct_check_bytes(struct mm_struct *mm, u64 addr,
		       const struct direct_step *step)
{
	u8 bytes[16];
	u32 i;
	int err = sx_mm_read(mm, addr, bytes, step->len);

	if (err)
		return err;
	for (i = 1; i < step->len; i++) {
		if (bytes[i] != step->insn[i])
			return -ESTALE;
	}
	if (bytes[0] == step->insn[0])
		return 0;
	return bytes[0] == INT3 ? -EBUSY : -ESTALE;
}

#define REACH (2047ull << 20)

/* Writes an instruction's copy into an area; -ERANGE when it is full. */
static int fill_slot(struct direct_space *space, struct direct_area *area,
		     u64 addr, struct direct_step *step)
{
	u8 code[SX_STEP_SLOT];
	u64 slot = area->base + area->used;
	int err;

	if (!area->base || area->used + SX_STEP_SLOT > DIRECT_AREA)
		return -ERANGE;
	err = direct_step_code(step, addr, slot, code);
	if (!err)
		err = sx_mm_write(space->mm, slot, code, SX_STEP_SLOT);
	if (err)
		return err;
	area->used += SX_STEP_SLOT;
	direct_step_set_slot(step, slot);
	return 0;
}

/* In the place of one that is full, or gone. */
static struct direct_area *new_area(struct direct_space *space)
{
	struct direct_area *found = NULL;
	u32 i;

	for (i = 0; i < DIRECT_AREAS_NR; i++) {
		struct direct_area *a = &space->areas[i];

		if (!found || !a->base ||
		    (found->base && a->used > found->used))
			found = a;
	}
	return found;
}

/*
 * A slot is not given back: a thread may be preempted in it for ever. All
 * areas lie close to a place that was probed, so that they serve for others.
 */
int direct_make_slot(struct direct_space *space, u64 addr,
		     struct direct_step *step)
{
	struct direct_area *area;
	u64 near;
	bool must = direct_step_is_near(step, addr, &near);
	s64 base;
	u32 i;

	for (i = 0; i < DIRECT_AREAS_NR; i++) {
		int err = fill_slot(space, &space->areas[i], addr, step);

		if (!err)
			return 0;
		/* Unmapped by the target, or not copied to a child. */
		if (err == -EFAULT)
			space->areas[i].base = 0;
	}
	base = sx_mm_map_text(space->mm, near, REACH, DIRECT_AREA);
	if (IS_ERR_VALUE(base) && !must)
		base = sx_mm_map_text(space->mm, 0, 0, DIRECT_AREA);
	if (IS_ERR_VALUE(base))
		return (int)base;
	area = new_area(space);
	area->base = (u64)base;
	area->used = 0;
	return fill_slot(space, area, addr, step);
}

bool direct_slot_is_there(struct direct_space *space,
			  const struct direct_bp *bp)
{
	u8 want[SX_STEP_SLOT];
	u8 have[SX_STEP_SLOT];
	u64 slot = bp->step.place;

	if (!slot)
		return !direct_step_needs_slot(&bp->step);
	return !direct_step_code(&bp->step, bp->addr, slot, want) &&
	       !sx_mm_read(space->mm, slot, have, sizeof(have)) &&
	       !sx_memcmp(want, have, sizeof(want));
}

static int write_int3(struct direct_space *space, const struct direct_bp *bp)
{
	static const u8 int3 = INT3;

	return sx_mm_write(space->mm, bp->addr, &int3, 1);
}

int direct_insert(struct direct_space *space, struct direct_bp *bp)
{
	bool was_live = bp->live;
	int err;

	if (bp->chain) {
		bp->armed_nr++;
		return 0;
	}
	err = direct_check_bytes(space->mm, bp->addr, &bp->step);
	if (err && (err != -EBUSY || !was_live))
		return err;
	/* Live first: a hit of an int3 that is not is passed on. */
	WRITE_ONCE(bp->theirs, false);
	smp_store_release(&bp->live, true);
	if (!err)
		err = write_int3(space, bp);
	else
		err = 0;
	if (err)
		smp_store_release(&bp->live, was_live);
	else
		bp->armed_nr++;
	return err;
}

int direct_insert_again(struct direct_space *space, struct direct_bp *bp)
{
	int err = direct_check_bytes(space->mm, bp->addr, &bp->step);

	if (err == -EBUSY)
		return 0;
	return err ? err : write_int3(space, bp);
}

void direct_renew(struct direct_family *f, const struct direct_bp *bp)
{
	struct direct_space *space = f->owner;

	if (!space || !sx_mmget_not_zero(space->mm))
		return;
	if (!direct_check_bytes(space->mm, bp->addr, &bp->step))
		write_int3(space, bp);
	mmput(space->mm);
}

/* Only an int3: the page may hold something else by now. */
static void restore_byte(struct direct_space *space, const struct direct_bp *bp)
{
	if (direct_check_bytes(space->mm, bp->addr, &bp->step) == -EBUSY)
		sx_mm_write(space->mm, bp->addr, bp->step.insn, 1);
}

/*
 * Spaces are only taken out of the list under direct_mutex; one that a fork
 * adds behind our back is marked stale by the fork itself.
 */
void direct_remove(struct direct_family *f, struct direct_bp *bp)
{
	struct direct_space *space;

	if (bp->chain) {
		direct_unchain(bp);
		f->quiet_since_ns = kmono_ns();
		return;
	}
	f->has_dead = true;
	f->quiet_since_ns = kmono_ns();
	for (space = direct_space_first(f); space; space = space->family_next) {
		if (!sx_mmget_not_zero(space->mm))
			continue;
		restore_byte(space, bp);
		mmput(space->mm);
	}
	/* Until then an int3 that is hit is ours. */
	smp_store_release(&bp->live, false);
	bp->inherited = false;
}

void direct_scrub(struct direct_space *space)
{
	const struct direct_table *t = space->family->table;
	u32 i;

	if (!t || !sx_mmget_not_zero(space->mm))
		return;
	for (i = 0; i < t->size; i++) {
		const struct direct_bp *bp = t->bps[i];

		if (bp && !bp->armed_nr && !bp->theirs)
			restore_byte(space, bp);
	}
	mmput(space->mm);
}
