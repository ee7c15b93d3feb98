// SPDX-License-Identifier: GPL-2.0
/*
 * Instructions that may fault on user memory. The object lists them neutrally
 * (.stapx.ex: pairs of addresses, instruction and fixup); the kernel's
 * __ex_table has had four formats, told apart by the size and members of its
 * struct exception_table_entry:
 *
 *   16          two absolute addresses
 *    8          two self-relative offsets
 *   12, handler two offsets and the offset of a handler function
 *   12          two offsets and a type, 1 for a plain fixup
 *
 * .stapx.smap lists the stac and clac around them: CPUs without SMAP have no
 * such instructions.
 */
#include "kload/link.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

#define EX_SECTION   ".stapx.ex"
#define SMAP_SECTION ".stapx.smap"
#define PAIR_LEN     16 /* in .stapx.ex */
#define TYPE_FIXUP   1
#define HANDLER_FACT "koff.exception_table_entry.handler"
#define HANDLER_SYM  "kany.ex_handler_default"
#define ENTRY_FACT   "ksize.exception_table_entry"

struct format {
	uint64_t entry_len;
	uint64_t field_len;
	unsigned int rela_type;
	bool has_type;
	bool has_handler;
	uint64_t handler;
};

static int choose_format(const struct image *img, const struct fact_set *set,
			 struct format *ret)
{
	const struct fact *len = fact_find(set, ENTRY_FACT);
	const struct fact *off = fact_find(set, HANDLER_FACT);
	const struct fact *handler = fact_find(set, HANDLER_SYM);

	memset(ret, 0, sizeof(*ret));
	if (!len || !fact_present(len)) {
		log_err("fact %s is missing: %s reads user memory and needs it",
			ENTRY_FACT, img->name);
		return -ENOENT;
	}
	ret->entry_len = len->value;
	ret->field_len = len->value == 16 ? 8 : 4;
	ret->rela_type = len->value == 16 ? R_X86_64_64 : R_X86_64_PC32;
	ret->has_handler = len->value == 12 && off && fact_present(off);
	ret->has_type = len->value == 12 && !ret->has_handler;
	if (len->value != 8 && len->value != 12 && len->value != 16) {
		log_err("%s is %llu: no known format of exception tables",
			ENTRY_FACT, (unsigned long long)len->value);
		return -ENOEXEC;
	}
	if (!ret->has_handler)
		return 0;
	if (!handler || !fact_present(handler)) {
		log_err("fact %s is missing: looked in kallsyms for ex_handler_default",
			HANDLER_SYM);
		return -ENOENT;
	}
	ret->handler = handler->value;
	return 0;
}

/* One address of a pair, in the kernel's format. */
static int add_field(struct image *img, unsigned int ex, unsigned int table,
		     const struct format *f, const Elf64_Rela *r)
{
	uint64_t entry = r->r_offset / PAIR_LEN * f->entry_len;
	uint64_t field = r->r_offset % PAIR_LEN / 8 * f->field_len;
	unsigned int sect;
	uint64_t off;
	int err;

	if (r->r_offset % 8 || r->r_offset >= img->sect[ex].data.len)
		return image_bad(img, ex, r->r_offset, "not in a pair");
	err = link_target(img, ex, r, &sect, &off);
	if (err)
		return err;
	if (!(img->sect[sect].flags & SHF_EXECINSTR))
		return image_bad(img, ex, r->r_offset,
				 "points to %s, which is not code",
				 img->sect[sect].name);
	return image_add_rela(img, table, entry + field, ELF64_R_SYM(r->r_info),
			      f->rela_type, r->r_addend);
}

/* The third field of each entry, where the format has one. */
static int add_third_fields(struct image *img, unsigned int table,
			    const struct format *f, size_t nr)
{
	unsigned int handler = 0;
	uint32_t type = TYPE_FIXUP;
	size_t i;

	if (f->has_handler) {
		handler =
			image_add_symbol(img, "stapx.ex_handler",
					 ELF64_ST_INFO(STB_GLOBAL, STT_NOTYPE),
					 SHN_ABS, f->handler);
		if (!handler)
			return -ENOMEM;
	}
	for (i = 0; i < nr; i++) {
		uint64_t off = i * f->entry_len + 8;

		if (f->has_type)
			memcpy(img->sect[table].data.data + off, &type,
			       sizeof(type));
		if (handler &&
		    image_add_rela(img, table, off, handler, R_X86_64_PC32, 0))
			return -ENOMEM;
	}
	return 0;
}

static int add_table(struct image *img, unsigned int ex, const struct format *f,
		     size_t nr)
{
	unsigned int table = image_add_section(img, "__ex_table", 0, 8);
	size_t i;
	int err;

	if (!table)
		return -ENOMEM;
	buf_append(&img->sect[table].data, NULL, nr * f->entry_len, 1);
	if (img->sect[table].data.failed)
		return -ENOMEM;
	for (i = 0; i < img->sect[ex].rela_nr; i++) {
		err = add_field(img, ex, table, f, &img->sect[ex].rela[i]);
		if (err)
			return err;
	}
	return add_third_fields(img, table, f, nr);
}

static int by_offset(const void *a, const void *b)
{
	const Elf64_Rela *x = a;
	const Elf64_Rela *y = b;

	return x->r_offset < y->r_offset ? -1 : x->r_offset > y->r_offset;
}

int extable_link(struct image *img, const struct fact_set *set)
{
	unsigned int ex = image_find(img, EX_SECTION);
	struct image_section *s = &img->sect[ex];
	struct format f;
	size_t i;
	int err;

	if (!ex || !s->data.len)
		return 0;
	err = choose_format(img, set, &f);
	if (err)
		return err;
	if (s->data.len % PAIR_LEN || s->rela_nr != s->data.len / 8)
		return image_bad(img, ex, s->data.len,
				 "not made of whole pairs");
	qsort(s->rela, s->rela_nr, sizeof(*s->rela), by_offset);
	for (i = 0; i < s->rela_nr; i++) {
		if (s->rela[i].r_offset != i * 8)
			return image_bad(img, ex, s->rela[i].r_offset,
					 "an address has no relocation");
	}
	return add_table(img, ex, &f, s->data.len / PAIR_LEN);
}

static int link_smap_site(struct image *img, unsigned int smap,
			  const Elf64_Rela *r, bool keep)
{
	static const uint8_t nop3[3] = { 0x0f, 0x1f, 0x00 };
	unsigned int sect;
	uint8_t code[3];
	uint64_t off;
	struct bytes text;
	int err = link_target(img, smap, r, &sect, &off);

	if (err)
		return err;
	text = (struct bytes){ img->sect[sect].data.data,
			       img->sect[sect].data.len };
	/* stac is 0f 01 cb, clac is 0f 01 ca. */
	if (!bytes_get(text, off, code, sizeof(code)) || code[0] != 0x0f ||
	    code[1] != 0x01 || (code[2] != 0xca && code[2] != 0xcb))
		return image_bad(img, smap, r->r_offset,
				 "points to no stac or clac in %s",
				 img->sect[sect].name);
	if (!keep)
		memcpy(img->sect[sect].data.data + off, nop3, sizeof(nop3));
	return 0;
}

int smap_link(struct image *img, bool cpu_has_smap)
{
	unsigned int smap = image_find(img, SMAP_SECTION);
	size_t i;
	int err = 0;

	if (!smap)
		return 0;
	for (i = 0; i < img->sect[smap].rela_nr && !err; i++)
		err = link_smap_site(img, smap, &img->sect[smap].rela[i],
				     cpu_has_smap);
	return err;
}
