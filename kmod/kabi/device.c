// SPDX-License-Identifier: GPL-2.0
/* A misc device. */
#include "kabi/device.h"

extern int misc_register(void *misc);
extern void misc_deregister(void *misc);
extern char __this_module[];
KSIG(misc_register, 1);
KSIG(misc_deregister, 1);

#define MISC_DYNAMIC_MINOR 255

static char fops[1024] __attribute__((aligned(64)));
static char misc[512] __attribute__((aligned(64)));

int sx_device_register(const char *name, const struct sx_device_ops *ops)
{
	if (KSIZE(file_operations) > sizeof(fops) ||
	    KSIZE(miscdevice) > sizeof(misc))
		return -E2BIG;
	KFIELD(void *, fops, file_operations, owner) = __this_module;
	KFIELD(void *, fops, file_operations, open) = ops->open;
	KFIELD(void *, fops, file_operations, release) = ops->release;
	KFIELD(void *, fops, file_operations, unlocked_ioctl) = ops->ioctl;
	KFIELD(void *, fops, file_operations, mmap) = ops->mmap;
	KFIELD(void *, fops, file_operations, poll) = ops->poll;
	KFIELD(u32, misc, miscdevice, minor) = MISC_DYNAMIC_MINOR;
	KFIELD(const char *, misc, miscdevice, name) = name;
	KFIELD(void *, misc, miscdevice, fops) = fops;
	KFIELD(u16, misc, miscdevice, mode) = 0600;
	return misc_register(misc);
}

void sx_device_unregister(void)
{
	misc_deregister(misc);
}
