/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One ELF file of the traced machine: checked head, loadable segments,
 * build-id. Files are untrusted: every number in them is checked before it
 * is used, and reads go through pread(), so that a file that shrinks while
 * it is read gives an error and no SIGBUS.
 */
#ifndef STAPX_DEBUGINFO_ELF_FILE_H
#define STAPX_DEBUGINFO_ELF_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include <gelf.h>
#include <stapx/types.h>

#define ELF_BUILD_ID_MAX 64 /* bytes; 20 (SHA-1) nearly always */

struct elf_file;

/*
 * Opens the program, library or debug file behind fd, which is taken (also
 * on failure). name is what messages call the file; it is copied. Returns 0
 * or -errno after the reason was reported: -ENOEXEC when it is no ELF file of
 * a kind, class or machine that can be probed. With optional the reason is
 * reported with -v only.
 */
int elf_file_open(int fd, const char *name, bool optional,
		  struct elf_file **ret);
void elf_file_close(struct elf_file *f);

/* Opens a regular file for reading: a descriptor, or -errno. Silent. */
int elf_file_open_fd(const char *path);

const char *elf_file_name(const struct elf_file *f);
/* The libelf handle, borrowed until close. */
Elf *elf_file_libelf(const struct elf_file *f);
int elf_file_fd(const struct elf_file *f);
/* Device and inode of the opened file. */
void elf_file_identity(const struct elf_file *f, u64 *ret_dev, u64 *ret_ino);
/* The lowest address of a loadable segment. */
u64 elf_file_base(const struct elf_file *f);

/* The build-id, borrowed until close; NULL when the file has none. */
const u8 *elf_file_build_id(const struct elf_file *f, u32 *ret_len);
/* The build-id in hexadecimal, "none" without one; returns buf. */
#define ELF_BUILD_ID_TEXT (2 * ELF_BUILD_ID_MAX + 1)
const char *elf_file_build_id_text(const struct elf_file *f,
				   char buf[ELF_BUILD_ID_TEXT]);

/*
 * Translates an address of the file (st_value) into an offset in the file.
 * Returns 0; -ENOENT when no executable segment holds a byte for it.
 */
int elf_file_code_offset(const struct elf_file *f, u64 addr, u64 *ret);
/* The same for any loadable segment. */
int elf_file_data_offset(const struct elf_file *f, u64 addr, u64 *ret);

/* The first executable segment's offset and address; 0 or -ENOENT. */
int elf_file_code_start(const struct elf_file *f, u64 *ret_off, u64 *ret_addr);

/*
 * What is added to the file's addresses in a process that has mapped code of
 * it, from offset off on, at start: 0 where it runs where it was linked.
 * Returns 0; -ENOENT when no executable segment lies there.
 */
int elf_file_bias(const struct elf_file *f, u64 start, u64 off, u64 *ret);

/*
 * Reads up to len bytes of code at a file offset, never past the end of the
 * executable segment. Returns the number of bytes, or -errno (silent).
 */
int elf_file_read_code(const struct elf_file *f, u64 off, u8 *buf, size_t len);

/* The first section of this type (SHT_*) or name; NULL: not there. */
Elf_Scn *elf_file_section_of_type(const struct elf_file *f, u32 type);
Elf_Scn *elf_file_section_named(const struct elf_file *f, const char *name);

#endif
