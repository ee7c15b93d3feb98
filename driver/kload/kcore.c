// SPDX-License-Identifier: GPL-2.0
/* /proc/kcore is an ELF core file whose segments are the kernel's memory. */
#include "kload/kcore.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PATH_KCORE "/proc/kcore"

struct kcore {
	int fd;
	unsigned int nr;
	Elf64_Phdr *phdr;
};

static int read_at(int fd, void *ret, size_t len, uint64_t off)
{
	ssize_t got = pread(fd, ret, len, (off_t)off);

	if (got < 0)
		return -errno;
	return (size_t)got == len ? 0 : -EFAULT;
}

static int read_segments(struct kcore *kcore)
{
	Elf64_Ehdr h;
	int err = read_at(kcore->fd, &h, sizeof(h), 0);

	if (err)
		return err;
	if (memcmp(h.e_ident, ELFMAG, SELFMAG) ||
	    h.e_ident[EI_CLASS] != ELFCLASS64 || h.e_machine != EM_X86_64 ||
	    h.e_phentsize != sizeof(Elf64_Phdr))
		return -ENOEXEC;
	kcore->phdr = calloc(h.e_phnum + 1u, sizeof(*kcore->phdr));
	if (!kcore->phdr)
		return -ENOMEM;
	kcore->nr = h.e_phnum;
	return read_at(kcore->fd, kcore->phdr, kcore->nr * sizeof(*kcore->phdr),
		       h.e_phoff);
}

struct kcore *kcore_open(const char *path)
{
	struct kcore *kcore = calloc(1, sizeof(*kcore));
	int err;

	if (!kcore)
		return NULL;
	kcore->fd = open(path ? path : PATH_KCORE, O_RDONLY | O_CLOEXEC);
	err = kcore->fd < 0 ? -errno : read_segments(kcore);
	if (err) {
		kcore_close(kcore);
		errno = -err;
		return NULL;
	}
	return kcore;
}

void kcore_close(struct kcore *kcore)
{
	if (!kcore)
		return;
	if (kcore->fd >= 0)
		close(kcore->fd);
	free(kcore->phdr);
	free(kcore);
}

int kcore_read(const struct kcore *kcore, uint64_t addr, void *ret, size_t len)
{
	unsigned int i;

	for (i = 0; i < kcore->nr; i++) {
		const Elf64_Phdr *p = &kcore->phdr[i];

		if (p->p_type != PT_LOAD || addr < p->p_vaddr ||
		    addr - p->p_vaddr >= p->p_memsz ||
		    len > p->p_memsz - (addr - p->p_vaddr))
			continue;
		return read_at(kcore->fd, ret, len,
			       p->p_offset + (addr - p->p_vaddr));
	}
	return -EFAULT;
}
