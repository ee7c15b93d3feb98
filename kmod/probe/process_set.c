// SPDX-License-Identifier: GPL-2.0
/* Sets of processes: those that run a program, those of a tree. */
#include "probe/process.h"

#include "kabi/alloc.h"
#include "kabi/place.h"

static struct process_set *add_set(struct process_watch *watch)
{
	struct process_set *set = sx_alloc(sizeof(*set));

	if (!set)
		return NULL;
	set->bits = sx_alloc(SX_PID_MAX / 8);
	if (!set->bits) {
		sx_free(set);
		return NULL;
	}
	set->next = watch->sets;
	watch->sets = set;
	return set;
}

/* Takes the file's reference. */
struct process_set *process_set_exe(struct process_watch *watch, void *file)
{
	const void *exe = sx_file_inode(file);
	struct process_set *set;

	for (set = watch->sets; set; set = set->next) {
		if (set->exe == exe) {
			sx_file_put(file);
			return set;
		}
	}
	set = add_set(watch);
	if (!set) {
		sx_file_put(file);
		return NULL;
	}
	set->exe = exe;
	set->file = file;
	return set;
}

struct process_set *process_set_tree(struct process_watch *watch, s32 tree,
				     bool from_exec)
{
	struct process_set *set;

	for (set = watch->sets; set; set = set->next)
		if (set->tree == tree && set->from_exec == from_exec)
			return set;
	set = add_set(watch);
	if (!set)
		return NULL;
	set->tree = tree;
	set->from_exec = from_exec;
	return set;
}

void process_sets_free(struct process_watch *watch)
{
	while (watch->sets) {
		struct process_set *set = watch->sets;

		watch->sets = set->next;
		sx_file_put(set->file);
		sx_free(set->bits);
		sx_free(set);
	}
}

static bool runs(const struct process_set *set, const struct mm_struct *mm)
{
	return mm && sx_exe_of_mm(mm) == set->exe;
}

/* A number that was another process's before loses what that one was. */
void process_sets_fork(struct process_watch *watch, s32 parent, s32 child,
		       const struct mm_struct *mm)
{
	struct process_set *set;

	for (set = watch->sets; set; set = set->next)
		process_bit_put(set->bits, child,
				set->exe ? runs(set, mm)
					 : process_bit(set->bits, parent));
}

void process_sets_exec(struct process_watch *watch, s32 tgid,
		       const struct mm_struct *mm)
{
	struct process_set *set;

	for (set = watch->sets; set; set = set->next) {
		if (set->exe)
			process_bit_put(set->bits, tgid, runs(set, mm));
		else if (set->from_exec && set->tree == tgid)
			process_bit_put(set->bits, tgid, true);
	}
}

/* An exec or a fork that came in between knows better. */
static void look_at(struct process_watch *watch, struct task_struct *t)
{
	const void *exe = sx_exe_of_task(t);
	s32 tgid = task_tgid(t);
	struct process_set *set;
	unsigned long flags;

	if (!exe)
		return;
	flags = sx_spin_lock(&watch->lock);
	if (!process_bit_put(watch->known, tgid, true)) {
		for (set = watch->sets; set; set = set->next)
			if (set->exe)
				process_bit_put(set->bits, tgid,
						set->exe == exe);
	}
	sx_spin_unlock(&watch->lock, flags);
}

/* True where it comes into a tree by its parent. */
static bool look_at_parent(struct process_watch *watch, struct task_struct *t)
{
	struct process_set *set;
	unsigned long flags = sx_spin_lock(&watch->lock);
	s32 parent = task_tgid(task_parent(t));
	s32 tgid = task_tgid(t);
	bool came = false;

	for (set = watch->sets; set; set = set->next) {
		if (!set->exe && process_bit(set->bits, parent))
			came |= !process_bit_put(set->bits, tgid, true);
	}
	sx_spin_unlock(&watch->lock, flags);
	return came;
}

static void begin_trees(struct process_watch *watch)
{
	unsigned long flags = sx_spin_lock(&watch->lock);
	struct process_set *set;

	for (set = watch->sets; set; set = set->next)
		if (!set->exe && !set->from_exec)
			process_bit_put(set->bits, set->tree, true);
	sx_spin_unlock(&watch->lock, flags);
}

void process_sets_look(struct process_watch *watch)
{
	struct task_struct *t;
	bool came = true;
	s32 nr = 1;

	while ((t = sx_task_next(&nr))) {
		look_at(watch, t);
		sx_task_put(t);
	}
	begin_trees(watch);
	while (came) {
		came = false;
		nr = 1;
		while ((t = sx_task_next(&nr))) {
			came |= look_at_parent(watch, t);
			sx_task_put(t);
		}
	}
}
