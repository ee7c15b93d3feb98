// SPDX-License-Identifier: GPL-2.0
/* The calls of user space on /dev/stapx: copy in, do it under lock, copy out. */
#include "session/device.h"

#include "kabi/cpu.h"
#include "kabi/device.h"
#include "kabi/task.h"
#include "kabi/uaccess.h"
#include "probe/engine.h"
#include "probe/follow.h"
#include "session/session.h"
#include "mem.h"

static int device_open(void *inode, void *file)
{
	struct sx_session *s;

	(void)inode;
	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	s = sx_session_create();
	if (!s)
		return -ENOMEM;
	*file_private(file) = s;
	return 0;
}

static int device_release(void *inode, void *file)
{
	(void)inode;
	sx_session_destroy(*file_private(file));
	return 0;
}

static int get_version(struct sx_version *v)
{
	sx_memset(v, 0, sizeof(*v));
	v->abi = SX_ABI_VERSION;
	v->program = SX_PROG_VERSION;
	v->features = sx_engine_features();
	v->nr_cpus = nr_cpu_ids;
	v->page_size = SX_PAGE_SIZE;
	return 0;
}

union device_args {
	struct sx_version version;
	struct sx_load load;
	struct sx_attach attach;
	struct sx_stats stats;
	struct sx_dump dump;
	struct sx_base base;
	struct sx_look look;
	struct sx_module_file module;
	struct sx_counter counter;
	struct sx_costs costs;
};

static int look(const struct sx_session *s, const struct sx_look *args)
{
	u32 state = sx_session_state(s);

	if (state == SX_STATE_OPEN || state == SX_STATE_STOPPED)
		return -EBUSY;
	return args->pad ? -EINVAL : follow_look(s, args->pid);
}

static int dispatch(struct sx_session *s, u32 cmd, union device_args *args)
{
	switch (cmd) {
	case SX_IOC_VERSION:
		return get_version(&args->version);
	case SX_IOC_LOAD:
		return sx_session_load(s, &args->load);
	case SX_IOC_ATTACH:
		return sx_session_attach(s, &args->attach);
	case SX_IOC_START:
		return sx_session_start(s);
	case SX_IOC_STOP:
		return sx_session_stop(s);
	case SX_IOC_STATS:
		return sx_session_stats(s, &args->stats);
	case SX_IOC_DUMP:
		return sx_session_dump(s, &args->dump);
	case SX_IOC_BASE:
		return sx_session_base(s, &args->base);
	case SX_IOC_MODULE:
		return sx_session_module(s, &args->module);
	case SX_IOC_LOOK:
		return look(s, &args->look);
	case SX_IOC_COSTS:
		return sx_session_costs(s, &args->costs);
	case SX_IOC_COUNTER:
		return sx_session_counter(s, &args->counter);
	}
	return -ENOTTY;
}

/* Size and direction of the argument are part of the command's number. */
static long device_ioctl(void *file, unsigned int cmd, unsigned long user)
{
	struct sx_session *s = *file_private(file);
	u32 dir = cmd >> 30;
	u32 len = dir ? (cmd >> 16) & 0x3fff : 0;
	union device_args args;
	int err = 0;
	int ret;

	if (len > sizeof(args))
		return -ENOTTY;
	sx_memset(&args, 0, sizeof(args));
	if (dir & 1)
		err = sx_copy_from_user(&args, user, len);
	if (err)
		return err;
	sx_mutex_lock(&s->lock);
	ret = dispatch(s, cmd, &args);
	sx_mutex_unlock(&s->lock);
	if (ret == -ENOTTY || !(dir & 2))
		return ret;
	/* Also when refused: the verdict, or the size that is needed. */
	err = sx_copy_to_user(user, &args, len);
	return ret ? ret : err;
}

/*
 * Without the session's lock: calls that hold it copy from and to user space
 * and so take the lock that is held here.
 */
static int device_mmap(void *file, void *vma)
{
	return sx_session_mmap(*file_private(file), vma);
}

static bool has_output(const struct sx_session *s)
{
	u32 i;

	if (!sx_session_loaded(s))
		return false;
	for (i = 0; i < nr_cpu_ids; i++) {
		const struct sx_cpu *c = s->cpus[i];

		if (c && READ_ONCE(c->ring.shm->head) !=
				 READ_ONCE(c->ring.shm->tail))
			return true;
	}
	return false;
}

/*
 * Tells how things stand and wakes nobody: waking a task takes locks of the
 * scheduler, which a handler may have interrupted. A reader gives poll(2) the
 * tick at which it wants to look again as its time limit.
 */
static unsigned int device_poll(void *file, void *table)
{
	struct sx_session *s = *file_private(file);

	(void)table;
	if (sx_session_state(s) >= SX_STATE_EXITING || has_output(s))
		return POLLIN;
	return 0;
}

static const struct sx_device_ops device_ops = {
	.open = device_open,
	.release = device_release,
	.ioctl = device_ioctl,
	.mmap = device_mmap,
	.poll = device_poll,
};

int sx_session_device_register(void)
{
	return sx_device_register("stapx", &device_ops);
}

void sx_session_device_unregister(void)
{
	sx_device_unregister();
}
