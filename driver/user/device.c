// SPDX-License-Identifier: GPL-2.0
/* The sessions of this process, by their descriptors. */
#include "user/device.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "user/session.h"

struct open_session {
	struct user_session *session;
	struct open_session *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct open_session *sessions; /* under lock */

static struct user_session *find(int fd)
{
	struct user_session *found = NULL;
	struct open_session *o;

	pthread_mutex_lock(&lock);
	for (o = sessions; o && !found; o = o->next)
		if (o->session->fd == fd)
			found = o->session;
	pthread_mutex_unlock(&lock);
	return found;
}

static int user_open(const char *path)
{
	struct open_session *o = calloc(1, sizeof(*o));
	int err = -ENOMEM;

	(void)path;
	if (o)
		err = user_session_create(&o->session);
	if (err) {
		free(o);
		return err;
	}
	pthread_mutex_lock(&lock);
	o->next = sessions;
	sessions = o;
	pthread_mutex_unlock(&lock);
	return o->session->fd;
}

static void get_version(struct sx_version *ret)
{
	*ret = (struct sx_version){
		.abi = SX_ABI_VERSION,
		.program = SX_PROG_VERSION,
		.nr_cpus = 1,
		.page_size = USER_PAGE,
	};
}

static int user_ioctl(int fd, unsigned int request, void *arg)
{
	struct user_session *s = find(fd);

	if (!s)
		return -EBADF;
	switch (request) {
	case SX_IOC_VERSION:
		get_version(arg);
		return 0;
	case SX_IOC_LOAD:
		return user_session_load(s, arg);
	case SX_IOC_ATTACH:
		return user_session_attach(s, arg);
	case SX_IOC_START:
		return user_session_start(s);
	case SX_IOC_STOP:
		return user_session_stop(s);
	case SX_IOC_STATS:
		return user_session_stats(s, arg);
	case SX_IOC_DUMP:
		return user_session_dump(s, arg);
	case SX_IOC_BASE:
		return user_session_base(s, arg);
	}
	return -ENOTTY;
}

static int user_mmap(int fd, off_t off, size_t len, int prot, void **ret)
{
	struct user_session *s = find(fd);

	return s ? user_session_mmap(s, off, len, prot, ret) : -EBADF;
}

static void user_close(int fd)
{
	struct open_session **at;
	struct open_session *found;

	pthread_mutex_lock(&lock);
	for (at = &sessions; *at && (*at)->session->fd != fd;)
		at = &(*at)->next;
	found = *at;
	if (found)
		*at = found->next;
	pthread_mutex_unlock(&lock);
	if (found)
		user_session_destroy(found->session);
	free(found);
}

const struct session_device user_device = {
	.open = user_open,
	.ioctl = user_ioctl,
	.mmap = user_mmap,
	.close = user_close,
};
