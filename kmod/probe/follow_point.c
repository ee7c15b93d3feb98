// SPDX-License-Identifier: GPL-2.0
/* process(...) through own breakpoints in whoever maps the file. */
#include "kabi/lock.h"
#include "kabi/sync.h"
#include "probe/direct_attach.h"
#include "probe/follow_notice.h"
#include "probe/follow_watch.h"

struct follow_point {
	struct direct_point dp;
	struct follow_watch watch;
	struct direct_step step;
	u64 lost_before; /* events, when it was attached */
	u64 unplaced; /* direct_mutex */
};

static struct follow_point *follow_of(struct sx_point *pt)
{
	return container_of(pt, struct follow_point, dp.pt);
}

static int follow_found(struct follow_watch *w, struct mm_struct *mm, u64 addr)
{
	struct follow_point *fp = container_of(w, struct follow_point, watch);
	int err = direct_attach_mm(&fp->dp, mm, addr, &fp->step);

	if (err)
		fp->unplaced++;
	return err;
}

/* Watched first, then looked at: whoever maps it meanwhile is found twice. */
static int watch_and_look(struct follow_point *fp,
			  const struct sx_attach_file *args)
{
	int err;

	sx_mutex_lock(&direct_mutex);
	direct_space_reap();
	fp->lost_before = follow_notice_lost();
	err = follow_watch(&fp->watch);
	if (!err && args->flags & SX_FILE_LOOK)
		err = follow_look_for(&fp->watch, args->pid);
	if (err) {
		follow_unwatch(&fp->watch);
		direct_disarm_point(&fp->dp);
	}
	sx_mutex_unlock(&direct_mutex);
	return err;
}

static void follow_release(struct sx_point *pt)
{
	struct follow_point *fp = follow_of(pt);

	direct_release_point(&fp->dp);
	follow_watch_deinit(&fp->watch);
}

static int follow_attach(struct sx_point *pt, const struct sx_attach *attach)
{
	const struct sx_attach_file *args = &attach->file;
	struct follow_point *fp = follow_of(pt);
	int err = direct_step_init(&fp->step, &args->recipe);

	if (err || args->flags & ~SX_FILE_LOOK ||
	    (args->flags & SX_FILE_LOOK && !args->pid) ||
	    pt->decl->kind != SX_PROBE_PROCESS)
		return -EINVAL;
	err = direct_point_init(&fp->dp, args->role);
	if (err)
		return err;
	fp->watch.found = follow_found;
	fp->watch.has_point = true;
	err = follow_watch_init(&fp->watch, pt->session, args->fd, args->offset,
				args->pid);
	if (err)
		return err;
	err = watch_and_look(fp, args);
	if (err) {
		sx_synchronize();
		follow_release(pt);
	}
	return err;
}

/* Where it cannot be armed any more it is as if it could not be attached. */
static int follow_arm(struct sx_point *pt)
{
	struct follow_point *fp = follow_of(pt);

	sx_mutex_lock(&direct_mutex);
	if (direct_arm_point(&fp->dp))
		fp->unplaced++;
	sx_mutex_unlock(&direct_mutex);
	return 0;
}

static void follow_disarm(struct sx_point *pt)
{
	struct follow_point *fp = follow_of(pt);

	sx_mutex_lock(&direct_mutex);
	follow_unwatch(&fp->watch);
	direct_disarm_point(&fp->dp);
	sx_mutex_unlock(&direct_mutex);
}

static u64 follow_unplaced(const struct sx_point *pt)
{
	const struct follow_point *fp =
		container_of(pt, struct follow_point, dp.pt);
	const struct follow_tree *tree = fp->watch.tree;
	u64 lost = tree ? follow_tree_lost(tree) : 0;

	return READ_ONCE(fp->unplaced) + lost + follow_notice_lost() -
	       fp->lost_before;
}

const struct sx_engine sx_follow_engine = {
	.name = "file",
	.point_size = sizeof(struct follow_point),
	.available = follow_available,
	.attach = follow_attach,
	.arm = follow_arm,
	.disarm = follow_disarm,
	.release = follow_release,
	.missed = direct_missed,
	.abandoned = direct_abandoned,
	.unplaced = follow_unplaced,
};
