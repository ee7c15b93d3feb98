// SPDX-License-Identifier: GPL-2.0
/* Points in files: who maps one of them is probed. */
#include "probe/follow.h"

#include "kabi/lock.h"
#include "kabi/place.h"
#include "kabi/pool.h"
#include "kabi/sync.h"
#include "kabi/task.h"
#include "probe/direct_attach.h"
#include "probe/follow_notice.h"

struct follow_point {
	struct direct_point dp;
	struct follow_point *next; /* of the file; direct_mutex */
	struct follow_file *file; /* NULL: not watched; direct_mutex */
	struct sx_place place; /* referenced */
	struct direct_step step;
	struct follow_tree *tree; /* NULL: every process */
	u64 lost_before; /* events, when it was attached */
	u64 unplaced; /* direct_mutex */
};

/* A watched file; its inode is referenced by its points. */
struct follow_file {
	struct follow_file *next; /* file_lock */
	const void *inode;
	struct follow_point *points; /* direct_mutex */
	u32 points_nr; /* direct_mutex */
	u32 all_nr; /* that want every process; file_lock */
};

#define BUCKETS 64u

static struct sx_spin file_lock;
static struct follow_file *buckets[BUCKETS]; /* file_lock and direct_mutex */
static struct sx_pool file_pool = SX_POOL_INIT(struct follow_file);
static u32 files_nr; /* direct_mutex */

static struct follow_point *follow_of(struct sx_point *pt)
{
	return container_of(pt, struct follow_point, dp.pt);
}

static struct follow_file **bucket_of(const void *inode)
{
	u64 h = (u64)inode * 0x9E3779B97F4A7C15ull;

	return &buckets[h >> 58];
}

static struct follow_file *find_file(const void *inode)
{
	struct follow_file *file = *bucket_of(inode);

	while (file && file->inode != inode)
		file = file->next;
	return file;
}

bool follow_wants(const void *inode, s32 tgid)
{
	unsigned long flags = sx_spin_lock(&file_lock);
	const struct follow_file *file = find_file(inode);
	bool all = file && file->all_nr;
	bool any = file;

	sx_spin_unlock(&file_lock, flags);
	return all || (any && follow_tree_any(tgid));
}

/* The first watch starts the noticing. direct_mutex. */
static int create_file(const void *inode, struct follow_file **ret)
{
	struct follow_file *file = sx_pool_get_sleep(&file_pool);
	unsigned long flags;
	int err;

	if (!file)
		return -ENOMEM;
	err = files_nr ? 0 : follow_notice_start();
	if (err) {
		sx_pool_put(&file_pool, file);
		return err;
	}
	files_nr++;
	file->inode = inode;
	flags = sx_spin_lock(&file_lock);
	file->next = *bucket_of(inode);
	*bucket_of(inode) = file;
	sx_spin_unlock(&file_lock, flags);
	*ret = file;
	return 0;
}

static void destroy_file(struct follow_file *file)
{
	unsigned long flags = sx_spin_lock(&file_lock);
	struct follow_file **link = bucket_of(file->inode);

	while (*link != file)
		link = &(*link)->next;
	*link = file->next;
	sx_spin_unlock(&file_lock, flags);
	sx_pool_put(&file_pool, file);
	if (!--files_nr)
		follow_notice_stop();
}

static void count_all(struct follow_file *file, const struct follow_point *fp,
		      s32 add)
{
	unsigned long flags = sx_spin_lock(&file_lock);

	if (!fp->tree)
		file->all_nr += (u32)add;
	sx_spin_unlock(&file_lock, flags);
}

/* direct_mutex. */
static int watch(struct follow_point *fp)
{
	struct follow_file *file = find_file(fp->place.inode);
	int err = file ? 0 : create_file(fp->place.inode, &file);

	if (err)
		return err;
	fp->file = file;
	fp->next = file->points;
	file->points = fp;
	file->points_nr++;
	count_all(file, fp, 1);
	return 0;
}

static void unwatch(struct follow_point *fp)
{
	struct follow_file *file = fp->file;
	struct follow_point **link;

	if (!file)
		return;
	for (link = &file->points; *link != fp; link = &(*link)->next)
		;
	*link = fp->next;
	fp->file = NULL;
	count_all(file, fp, -1);
	if (!--file->points_nr)
		destroy_file(file);
}

/* One whose pages and whose points are looked at. */
struct follow_who {
	struct mm_struct *mm; /* with a users' reference */
	s32 tgid;
	const struct sx_session *session; /* NULL: of all */
	const struct follow_point *only; /* NULL: all */
};

static bool is_meant(const struct follow_point *fp,
		     const struct follow_who *who)
{
	if ((who->session && fp->dp.pt.session != who->session) ||
	    (who->only && fp != who->only))
		return false;
	return !fp->tree || follow_tree_has(fp->tree, who->tgid);
}

static bool is_in(const struct follow_point *fp, const struct sx_map *map)
{
	return fp->place.offset >= map->offset &&
	       fp->place.offset - map->offset < map->end - map->start;
}

/* Room at once, as each growth of a table waits for hits. */
static void make_room(const struct follow_file *file,
		      const struct follow_who *who, const struct sx_map *map)
{
	const struct follow_point *fp;
	u32 nr = 0;

	for (fp = file->points; fp; fp = fp->next)
		nr += is_in(fp, map) && is_meant(fp, who);
	if (nr)
		direct_reserve(who->mm, nr);
}

