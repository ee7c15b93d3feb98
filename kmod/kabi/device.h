/* SPDX-License-Identifier: GPL-2.0 */
/* A misc device: its struct and file_operations are alike in all kernels. */
#ifndef STAPX_KABI_DEVICE_H
#define STAPX_KABI_DEVICE_H

#include "kabi/fact.h"

struct sx_device_ops {
	int (*open)(void *inode, void *file);
	int (*release)(void *inode, void *file);
	long (*ioctl)(void *file, unsigned int cmd, unsigned long arg);
	int (*mmap)(void *file, void *vma);
	unsigned int (*poll)(void *file, void *table);
};

/* /dev/name, mode 0600; an open file pins the module. 0 or -errno. Sleep. */
int sx_device_register(const char *name, const struct sx_device_ops *ops);
void sx_device_unregister(void);

/* The word that an open file carries for its owner. */
static inline void **file_private(void *file)
{
	return &KFIELD(void *, file, file, private_data);
}

#define POLLIN 1u

/* A mapping being made, in ->mmap. */
static inline u64 vma_len(void *vma)
{
	return KFIELD(u64, vma, vm_area_struct, vm_end) -
	       KFIELD(u64, vma, vm_area_struct, vm_start);
}

static inline u64 vma_offset(void *vma)
{
	return KFIELD(u64, vma, vm_area_struct, vm_pgoff) << 12;
}

#define VM_WRITE    0x2ul
#define VM_MAYWRITE 0x20ul
#define VM_DONTCOPY 0x20000ul

static inline u64 *vma_flags(void *vma)
{
	return &KFIELD(u64, vma, vm_area_struct, vm_flags);
}

#endif
