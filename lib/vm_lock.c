// SPDX-License-Identifier: GPL-2.0
/*
 * The lock rows of a handler: all are taken before it runs, or none. Where no
 * lock is held by another CPU, taking them makes no call.
 */
#include "lock.h"
#include "vm_priv.h"

static int lock_one(struct sx_vm *vm, const struct sx_lock_use *use)
{
	struct sx_object *o = sx_vm_object(vm, use->global);

	if (use->mode == SX_LOCK_UPDATE)
		return sx_lock_update(&o->lock,
				      &sx_object_part(o, vm->cpu)->mark);
	if (use->mode == SX_LOCK_READ)
		return sx_lock_read(&o->lock);
	if (sx_object_is_stat(o))
		return sx_lock_all(&o->lock, o->parts, o->part_len, o->nr_cpus);
	return sx_lock_write(&o->lock);
}

static int try_one(struct sx_vm *vm, const struct sx_lock_use *use)
{
	struct sx_object *o = sx_vm_object(vm, use->global);

	/* The writer of a statistic looks at all CPUs: not in one try. */
	if (use->mode == SX_LOCK_WRITE)
		return !o->parts && sx_lock_try_write(&o->lock);
	if (use->mode == SX_LOCK_UPDATE)
		return sx_lock_try_update(&o->lock,
					  &sx_object_part(o, vm->cpu)->mark);
	return sx_lock_try_read(&o->lock);
}

static void unlock_one(struct sx_vm *vm, const struct sx_lock_use *use)
{
	struct sx_object *o = sx_vm_object(vm, use->global);

	if (use->mode == SX_LOCK_WRITE)
		sx_unlock_write(&o->lock);
	else if (use->mode == SX_LOCK_UPDATE)
		sx_unlock_update(&sx_object_part(o, vm->cpu)->mark);
	else
		sx_unlock_read(&o->lock);
}

/* Takes the rows from `use` on; those from `first` up to there are held. */
static SX_COLD int lock_rest(struct sx_vm *vm, const struct sx_lock_use *first,
			     const struct sx_lock_use *use,
			     const struct sx_lock_use *end)
{
	for (; use < end; use++) {
		if (lock_one(vm, use)) {
			while (use > first)
				unlock_one(vm, --use);
			return -1;
		}
	}
	return 0;
}

int sx_vm_lock(struct sx_vm *vm, const struct sx_func *f)
{
	const struct sx_lock_use *first = &vm->prog->locks[f->lock_first];
	const struct sx_lock_use *end = first + f->lock_nr, *use;

	for (use = first; use < end; use++)
		if (sx_unlikely(!try_one(vm, use)))
			return lock_rest(vm, first, use, end);
	return 0;
}

void sx_vm_unlock(struct sx_vm *vm, const struct sx_func *f)
{
	const struct sx_lock_use *first = &vm->prog->locks[f->lock_first];
	const struct sx_lock_use *use = first + f->lock_nr;

	while (use > first)
		unlock_one(vm, --use);
}