static int place_point(struct follow_point *fp, const struct follow_who *who,
		       const struct sx_map *map)
{
	u64 addr = map->start + (fp->place.offset - map->offset);
	int err;

	if (!is_in(fp, map) || !is_meant(fp, who))
		return 0;
	err = direct_attach_mm(&fp->dp, who->mm, addr, &fp->step);
	if (err)
		fp->unplaced++;
	return err;
}

/* direct_mutex; the first error. */
static int look_at_map(const struct follow_who *who, const struct sx_map *map)
{
	const struct follow_file *file;
	struct follow_point *fp;
	int first = 0;

	direct_remapped(who->mm, map);
	if (!map->exec || !map->inode)
		return 0;
	file = find_file(map->inode);
	if (!file)
		return 0;
	if (!who->only)
		make_room(file, who, map);
	for (fp = file->points; fp; fp = fp->next) {
		int err = place_point(fp, who, map);

		first = first ? first : err;
	}
	return first;
}

/* What is mapped in [start, end). direct_mutex; the first error. */
static int look_at_range(const struct follow_who *who, u64 start, u64 end)
{
	struct sx_map map;
	int first = 0;

	while (start < end && !sx_map_next(who->mm, start, &map) &&
	       map.start < end && map.end > start) {
		int err = look_at_map(who, &map);

		first = first ? first : err;
		start = map.end;
	}
	return first;
}

void follow_mapped(struct mm_struct *mm, s32 tgid, u64 start, u64 end)
{
	struct follow_who who = { .mm = mm, .tgid = tgid };

	sx_mutex_lock(&direct_mutex);
	look_at_range(&who, start, end);
	sx_mutex_unlock(&direct_mutex);
}

void follow_forked(struct mm_struct *mm)
{
	struct direct_space *space;

	sx_mutex_lock(&direct_mutex);
	space = direct_space_of(mm);
	if (space)
		direct_space_renew(space);
	sx_mutex_unlock(&direct_mutex);
}

/* direct_mutex. */
static int look_at_process(struct follow_who *who, s32 pid)
{
	int err;

	who->tgid = sx_tgid_of_pid(pid);
	who->mm = sx_mm_of_pid(pid);
	if (!who->mm)
		return -ESRCH;
	err = look_at_range(who, 0, ~0ull);
	mmput(who->mm);
	return err;
}

int follow_look(const struct sx_session *session, s32 pid)
{
	struct follow_who who = { .session = session };
	int err;

	if (pid <= 0)
		return -EINVAL;
	sx_mutex_lock(&direct_mutex);
	err = look_at_process(&who, pid);
	sx_mutex_unlock(&direct_mutex);
	return err == -ESRCH ? err : 0;
}

static bool follow_available(void)
{
	return sx_direct_engine.available() && follow_tree_available() &&
	       follow_notice_available();
}

static int get_tree(struct follow_point *fp, s32 pid)
{
	s32 tgid = pid > 0 ? sx_tgid_of_pid(pid) : 0;

	if (pid && !tgid)
		return pid < 0 ? -EINVAL : -ESRCH;
	if (!pid)
		return 0;
	fp->tree = follow_tree_get(fp->dp.pt.session, tgid);
	return fp->tree ? 0 : -ENOMEM;
}

/* Watched first, then looked at: whoever maps it meanwhile is found twice. */
static int watch_and_look(struct follow_point *fp,
			  const struct sx_attach_file *args)
{
	struct follow_who who = { .only = fp };
	int err;

	sx_mutex_lock(&direct_mutex);
	direct_space_reap();
	fp->lost_before = follow_notice_lost();
	err = watch(fp);
	if (!err && args->flags & SX_FILE_LOOK)
		err = look_at_process(&who, args->pid);
	if (err) {
		unwatch(fp);
		direct_disarm_point(&fp->dp);
	}
	sx_mutex_unlock(&direct_mutex);
	return err;
}

static void follow_put(struct follow_point *fp)
{
	direct_release_point(&fp->dp);
	follow_tree_put(fp->tree);
	sx_place_put(&fp->place);
}

static int follow_attach(struct sx_point *pt, const struct sx_attach *attach)
{
	const struct sx_attach_file *args = &attach->file;
	struct follow_point *fp = follow_of(pt);
	int err = direct_step_init(&fp->step, &args->recipe);

	if (err || args->role || args->flags & ~SX_FILE_LOOK ||
	    (args->flags & SX_FILE_LOOK && !args->pid) ||
	    pt->decl->kind != SX_PROBE_PROCESS)
		return -EINVAL;
	err = sx_place_of_fd(args->fd, args->offset, &fp->place);
	if (err)
		return err;
	err = get_tree(fp, args->pid);
	if (!err)
		err = watch_and_look(fp, args);
	if (err) {
		sx_synchronize();
		follow_put(fp);
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
	unwatch(fp);
	direct_disarm_point(&fp->dp);
	sx_mutex_unlock(&direct_mutex);
}

static void follow_release(struct sx_point *pt)
{
	follow_put(follow_of(pt));
}

static u64 follow_unplaced(const struct sx_point *pt)
{
	const struct follow_point *fp =
		container_of(pt, struct follow_point, dp.pt);
	u64 lost = fp->tree ? follow_tree_lost(fp->tree) : 0;

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
	.unplaced = follow_unplaced,
};

void follow_init(void)
{
	follow_tree_init();
	follow_notice_init();
}

void follow_exit(void)
{
	follow_notice_exit();
	follow_tree_exit();
	sx_pool_destroy(&file_pool);
}
