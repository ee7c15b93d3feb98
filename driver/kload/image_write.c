// SPDX-License-Identifier: GPL-2.0
/*
 * Lays out an image as an ELF file: header, contents of the sections, their
 * relocations, symbol table (locals first), string tables, section headers.
 */
#include "kload/image.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

struct writer {
	const struct image *img;
	struct buf *out;
	struct buf names; /* .shstrtab */
	struct buf strings; /* .strtab */
	Elf64_Shdr *shdr;
	unsigned int shdr_nr;
	unsigned int *sect_map; /* image index to ELF index, 0: not written */
	unsigned int *sym_map;
	unsigned int symtab;
};

static Elf64_Shdr *add_header(struct writer *w, const char *name, uint32_t type)
{
	Elf64_Shdr *h = &w->shdr[w->shdr_nr++];

	memset(h, 0, sizeof(*h));
	h->sh_name = (Elf64_Word)buf_string(&w->names, name);
	h->sh_type = type;
	h->sh_addralign = 1;
	return h;
}

static void add_contents(struct writer *w, Elf64_Shdr *h, const void *data,
			 size_t len, uint64_t align)
{
	h->sh_addralign = align ? align : 1;
	h->sh_offset = buf_append(w->out, data, len, h->sh_addralign);
	h->sh_size = len;
}

static void write_sections(struct writer *w)
{
	unsigned int i;

	for (i = 1; i < w->img->sect_nr; i++) {
		const struct image_section *s = &w->img->sect[i];
		Elf64_Shdr *h;

		if (s->drop)
			continue;
		w->sect_map[i] = w->shdr_nr;
		h = add_header(w, s->name, s->type);
		h->sh_flags = s->flags;
		if (s->type == SHT_NOBITS) {
			add_contents(w, h, NULL, 0, s->align);
			h->sh_size = s->nobits_len;
		} else {
			add_contents(w, h, s->data.data, s->data.len, s->align);
		}
	}
}

static bool is_written(const struct writer *w, const struct image_symbol *s)
{
	return s->shndx == SHN_UNDEF || s->shndx == SHN_ABS ||
	       w->sect_map[s->shndx];
}

static void write_symbol(struct writer *w, unsigned int idx, Elf64_Sym *ret)
{
	const struct image_symbol *s = &w->img->sym[idx];

	memset(ret, 0, sizeof(*ret));
	if (*s->name)
		ret->st_name = (Elf64_Word)buf_string(&w->strings, s->name);
	ret->st_info = s->info;
	ret->st_value = s->value;
	ret->st_size = s->size;
	ret->st_shndx = s->shndx == SHN_ABS ? s->shndx
					    : (uint16_t)w->sect_map[s->shndx];
}

static unsigned int write_symbols_of(struct writer *w, Elf64_Sym *tab,
				     unsigned int nr, bool local)
{
	unsigned int i;

	for (i = 1; i < w->img->sym_nr; i++) {
		const struct image_symbol *s = &w->img->sym[i];

		if (!is_written(w, s) ||
		    (ELF64_ST_BIND(s->info) == STB_LOCAL) != local)
			continue;
		w->sym_map[i] = nr;
		write_symbol(w, i, &tab[nr++]);
	}
	return nr;
}

static int write_symtab(struct writer *w)
{
	Elf64_Sym *tab = calloc(w->img->sym_nr + 1, sizeof(*tab));
	unsigned int locals, nr;
	Elf64_Shdr *h;

	if (!tab)
		return -ENOMEM;
	buf_string(&w->strings, "");
	locals = write_symbols_of(w, tab, 1, true);
	nr = write_symbols_of(w, tab, locals, false);
	w->symtab = w->shdr_nr;
	h = add_header(w, ".symtab", SHT_SYMTAB);
	add_contents(w, h, tab, nr * sizeof(*tab), 8);
	h->sh_entsize = sizeof(*tab);
	h->sh_info = locals;
	h->sh_link = w->shdr_nr; /* .strtab comes next */
	free(tab);
	h = add_header(w, ".strtab", SHT_STRTAB);
	add_contents(w, h, w->strings.data, w->strings.len, 1);
	return 0;
}

