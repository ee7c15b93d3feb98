/* SPDX-License-Identifier: GPL-2.0 */
/* One ELF file and its debug information, by elfutils' libdwfl. */
#ifndef STAPX_DWARF_SOURCE_H
#define STAPX_DWARF_SOURCE_H

#include <stdbool.h>

#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>

#include "index/writer.h"

struct dwarf_source {
	Dwfl *dwfl;
	Dwfl_Module *module;
	Elf *elf; /* of the file itself */
	Dwarf *dwarf; /* its own, or of its separate debug file; or NULL */
	u64 bias; /* of the library's addresses: module to file */
	u64 base; /* what addresses of the index count from */
	u16 machine;
	u8 build_id[INDEX_BUILD_ID_MAX];
	u8 build_id_len;
};

/*
 * Opens path with the debug information that belongs to it: in the file, by
 * .gnu_debuglink, below /usr/lib/debug/.build-id, or from the servers of
 * $DEBUGINFOD_URLS. 0, or -errno after the reason was reported. That there is
 * no debug information is no error; it is a warning, with `optional` told with
 * -v only.
 */
int source_open(const char *path, bool optional, struct dwarf_source *ret);
void source_close(struct dwarf_source *src);

/* Whether path begins like an ELF file. Silent. */
bool source_is_elf(const char *path);

/* The bytes of a file's build-id, or -errno after the reason was reported. */
int source_build_id(const char *path, u8 ret[INDEX_BUILD_ID_MAX]);
/* The same, silent: -ENODATA where it has none, -ENOEXEC for no ELF file. */
int source_find_build_id(const char *path, u8 ret[INDEX_BUILD_ID_MAX]);

/* A build-id in hexadecimal, "none" without one; returns ret. */
#define SOURCE_BUILD_ID_TEXT (2 * INDEX_BUILD_ID_MAX + 1)
const char *source_build_id_text(const u8 *id, u32 len,
				 char ret[SOURCE_BUILD_ID_TEXT]);

#endif
