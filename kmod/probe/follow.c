// SPDX-License-Identifier: GPL-2.0
/* Watched files: who maps one of them, and what of it is looked at. */
#include "probe/follow.h"

#include "kabi/lock.h"
#include "kabi/place.h"
#include "kabi/pool.h"
#include "kabi/sync.h"
#include "kabi/task.h"
#include "probe/direct_attach.h"
#include "probe/follow_notice.h"
#include "probe/follow_watch.h"

/* A watched file; its inode is referenced by its watches. */
struct follow_file {
	struct follow_file *next; /* file_lock */
	const void *inode;
	struct follow_watch *watches; /* direct_mutex */
	u32 watches_nr; /* direct_mutex */
	u32 all_nr; /* that want every process; file_lock */
};

#define BUCKETS 64u

static struct sx_spin file_lock;
static struct follow_file *buckets[BUCKETS]; /* file_lock and direct_mutex */
static struct sx_pool file_pool = SX_POOL_INIT(struct follow_file);
static u32 files_nr; /* direct_mutex */

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

static void count_all(struct follow_file *file, const struct follow_watch *w,
		      s32 add)
{
	unsigned long flags = sx_spin_lock(&file_lock);

	if (!w->tree)
		file->all_nr += (u32)add;
	sx_spin_unlock(&file_lock, flags);
}

int follow_watch(struct follow_watch *w)
{
	struct follow_file *file = find_file(w->place.inode);
	int err = file ? 0 : create_file(w->place.inode, &file);

	if (err)
		return err;
	w->file = file;
	w->next = file->watches;
	file->watches = w;
	file->watches_nr++;
	count_all(file, w, 1);
	return 0;
}

void follow_unwatch(struct follow_watch *w)
{
	struct follow_file *file = w->file;
	struct follow_watch **link;

	if (!file)
		return;
	for (link = &file->watches; *link != w; link = &(*link)->next)
		;
	*link = w->next;
	w->file = NULL;
	count_all(file, w, -1);
	if (!--file->watches_nr)
		destroy_file(file);
}

/* One whose pages and whose points are looked at. */
struct follow_who {
	struct mm_struct *mm; /* with a users' reference */
	s32 tgid;
	const struct sx_session *session; /* NULL: of all */
	const struct follow_watch *only; /* NULL: all */
};

static bool is_meant(const struct follow_watch *w, const struct follow_who *who)
{
	if ((who->session && w->session != who->session) ||
	    (who->only && w != who->only))
		return false;
	return !w->tree || follow_tree_has(w->tree, who->tgid);
}

static bool is_in(const struct follow_watch *w, const struct sx_map *map)
{
	return w->place.offset >= map->offset &&
	       w->place.offset - map->offset < map->end - map->start;
}

/* Room at once, as each growth of a table waits for hits. */
static void make_room(const struct follow_file *file,
		      const struct follow_who *who, const struct sx_map *map)
{
	const struct follow_watch *w;
	u32 nr = 0;

	for (w = file->watches; w; w = w->next)
		nr += w->has_point && is_in(w, map) && is_meant(w, who);
	if (nr)
		direct_reserve(who->mm, nr);
}

/* direct_mutex; the first error. */
static int look_at_map(const struct follow_who *who, const struct sx_map *map)
{
	const struct follow_file *file;
	struct follow_watch *w;
	int first = 0;

	/* A new watch says nothing of what was mapped when. */
	if (!who->only)
		direct_remapped(who->mm, map);
	if (!map->exec || !map->inode)
		return 0;
	file = find_file(map->inode);
	if (!file)
		return 0;
	if (!who->only)
		make_room(file, who, map);
	for (w = file->watches; w; w = w->next) {
		int err = 0;

		if (is_in(w, map) && is_meant(w, who))
			err = w->found(w, who->mm,
				       map->start +
					       (w->place.offset - map->offset));
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

int follow_look_for(const struct follow_watch *w, s32 pid)
{
	struct follow_who who = { .only = w };

	return look_at_process(&who, pid);
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

int follow_watch_start(struct follow_watch *w, s32 pid)
{
	int err;

	sx_mutex_lock(&direct_mutex);
	err = follow_watch(w);
	if (!err && pid)
		err = follow_look_for(w, pid);
	if (err)
		follow_unwatch(w);
	sx_mutex_unlock(&direct_mutex);
	return err;
}

void follow_watch_stop(struct follow_watch *w)
{
	sx_mutex_lock(&direct_mutex);
	follow_unwatch(w);
	sx_mutex_unlock(&direct_mutex);
}

bool follow_available(void)
{
	return sx_direct_engine.available() && follow_tree_available() &&
	       follow_notice_available();
}

int follow_watch_init(struct follow_watch *w, const struct sx_session *session,
		      s32 fd, u64 offset, s32 pid)
{
	s32 tgid = pid > 0 ? sx_tgid_of_pid(pid) : 0;
	int err;

	if (pid && !tgid)
		return pid < 0 ? -EINVAL : -ESRCH;
	err = sx_place_of_fd(fd, offset, &w->place);
	if (err)
		return err;
	w->session = session;
	w->tree = tgid ? follow_tree_get(session, tgid) : NULL;
	if (!tgid || w->tree)
		return 0;
	sx_place_put(&w->place);
	return -ENOMEM;
}

void follow_watch_deinit(struct follow_watch *w)
{
	follow_tree_put(w->tree);
	sx_place_put(&w->place);
}

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
