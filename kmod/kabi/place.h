/* SPDX-License-Identifier: GPL-2.0 */
/* A place in a file, as the kernel's uprobes name it. */
#ifndef STAPX_KABI_PLACE_H
#define STAPX_KABI_PLACE_H

#include "kabi/fact.h"

struct mm_struct;

struct sx_place {
	u64 path[2]; /* struct path; referenced: keeps the mount */
	void *inode; /* referenced; below overlay file systems */
	u64 offset;
};

/* What a process has mapped somewhere. */
struct sx_map {
	u64 start;
	u64 end;
	u64 offset; /* of start in the file */
	const void *inode; /* only to be compared; NULL: no file */
	bool exec;
	bool shared; /* what is written there goes into the file */
};

/* False where the facts that the rest of them needs are unknown. */
bool sx_map_available(void);

/* From a struct vm_area_struct that cannot change meanwhile. */
void sx_map_of_vma(const void *vma, struct sx_map *ret);

/*
 * The first mapping that ends behind addr; 0 or -ENOENT. The caller holds a
 * users' reference, and no lock that a page fault takes. Sleeps.
 */
int sx_map_next(struct mm_struct *mm, u64 addr, struct sx_map *ret);

/* False where the facts that sx_place_of_mm() needs are unknown. */
bool sx_place_available(void);

/* The place of an open descriptor of the caller; 0 or -EINVAL. Sleep. */
int sx_place_of_fd(s32 fd, u64 offset, struct sx_place *ret);

/*
 * What a process has mapped at an address. 0; -ENOENT: no file; -EINVAL: a
 * mapping that uprobes leave alone (shared or writable). The caller holds a
 * users' reference, and no lock that a page fault takes. Sleep.
 */
int sx_place_of_mm(struct mm_struct *mm, u64 addr, struct sx_place *ret);

/* Gives the references back. Sleep. */
void sx_place_put(struct sx_place *place);

/* The inode of an open file, to be compared. Any context. */
const void *sx_file_inode(const void *file);

#endif
