/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Finds the separate debug file of a stripped program or library.
 *
 * Looked at, in this order: DIR/.build-id/xx/yyyy.debug in every debug
 * directory (its build-id must be the file's); then the name in the section
 * .gnu_debuglink beside the file, in .debug/ beside it, and below every debug
 * directory (its CRC must be the link's). GDB manual, "Debugging Information
 * in Separate Files".
 */
#ifndef STAPX_DEBUGINFO_ELF_DEBUG_H
#define STAPX_DEBUGINFO_ELF_DEBUG_H

#include "debuginfo/elf_file.h"

#define ELF_DEBUG_PATH_DEFAULT "/usr/lib/debug"

struct elf_debug_where {
	const char *root; /* the target's root directory; "" is ours */
	const char *path; /* the file, absolute, as seen from that root */
	const char *debug_path; /* directories, by ':'; NULL: the default */
};

/*
 * *ret is the debug file, owned by the caller. 0 or -ENOENT when there is
 * none; *ret_tried (both cases) is a malloc'ed list "A, B, C" of the places
 * looked at, with the reason where a file was there but did not fit. Other
 * errors (-ENOMEM) leave both untouched. Debug directories of the target's
 * root are looked at before ours.
 */
int elf_debug_find(const struct elf_file *f,
		   const struct elf_debug_where *where, struct elf_file **ret,
		   char **ret_tried);

/* The CRC-32 of .gnu_debuglink over all bytes of fd; 0 or -errno. */
int elf_debug_crc(int fd, u32 *ret);

#endif