static int write_rela(struct writer *w, unsigned int sect)
{
	const struct image_section *s = &w->img->sect[sect];
	size_t len = s->rela_nr * sizeof(*s->rela);
	struct buf name = { 0 };
	Elf64_Shdr *h;
	size_t at, i;

	buf_append(&name, ".rela", 5, 1);
	buf_string(&name, s->name);
	if (name.failed)
		return -ENOMEM;
	h = add_header(w, (char *)name.data, SHT_RELA);
	buf_free(&name);
	add_contents(w, h, s->rela, len, 8);
	h->sh_flags = SHF_INFO_LINK;
	h->sh_entsize = sizeof(*s->rela);
	h->sh_link = w->symtab;
	h->sh_info = w->sect_map[sect];
	at = h->sh_offset;
	for (i = 0; i < s->rela_nr && !w->out->failed; i++) {
		Elf64_Rela r = s->rela[i];
		uint64_t old = ELF64_R_SYM(r.r_info);
		uint64_t sym = w->sym_map[old];

		if (old && !sym)
			return image_bad(w->img, sect, r.r_offset,
					 "refers into a section of the loader");
		r.r_info = ELF64_R_INFO(sym, ELF64_R_TYPE(r.r_info));
		memcpy(w->out->data + at + i * sizeof(r), &r, sizeof(r));
	}
	return 0;
}

static int write_relas(struct writer *w)
{
	unsigned int i;
	int err = 0;

	for (i = 1; i < w->img->sect_nr && !err; i++) {
		if (w->sect_map[i] && w->img->sect[i].rela_nr)
			err = write_rela(w, i);
	}
	return err;
}

static void write_headers(struct writer *w)
{
	Elf64_Ehdr e = {
		.e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64,
			     ELFDATA2LSB, EV_CURRENT, ELFOSABI_NONE },
		.e_type = ET_REL,
		.e_machine = EM_X86_64,
		.e_version = EV_CURRENT,
		.e_ehsize = sizeof(e),
		.e_shentsize = sizeof(Elf64_Shdr),
	};
	Elf64_Shdr *h = add_header(w, ".shstrtab", SHT_STRTAB);

	add_contents(w, h, w->names.data, w->names.len, 1);
	e.e_shstrndx = (uint16_t)(w->shdr_nr - 1);
	e.e_shnum = (uint16_t)w->shdr_nr;
	e.e_shoff =
		buf_append(w->out, w->shdr, w->shdr_nr * sizeof(*w->shdr), 8);
	if (!w->out->failed)
		memcpy(w->out->data, &e, sizeof(e));
}

static int write_all(struct writer *w)
{
	int err;

	buf_append(w->out, NULL, sizeof(Elf64_Ehdr), 1);
	buf_string(&w->names, "");
	w->shdr_nr = 1;
	write_sections(w);
	err = write_symtab(w);
	if (!err)
		err = write_relas(w);
	if (err)
		return err;
	write_headers(w);
	if (w->out->failed || w->names.failed || w->strings.failed)
		return -ENOMEM;
	return 0;
}

int image_write(const struct image *img, struct buf *out)
{
	struct writer w = { .img = img, .out = out };
	/* Each section and its relocations, three tables, the null section. */
	size_t max = 2 * (size_t)img->sect_nr + 4;
	int err = -ENOMEM;

	if (max >= SHN_LORESERVE) {
		log_err("%s: too many sections", img->name);
		return -EINVAL;
	}
	w.shdr = calloc(max, sizeof(*w.shdr));
	w.sect_map = calloc(img->sect_nr + 1, sizeof(*w.sect_map));
	w.sym_map = calloc(img->sym_nr + 1, sizeof(*w.sym_map));
	if (w.shdr && w.sect_map && w.sym_map)
		err = write_all(&w);
	free(w.sym_map);
	free(w.sect_map);
	free(w.shdr);
	buf_free(&w.names);
	buf_free(&w.strings);
	return err;
}
