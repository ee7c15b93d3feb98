/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What an index takes from an ELF file itself: symbols, marks, PLT entries.
 * Files are untrusted: what cannot be read is left out and told with -v.
 */
#ifndef STAPX_ELFREAD_ELFREAD_H
#define STAPX_ELFREAD_ELFREAD_H

#include <elfutils/libdwfl.h>
#include <gelf.h>

#include "index/writer.h"

struct elfread {
	struct index_writer *w; /* base is set */
	const char *path; /* for messages */
	Dwfl_Module *module;
	Elf *elf; /* of the file itself */
	Elf *debug; /* of its separate debug file; NULL: none */
	u64 bias; /* of the library's addresses: module to file */
};

/* Fills SYMBOLS and SYMBOL_NAMES, sets INDEX_HAS_SYMTAB. */
void elfread_symbols(const struct elfread *r);

/* Fills MARKS from .note.stapsdt. */
void elfread_marks(const struct elfread *r);

/* Fills PLT: of the machine x86-64 only. Behind elfread_symbols(). */
void elfread_plt(const struct elfread *r);

/* A section by its name; NULL: there is none. */
Elf_Scn *elfread_section(Elf *elf, const char *name, GElf_Shdr *ret);

/*
 * An address of the file as rows have it; INDEX_NONE where it does not fit.
 */
u32 elfread_addr(const struct elfread *r, u64 addr);

/* A symbol's name without its version; 0: nothing that could be typed. */
u32 elfread_name(const struct elfread *r, const char *name);

#endif
