// SPDX-License-Identifier: GPL-2.0
/* process(...) through the kernel's uprobes: whoever maps the file. */
#include "probe/engine.h"

#include "kabi/cpu.h"
#include "kabi/task.h"
#include "kabi/uprobe.h"
#include "probe/follow.h"

struct inode_point {
	struct sx_point pt;
	struct sx_uprobe up;
	s32 tgid; /* 0: every process */
	struct follow_tree *tree; /* what descends from it; NULL: the same */
	u32 role; /* SX_ROLE_HIT or SX_ROLE_RETURN */
};

static struct inode_point *inode_of(struct sx_point *pt)
{
	return container_of(pt, struct inode_point, pt);
}

static bool inode_hit(struct sx_uprobe *up, struct pt_regs *regs)
{
	struct inode_point *ip = container_of(up, struct inode_point, up);
	unsigned long flags;

	if (ip->tgid && task_tgid(current) != ip->tgid &&
	    !follow_tree_has(ip->tree, task_tgid(current)))
		return true;
	flags = local_irq_save();
	if (ip->role == SX_ROLE_RETURN)
		sx_hit_return(&ip->pt, regs, regs->sp + 8);
	else
		sx_hit(&ip->pt, regs);
	local_irq_restore(flags);
	return true;
}

/*
 * The kernel's uprobe is registered here and not in arm(): it takes a file
 * descriptor, and before START the session's state drops its hits.
 */
static int inode_attach(struct sx_point *pt, const struct sx_attach *args)
{
	struct inode_point *ip = inode_of(pt);
	int err;

	if (pt->decl->kind != SX_PROBE_PROCESS || args->inode.pid < 0 ||
	    args->inode.role > SX_ROLE_RETURN || args->inode.pad)
		return -EINVAL;
	ip->role = args->inode.role;
	pt->is_return = ip->role == SX_ROLE_RETURN;
	if (args->inode.pid) {
		ip->tgid = sx_tgid_of_pid(args->inode.pid);
		if (!ip->tgid)
			return -ESRCH;
		if (!follow_tree_available())
			return -EOPNOTSUPP;
	}
	err = sx_place_of_fd(args->inode.fd, args->inode.offset, &ip->up.place);
	if (err)
		return err;
	if (ip->tgid)
		ip->tree = follow_tree_get(pt->session, ip->tgid);
	if (ip->tgid && !ip->tree) {
		sx_place_put(&ip->up.place);
		return -ENOMEM;
	}
	ip->up.func = inode_hit;
	ip->up.counter = args->inode.counter;
	err = sx_uprobe_register(&ip->up);
	if (err)
		follow_tree_put(ip->tree);
	return err;
}

static int inode_arm(struct sx_point *pt)
{
	(void)pt;
	return 0;
}

static void inode_disarm(struct sx_point *pt)
{
	sx_uprobe_unregister(&inode_of(pt)->up);
}

static void inode_release(struct sx_point *pt)
{
	follow_tree_put(inode_of(pt)->tree);
}

const struct sx_engine sx_inode_engine = {
	.name = "inode",
	.point_size = sizeof(struct inode_point),
	.available = sx_uprobe_available,
	.attach = inode_attach,
	.arm = inode_arm,
	.disarm = inode_disarm,
	.release = inode_release,
};
