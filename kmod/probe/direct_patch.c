// SPDX-License-Identifier: GPL-2.0
/*
 * The target's bytes. They are written as a debugger writes them, into a
 * private copy of the page: the file and other processes never see them.
 */
#include "probe/direct.h"

#include "kabi/clock.h"

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

/* A slot is not given back: a thread may be preempted in it for ever. */
int direct_make_slot(struct direct_space *space, u64 addr,
		     struct direct_step *step)
{
	u8 code[DIRECT_SLOT];
	u32 len = direct_step_code(step, addr, code);
	u64 slot = space->area + space->area_used;
	int err;

	/* It may be full, unmapped by the target, or not copied to a child. */
	if (!space->area || space->area_used + DIRECT_SLOT > DIRECT_AREA ||
	    sx_mm_write(space->mm, slot, code, len)) {
		s64 area = sx_mm_map_text(space->mm, DIRECT_AREA);

		if (IS_ERR_VALUE(area))
			return (int)area;
		space->area = (u64)area;
		space->area_used = 0;
		slot = space->area;
		err = sx_mm_write(space->mm, slot, code, len);
		if (err)
			return err;
	}
	space->area_used += DIRECT_SLOT;
	step->slot = slot;
	return 0;
}

int direct_insert(struct direct_space *space, struct direct_bp *bp)
{
	static const u8 int3 = INT3;
	int err = direct_check_bytes(space->mm, bp->addr, &bp->step);

	bool ours = err == -EBUSY && (bp->armed_nr || bp->inherited);

	if (err && !ours)
		return err;
	/* Counted first: a hit of an int3 that nobody wants is passed on. */
	__atomic_add_fetch(&bp->armed_nr, 1, __ATOMIC_SEQ_CST);
	if (ours)
		return 0;
	err = sx_mm_write(space->mm, bp->addr, &int3, 1);
	if (err)
		__atomic_sub_fetch(&bp->armed_nr, 1, __ATOMIC_SEQ_CST);
	return err;
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

	f->has_dead = true;
	f->quiet_since_ns = kmono_ns();
	bp->inherited = false;
	for (space = direct_space_first(f); space; space = space->family_next) {
		if (!sx_mmget_not_zero(space->mm))
			continue;
		restore_byte(space, bp);
		mmput(space->mm);
	}
}

void direct_scrub(struct direct_space *space)
{
	const struct direct_table *t = space->family->table;
	u32 i;

	if (!t || !sx_mmget_not_zero(space->mm))
		return;
	for (i = 0; i < t->size; i++) {
		if (t->bps[i] && !t->bps[i]->armed_nr)
			restore_byte(space, t->bps[i]);
	}
	mmput(space->mm);
}
