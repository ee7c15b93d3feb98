// SPDX-License-Identifier: GPL-2.0
/* The module in the making: read from the object, extended, written. */
#include "kload/image.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

#define OWN_PREFIX ".stapx."

int image_bad(const struct image *img, unsigned int sect, uint64_t off,
	      const char *fmt, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	log_err("%s: %s+%#llx: %s", img->name, img->sect[sect].name,
		(unsigned long long)off, text);
	return -EINVAL;
}

/* Makes room for one more element; 0 or -ENOMEM. */
static int grow(void **array, unsigned int nr, size_t elem_len)
{
	void *more;

	/* Doubling at each power of 2 keeps many appends cheap. */
	if (nr & (nr - 1))
		return 0;
	more = realloc(*array, (size_t)(nr ? nr * 2 : 1) * elem_len);
	if (!more)
		return -ENOMEM;
	*array = more;
	return 0;
}

static struct image_section *append_section(struct image *img, const char *name)
{
	struct image_section *s;
	void *array = img->sect;

	if (grow(&array, img->sect_nr, sizeof(*s)))
		return NULL;
	img->sect = array;
	s = &img->sect[img->sect_nr];
	memset(s, 0, sizeof(*s));
	s->name = strdup(name);
	if (!s->name)
		return NULL;
	img->sect_nr++;
	return s;
}

static struct image_symbol *append_symbol(struct image *img, const char *name)
{
	struct image_symbol *s;
	void *array = img->sym;

	if (grow(&array, img->sym_nr, sizeof(*s)))
		return NULL;
	img->sym = array;
	s = &img->sym[img->sym_nr];
	memset(s, 0, sizeof(*s));
	s->name = strdup(name);
	if (!s->name)
		return NULL;
	img->sym_nr++;
	return s;
}

unsigned int image_add_section(struct image *img, const char *name,
			       uint64_t flags, uint64_t align)
{
	struct image_section *s = append_section(img, name);

	if (!s)
		return 0;
	s->type = SHT_PROGBITS;
	s->flags = flags | SHF_ALLOC;
	s->align = align;
	return img->sect_nr - 1;
}

unsigned int image_add_symbol(struct image *img, const char *name, uint8_t info,
			      uint16_t shndx, uint64_t value)
{
	struct image_symbol *s = append_symbol(img, name);

	if (!s)
		return 0;
	s->info = info;
	s->shndx = shndx;
	s->value = value;
	return img->sym_nr - 1;
}

unsigned int image_section_symbol(struct image *img, unsigned int sect)
{
	uint8_t info = ELF64_ST_INFO(STB_LOCAL, STT_SECTION);
	unsigned int i;

	for (i = 1; i < img->sym_nr; i++) {
		if (img->sym[i].shndx == sect && img->sym[i].info == info &&
		    !img->sym[i].value)
			return i;
	}
	return image_add_symbol(img, "", info, (uint16_t)sect, 0);
}

int image_add_rela(struct image *img, unsigned int sect, uint64_t off,
		   unsigned int sym, unsigned int type, int64_t addend)
{
	struct image_section *s = &img->sect[sect];
	void *array = s->rela;

	/* rela_nr may have come from the object: always a fitting array. */
	array = realloc(array, (s->rela_nr + 1) * sizeof(*s->rela));
	if (!array)
		return -ENOMEM;
	s->rela = array;
	s->rela[s->rela_nr++] = (Elf64_Rela){
		.r_offset = off,
		.r_info = ELF64_R_INFO((uint64_t)sym, type),
		.r_addend = addend,
	};
	return 0;
}

unsigned int image_find(const struct image *img, const char *name)
{
	unsigned int i;

	for (i = 1; i < img->sect_nr; i++) {
		if (!strcmp(img->sect[i].name, name))
			return i;
	}
	return 0;
}

unsigned int image_find_symbol(const struct image *img, const char *name)
{
	unsigned int i;

	for (i = 1; i < img->sym_nr; i++) {
		if (ELF64_ST_BIND(img->sym[i].info) != STB_LOCAL &&
		    !strcmp(img->sym[i].name, name))
			return i;
	}
	return 0;
}

/* What reading an object needs besides the image; maps old to new indexes. */
struct reader {
	struct elf64 elf;
	struct elf64_symtab tab;
	unsigned int *sect_map;
	unsigned int *sym_map;
	struct image *img;
};

static int read_section(struct reader *r, unsigned int idx)
{
	const Elf64_Shdr *h = &r->elf.shdr[idx];
	const char *name = elf64_section_name(&r->elf, idx);
	struct bytes data = elf64_data(&r->elf, idx);
	struct image_section *s;

	if (!(h->sh_flags & SHF_ALLOC))
		return 0;
	if (h->sh_flags & (SHF_COMPRESSED | SHF_TLS)) {
		log_err("%s: section %u (%s): compressed or thread-local sections cannot be loaded",
			r->elf.name, idx, name);
		return -EINVAL;
	}
	s = append_section(r->img, name);
	if (!s)
		return -ENOMEM;
	r->sect_map[idx] = r->img->sect_nr - 1;
	s->type = h->sh_type;
	/* Nothing is merged any more. */
	s->flags = h->sh_flags &
		   ~(uint64_t)(SHF_GROUP | SHF_MERGE | SHF_STRINGS);
	s->align = h->sh_addralign;
	s->drop = !strncmp(name, OWN_PREFIX, strlen(OWN_PREFIX));
	if (h->sh_type == SHT_NOBITS)
		s->nobits_len = h->sh_size;
	else
		buf_append(&s->data, data.data, data.len, 1);
	return s->data.failed ? -ENOMEM : 0;
}

