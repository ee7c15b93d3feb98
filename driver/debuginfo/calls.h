/* SPDX-License-Identifier: GPL-2.0 */
/* Direct calls in the code of an ELF file. */
#ifndef STAPX_DEBUGINFO_CALLS_H
#define STAPX_DEBUGINFO_CALLS_H

#include "debuginfo/elf_file.h"

/*
 * Calls fn for each call of a constant address between two addresses of the
 * file (as st_value): target, and the address behind the call, which is where
 * it returns to. Code that cannot be decoded ends the search. 0; -ENOENT where
 * there is no code; -errno when it cannot be read. Silent.
 */
int calls_each(const struct elf_file *f, u64 low, u64 high,
	       void (*fn)(u64 target, u64 behind, void *arg), void *arg);

#endif
