/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A bounded reader of x86-64 ELF files: our kernel object, donor modules,
 * detached BTF. Everything it returns has been checked to lie in the file.
 */
#ifndef STAPX_KLOAD_ELF64_H
#define STAPX_KLOAD_ELF64_H

#include <elf.h>
#include <stddef.h>

#include "base/bytes.h"

struct elf64 {
	const char *name; /* borrowed, for messages */
	struct bytes file; /* borrowed */
	Elf64_Ehdr ehdr;
	Elf64_Shdr *shdr; /* shdr_nr entries; [0] is the null section */
	unsigned int shdr_nr;
	struct bytes names;
};

struct elf64_symtab {
	Elf64_Sym *sym; /* owned */
	size_t nr;
	struct bytes names;
	unsigned int idx; /* section index of the table */
};

/*
 * Reads header and section table of a little-endian x86-64 file; borrows
 * data and name. Reports; 0, -ENOMEM or -EINVAL.
 */
int elf64_open(const char *name, const void *data, size_t len,
	       struct elf64 *ret);
void elf64_close(struct elf64 *elf);

/* Never NULL. */
const char *elf64_section_name(const struct elf64 *elf, unsigned int idx);

/* Index of the first section of that name, 0 if there is none. */
unsigned int elf64_find(const struct elf64 *elf, const char *name);

/* The bytes of a section; empty for NOBITS and for index 0. */
struct bytes elf64_data(const struct elf64 *elf, unsigned int idx);

/* The file's only symbol table, all names checked. Reports. */
int elf64_symtab_read(const struct elf64 *elf, struct elf64_symtab *ret);
void elf64_symtab_free(struct elf64_symtab *tab);
const char *elf64_symbol_name(const struct elf64_symtab *tab, size_t sym);

/*
 * The entries of RELA section idx, malloc'ed. Symbol numbers and the target
 * section have been checked, offsets not. Reports.
 */
int elf64_rela_read(const struct elf64 *elf, const struct elf64_symtab *tab,
		    unsigned int idx, Elf64_Rela **ret, size_t *ret_nr);

#endif
