/* SPDX-License-Identifier: GPL-2.0 */
/* The running kernel's memory, read through /proc/kcore. */
#ifndef STAPX_KLOAD_KCORE_H
#define STAPX_KLOAD_KCORE_H

#include <stddef.h>
#include <stdint.h>

struct kcore;

/* path NULL: /proc/kcore. Reports nothing; NULL with errno set. */
struct kcore *kcore_open(const char *path);
void kcore_close(struct kcore *kcore);

/* Reads len bytes at a kernel address; 0, -EFAULT (not mapped) or -errno. */
int kcore_read(const struct kcore *kcore, uint64_t addr, void *ret, size_t len);

#endif