/* Symbols of sections that are not taken over are left out, too. */
static int read_symbol(struct reader *r, size_t idx)
{
	const Elf64_Sym *sym = &r->tab.sym[idx];
	const char *name = elf64_symbol_name(&r->tab, idx);
	uint16_t shndx = sym->st_shndx;
	struct image_symbol *s;

	if (shndx == SHN_COMMON) {
		log_err("%s: symbol %s is common: compile with -fno-common",
			r->elf.name, name);
		return -EINVAL;
	}
	if (shndx >= SHN_LORESERVE && shndx != SHN_ABS) {
		log_err("%s: symbol %s: reserved section index %#x",
			r->elf.name, name, shndx);
		return -EINVAL;
	}
	if (ELF64_ST_TYPE(sym->st_info) == STT_FILE)
		return 0;
	if (shndx != SHN_UNDEF && shndx != SHN_ABS) {
		shndx = (uint16_t)r->sect_map[shndx];
		if (!shndx)
			return 0;
	}
	s = append_symbol(r->img, name);
	if (!s)
		return -ENOMEM;
	s->info = sym->st_info;
	s->shndx = shndx;
	s->value = sym->st_value;
	s->size = sym->st_size;
	r->sym_map[idx] = r->img->sym_nr - 1;
	return 0;
}

static int map_rela(struct reader *r, unsigned int sect, Elf64_Rela *rela,
		    size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++) {
		uint32_t old = ELF64_R_SYM(rela[i].r_info);
		uint64_t sym = r->sym_map[old];

		if (old && !sym)
			return image_bad(r->img, sect, rela[i].r_offset,
					 "refers to %s, which is not loaded",
					 elf64_symbol_name(&r->tab, old));
		rela[i].r_info =
			ELF64_R_INFO(sym, ELF64_R_TYPE(rela[i].r_info));
	}
	return 0;
}

static int read_rela(struct reader *r, unsigned int idx)
{
	unsigned int target = r->elf.shdr[idx].sh_info;
	struct image_section *s;
	Elf64_Rela *rela;
	size_t nr;
	int err;

	if (target >= r->elf.shdr_nr || !r->sect_map[target])
		return 0;
	err = elf64_rela_read(&r->elf, &r->tab, idx, &rela, &nr);
	if (err)
		return err;
	s = &r->img->sect[r->sect_map[target]];
	if (s->rela) {
		free(rela);
		return image_bad(r->img, r->sect_map[target], 0,
				 "relocated by two sections");
	}
	s->rela = rela;
	s->rela_nr = nr;
	return map_rela(r, r->sect_map[target], rela, nr);
}

static int read_all(struct reader *r)
{
	unsigned int i;
	size_t j;
	int err = 0;

	if (!append_section(r->img, "") || !append_symbol(r->img, ""))
		return -ENOMEM;
	for (i = 1; i < r->elf.shdr_nr && !err; i++)
		err = read_section(r, i);
	for (j = 1; j < r->tab.nr && !err; j++)
		err = read_symbol(r, j);
	for (i = 1; i < r->elf.shdr_nr && !err; i++) {
		if (r->elf.shdr[i].sh_type == SHT_RELA)
			err = read_rela(r, i);
	}
	return err;
}

int image_read(const char *name, const void *data, size_t len,
	       struct image *ret)
{
	struct reader r = { .img = ret };
	int err;

	memset(ret, 0, sizeof(*ret));
	ret->name = name;
	err = elf64_open(name, data, len, &r.elf);
	if (err)
		return err;
	if (r.elf.ehdr.e_type != ET_REL) {
		log_err("%s: not a relocatable object: give stapx.ko.o", name);
		err = -EINVAL;
	}
	if (!err)
		err = elf64_symtab_read(&r.elf, &r.tab);
	if (!err) {
		r.sect_map = calloc(r.elf.shdr_nr, sizeof(*r.sect_map));
		r.sym_map = calloc(r.tab.nr + 1, sizeof(*r.sym_map));
		err = r.sect_map && r.sym_map ? read_all(&r) : -ENOMEM;
	}
	free(r.sym_map);
	free(r.sect_map);
	elf64_symtab_free(&r.tab);
	elf64_close(&r.elf);
	if (err)
		image_free(ret);
	return err;
}

void image_free(struct image *img)
{
	unsigned int i;

	for (i = 0; i < img->sect_nr; i++) {
		free(img->sect[i].name);
		free(img->sect[i].rela);
		buf_free(&img->sect[i].data);
	}
	for (i = 0; i < img->sym_nr; i++)
		free(img->sym[i].name);
	free(img->sect);
	free(img->sym);
	memset(img, 0, sizeof(*img));
}
