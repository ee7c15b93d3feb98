// SPDX-License-Identifier: GPL-2.0
/* Places in files, from descriptors and from mappings. */
#include "kabi/place.h"

#include "kabi/device.h"
#include "kabi/mm.h"
#include "mem.h"

extern void *fget(unsigned int fd);
extern void fput(void *file);
extern void path_get(const void *path);
extern void path_put(const void *path);
extern void *igrab(void *inode);
extern void iput(void *inode);
extern void *find_vma(struct mm_struct *mm, u64 addr);
extern void down_read(void *sem);
extern void up_read(void *sem);
KSIG(fget, 1);
KSIG(fput, 1);
KSIG(path_get, 1);
KSIG(path_put, 1);
KSIG(igrab, 1);
KSIG(iput, 1);
KSIG(find_vma, 2);

#define VM_EXEC	    0x4ul
#define VM_MAYEXEC  0x40ul
#define VM_MAYSHARE 0x80ul
#define VM_HUGETLB  0x400000ul

/* Its name has changed; it has always been a struct rw_semaphore. */
static void *mmap_lock(struct mm_struct *mm)
{
	long off = KOFF_OPT(mm_struct, mmap_lock);

	if (off < 0)
		off = KOFF_OPT(mm_struct, mmap_sem);
	return off < 0 ? NULL : (char *)mm + off;
}

bool sx_place_available(void)
{
	return mmap_lock(NULL) && KOFF_OPT(file, f_inode) >= 0;
}

bool sx_map_available(void)
{
	return mmap_lock(NULL);
}

const void *sx_file_inode(const void *file)
{
	const void *dentry;

	if (KOFF_OPT(file, f_inode) >= 0)
		return KFIELD_OPT(const void *, file, file, f_inode);
	dentry = KFIELD(const void *, (const char *)file + KOFF(file, f_path),
			path, dentry);
	return KFIELD(const void *, dentry, dentry, d_inode);
}

void sx_map_of_vma(const void *vma, struct sx_map *ret)
{
	const void *file = KFIELD(const void *, vma, vm_area_struct, vm_file);
	u64 flags = *vma_flags((void *)vma);

	ret->start = KFIELD(u64, vma, vm_area_struct, vm_start);
	ret->end = KFIELD(u64, vma, vm_area_struct, vm_end);
	ret->offset = vma_offset((void *)vma);
	ret->inode = file ? sx_file_inode(file) : NULL;
	ret->exec = flags & VM_EXEC;
	ret->shared = flags & VM_MAYSHARE;
}

int sx_map_next(struct mm_struct *mm, u64 addr, struct sx_map *ret)
{
	const void *vma;

	down_read(mmap_lock(mm));
	vma = find_vma(mm, addr);
	if (vma)
		sx_map_of_vma(vma, ret);
	up_read(mmap_lock(mm));
	return vma ? 0 : -ENOENT;
}

/*
 * A union file system maps the file below: d_real() names it. Its second
 * parameter has been an inode, then a kind; zero asks for the data's dentry
 * in each, and so do further zeros where it had more.
 */
static void *real_inode(const void *path)
{
	void *dentry = KFIELD(void *, path, path, dentry);
	const void *ops = KFIELD(const void *, dentry, dentry, d_op);
	void *(*d_real)(void *dentry, u64 a, u64 b, u64 c) = NULL;

	if (ops && KOFF_OPT(dentry_operations, d_real) >= 0)
		d_real = KFIELD_OPT(void *, ops, dentry_operations, d_real);
	if (d_real) {
		void *real = d_real(dentry, 0, 0, 0);

		if (real && !IS_ERR_VALUE(real))
			dentry = real;
	}
	return KFIELD(void *, dentry, dentry, d_inode);
}

static int take(const void *path, void *inode, u64 offset, struct sx_place *ret)
{
	if (KSIZE(path) != sizeof(ret->path) || !igrab(inode))
		return -EINVAL;
	path_get(path);
	sx_memcpy(ret->path, path, sizeof(ret->path));
	ret->inode = inode;
	ret->offset = offset;
	return 0;
}

int sx_place_of_fd(s32 fd, u64 offset, struct sx_place *ret)
{
	void *file = fget((unsigned int)fd);
	const void *path;
	int err;

	if (!file)
		return -EINVAL;
	path = (char *)file + KOFF(file, f_path);
	err = take(path, real_inode(path), offset, ret);
	fput(file);
	return err;
}

/* A mapped file is the one below already; its path may be the one above. */
static int place_of_vma(void *vma, u64 addr, struct sx_place *ret)
{
	u64 start = KFIELD(u64, vma, vm_area_struct, vm_start);
	void *file = KFIELD(void *, vma, vm_area_struct, vm_file);

	if (start > addr || !file)
		return -ENOENT;
	if ((*vma_flags(vma) &
	     (VM_MAYEXEC | VM_MAYSHARE | VM_HUGETLB | VM_WRITE)) != VM_MAYEXEC)
		return -EINVAL;
	return take((char *)file + KOFF(file, f_path),
		    KFIELD_OPT(void *, file, file, f_inode),
		    vma_offset(vma) + (addr - start), ret);
}

int sx_place_of_mm(struct mm_struct *mm, u64 addr, struct sx_place *ret)
{
	void *vma;
	int err = -ENOENT;

	down_read(mmap_lock(mm));
	vma = find_vma(mm, addr);
	if (vma)
		err = place_of_vma(vma, addr, ret);
	up_read(mmap_lock(mm));
	return err;
}

void sx_place_put(struct sx_place *place)
{
	iput(place->inode);
	path_put(place->path);
}
