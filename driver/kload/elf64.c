// SPDX-License-Identifier: GPL-2.0
/* A bounded reader of x86-64 ELF files. */
#include "kload/elf64.h"

#include <errno.h>
#include <stdlib.h>

#include "base/log.h"

static int bad_file(const struct elf64 *elf, const char *what)
{
	log_err("%s: %s", elf->name, what);
	return -EINVAL;
}

static int bad_section(const struct elf64 *elf, unsigned int idx,
		       const char *what)
{
	log_err("%s: section %u (%s) at offset %#llx: %s", elf->name, idx,
		elf64_section_name(elf, idx),
		(unsigned long long)elf->shdr[idx].sh_offset, what);
	return -EINVAL;
}

static int check_header(const struct elf64 *elf)
{
	const Elf64_Ehdr *h = &elf->ehdr;

	if (memcmp(h->e_ident, ELFMAG, SELFMAG))
		return bad_file(elf, "not an ELF file");
	if (h->e_ident[EI_CLASS] != ELFCLASS64 ||
	    h->e_ident[EI_DATA] != ELFDATA2LSB || h->e_machine != EM_X86_64)
		return bad_file(elf, "not for x86-64, the only architecture "
				     "stapx supports");
	if (h->e_shentsize != sizeof(Elf64_Shdr) || !h->e_shnum)
		return bad_file(elf, "no section header table");
	if (h->e_shstrndx >= h->e_shnum)
		return bad_file(elf, "section name table does not exist");
	return 0;
}

static int read_sections(struct elf64 *elf)
{
	size_t len = (size_t)elf->ehdr.e_shnum * sizeof(*elf->shdr);
	unsigned int i;

	elf->shdr = malloc(len);
	if (!elf->shdr)
		return -ENOMEM;
	if (!bytes_get(elf->file, elf->ehdr.e_shoff, elf->shdr, len))
		return bad_file(elf, "section header table outside the file");
	elf->shdr_nr = elf->ehdr.e_shnum;
	memset(&elf->shdr[0], 0, sizeof(elf->shdr[0]));
	for (i = 1; i < elf->shdr_nr; i++) {
		const Elf64_Shdr *s = &elf->shdr[i];

		if (s->sh_type != SHT_NOBITS &&
		    !bytes_has(elf->file, s->sh_offset, s->sh_size))
			return bad_section(elf, i, "reaches beyond the file");
		if (s->sh_addralign & (s->sh_addralign - 1))
			return bad_section(elf, i,
					   "alignment is no power of 2");
	}
	return 0;
}

int elf64_open(const char *name, const void *data, size_t len,
	       struct elf64 *ret)
{
	int err;

	memset(ret, 0, sizeof(*ret));
	ret->name = name;
	ret->file = (struct bytes){ data, len };
	if (!bytes_get(ret->file, 0, &ret->ehdr, sizeof(ret->ehdr)))
		return bad_file(ret, "too short for an ELF file");
	err = check_header(ret);
	if (!err)
		err = read_sections(ret);
	if (err) {
		elf64_close(ret);
		return err;
	}
	ret->names = elf64_data(ret, ret->ehdr.e_shstrndx);
	return 0;
}

void elf64_close(struct elf64 *elf)
{
	free(elf->shdr);
	elf->shdr = NULL;
	elf->shdr_nr = 0;
}

const char *elf64_section_name(const struct elf64 *elf, unsigned int idx)
{
	const char *name = NULL;

	if (idx < elf->shdr_nr)
		name = bytes_str(elf->names, elf->shdr[idx].sh_name);
	return name ? name : "";
}

unsigned int elf64_find(const struct elf64 *elf, const char *name)
{
	unsigned int i;

	for (i = 1; i < elf->shdr_nr; i++) {
		if (!strcmp(elf64_section_name(elf, i), name))
			return i;
	}
	return 0;
}

struct bytes elf64_data(const struct elf64 *elf, unsigned int idx)
{
	struct bytes data = { 0 };

	if (idx && idx < elf->shdr_nr && elf->shdr[idx].sh_type != SHT_NOBITS)
		bytes_sub(elf->file, elf->shdr[idx].sh_offset,
			  elf->shdr[idx].sh_size, &data);
	return data;
}

/* A malloc'ed, aligned copy of a section that is an array of elem_len. */
static int copy_array(const struct elf64 *elf, unsigned int idx,
		      size_t elem_len, void **ret, size_t *ret_nr)
{
	struct bytes data = elf64_data(elf, idx);

	if (data.len % elem_len)
		return bad_section(elf, idx, "cut off in the middle");
	*ret = malloc(data.len ? data.len : 1);
	if (!*ret)
		return -ENOMEM;
	bytes_get(data, 0, *ret, data.len);
	*ret_nr = data.len / elem_len;
	return 0;
}

static unsigned int find_symtab(const struct elf64 *elf)
{
	unsigned int i;

	for (i = 1; i < elf->shdr_nr; i++) {
		if (elf->shdr[i].sh_type == SHT_SYMTAB)
			return i;
	}
	return 0;
}

int elf64_symtab_read(const struct elf64 *elf, struct elf64_symtab *ret)
{
	unsigned int idx = find_symtab(elf);
	void *sym;
	size_t i;
	int err;

	if (!idx)
		return bad_file(elf, "no symbol table (is it stripped?)");
	err = copy_array(elf, idx, sizeof(*ret->sym), &sym, &ret->nr);
	if (err)
		return err;
	ret->sym = sym;
	ret->idx = idx;
	ret->names = elf64_data(elf, elf->shdr[idx].sh_link);
	for (i = 0; i < ret->nr; i++) {
		unsigned int at = ret->sym[i].st_shndx;

		if (bytes_str(ret->names, ret->sym[i].st_name) &&
		    (at < elf->shdr_nr || at >= SHN_LORESERVE))
			continue;
		log_err("%s: section %u (%s): symbol %zu: name or section does not exist",
			elf->name, idx, elf64_section_name(elf, idx), i);
		elf64_symtab_free(ret);
		return -EINVAL;
	}
	return 0;
}

void elf64_symtab_free(struct elf64_symtab *tab)
{
	free(tab->sym);
	tab->sym = NULL;
	tab->nr = 0;
}

const char *elf64_symbol_name(const struct elf64_symtab *tab, size_t sym)
{
	const char *name = NULL;

	if (sym < tab->nr)
		name = bytes_str(tab->names, tab->sym[sym].st_name);
	return name ? name : "";
}

int elf64_rela_read(const struct elf64 *elf, const struct elf64_symtab *tab,
		    unsigned int idx, Elf64_Rela **ret, size_t *ret_nr)
{
	void *rela;
	size_t i;
	int err;

	if (!elf->shdr[idx].sh_info || elf->shdr[idx].sh_info >= elf->shdr_nr)
		return bad_section(elf, idx, "relocates no section");
	if (elf->shdr[idx].sh_link != tab->idx)
		return bad_section(elf, idx, "uses another symbol table");
	err = copy_array(elf, idx, sizeof(Elf64_Rela), &rela, ret_nr);
	if (err)
		return err;
	*ret = rela;
	for (i = 0; i < *ret_nr; i++) {
		if (ELF64_R_SYM((*ret)[i].r_info) < tab->nr)
			continue;
		free(rela);
		log_err("%s: section %u (%s): relocation %zu: symbol does not exist",
			elf->name, idx, elf64_section_name(elf, idx), i);
		return -EINVAL;
	}
	return 0;
}
