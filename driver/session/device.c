// SPDX-License-Identifier: GPL-2.0
/* The file operations of a session: system calls with -errno results. */
#include "session/device.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

static int kernel_open(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

static int kernel_ioctl(int fd, unsigned int request, void *arg)
{
	return ioctl(fd, request, arg) < 0 ? -errno : 0;
}

static int kernel_mmap(int fd, off_t off, size_t len, int prot, void **ret)
{
	void *mem = mmap(NULL, len, prot, MAP_SHARED, fd, off);

	if (mem == MAP_FAILED)
		return -errno;
	*ret = mem;
	return 0;
}

static void kernel_close(int fd)
{
	close(fd);
}

const struct session_device session_kernel_device = {
	.open = kernel_open,
	.ioctl = kernel_ioctl,
	.mmap = kernel_mmap,
	.close = kernel_close,
};
