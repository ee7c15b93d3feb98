/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The module in the making: sections that own their bytes and relocations,
 * and symbols, addressed by index until image_write() lays out an ELF file.
 * Index 0 of both is unused, as in ELF.
 */
#ifndef STAPX_KLOAD_IMAGE_H
#define STAPX_KLOAD_IMAGE_H

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kload/buf.h"
#include "kload/elf64.h"

struct image_section {
	char *name;
	uint32_t type;
	uint64_t flags;
	uint64_t align;
	uint64_t nobits_len;
	struct buf data;
	Elf64_Rela *rela; /* r_info's symbol is an index into image.sym */
	size_t rela_nr;
	bool drop; /* read by the loader, not written */
};

struct image_symbol {
	char *name;
	uint8_t info;
	uint16_t shndx; /* an index into image.sect, SHN_ABS or SHN_UNDEF */
	uint64_t value;
	uint64_t size;
};

struct image {
	const char *name; /* of the object, borrowed, for messages */
	struct image_section *sect;
	unsigned int sect_nr;
	struct image_symbol *sym;
	unsigned int sym_nr;
};

/*
 * Takes over what of an object the kernel loads; .stapx.* sections are marked
 * drop. name is borrowed. Reports; 0 or -errno.
 */
int image_read(const char *name, const void *data, size_t len,
	       struct image *ret);
void image_free(struct image *img);

/* Index of the first section of that name, 0 if there is none. */
unsigned int image_find(const struct image *img, const char *name);

/* Index of the global symbol of that name, 0 if there is none. */
unsigned int image_find_symbol(const struct image *img, const char *name);

/* Appends an empty allocated PROGBITS section; 0 when out of memory. */
unsigned int image_add_section(struct image *img, const char *name,
			       uint64_t flags, uint64_t align);

/* Appends a symbol; 0 when out of memory. */
unsigned int image_add_symbol(struct image *img, const char *name, uint8_t info,
			      uint16_t shndx, uint64_t value);

/* The section symbol of a section, found or added; 0 when out of memory. */
unsigned int image_section_symbol(struct image *img, unsigned int sect);

int image_add_rela(struct image *img, unsigned int sect, uint64_t off,
		   unsigned int sym, unsigned int type, int64_t addend);

/* Reports "object: section+offset: text"; returns -EINVAL. */
int image_bad(const struct image *img, unsigned int sect, uint64_t off,
	      const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* Lays out the ELF file in out. Reports; 0 or -errno. */
int image_write(const struct image *img, struct buf *out);

#endif
