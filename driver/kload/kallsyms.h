/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Addresses of a kernel's symbols: all wanted names are announced first, then
 * /proc/kallsyms (or a copy, or a System.map) is streamed once.
 */
#ifndef STAPX_KLOAD_KALLSYMS_H
#define STAPX_KLOAD_KALLSYMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct kallsyms;

struct kallsyms *kallsyms_create(void);
void kallsyms_destroy(struct kallsyms *ks);

/* Announces a name, any number of times; copied. 0 or -ENOMEM. */
int kallsyms_want(struct kallsyms *ks, const char *name);

/*
 * Reads path; NULL is the running kernel's, with a kptr_restrict of 2 lowered
 * to 1 meanwhile. Module symbols are not read. Reports; 0 or -errno.
 */
int kallsyms_read(struct kallsyms *ks, const char *path);

/*
 * 0 and the address of an announced name, -ENOENT, or -ENOTUNIQ when several
 * symbols of the best class have it. Classes, best first: global text, weak,
 * local text, data.
 */
int kallsyms_get(const struct kallsyms *ks, const char *name, uint64_t *ret);

/* Control flow integrity (kCFI): its type hashes are among the symbols. */
bool kallsyms_has_kcfi(const struct kallsyms *ks);

#endif
