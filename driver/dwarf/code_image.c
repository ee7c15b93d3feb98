// SPDX-License-Identifier: GPL-2.0
/* The loadable bytes of an ELF file. */
#include "dwarf/code_image.h"

#include <string.h>

#include <gelf.h>

struct segment {
	u64 addr;
	u64 len;
	const u8 *bytes;
	bool code;
};

static bool is_plt_name(const char *name)
{
	return name && (!strncmp(name, ".plt", 4) || !strcmp(name, ".iplt"));
}

/* Of a separate debug file all that remains of code is where it was. */
static void read_sections(struct code_image *img, Elf *elf)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr head;
	size_t names;

	if (elf_getshdrstrndx(elf, &names))
		return;
	while ((scn = elf_nextscn(elf, scn))) {
		struct code_plt *plt;

		if (!gelf_getshdr(scn, &head) ||
		    !(head.sh_flags & SHF_EXECINSTR))
			continue;
		if (head.sh_type == SHT_NOBITS)
			img->no_code = true;
		if (!is_plt_name(elf_strptr(elf, names, head.sh_name)) ||
		    head.sh_addr + head.sh_size < head.sh_addr)
			continue;
		plt = vec_push(&img->plts);
		plt->low = head.sh_addr;
		plt->high = head.sh_addr + head.sh_size;
	}
}

bool code_image_is_plt(const struct code_image *img, u64 addr)
{
	u32 i;

	for (i = 0; i < img->plts.nr; i++) {
		const struct code_plt *plt = vec_at(&img->plts, i);

		if (addr >= plt->low && addr < plt->high)
			return true;
	}
	return false;
}

void code_image_init(struct code_image *img, Elf *elf, struct arena *arena)
{
	size_t nr = 0, i;

	vec_init(&img->segments, arena, sizeof(struct segment));
	vec_init(&img->plts, arena, sizeof(struct code_plt));
	img->no_code = false;
	read_sections(img, elf);
	if (elf_getphdrnum(elf, &nr))
		return;
	for (i = 0; i < nr; i++) {
		struct segment *seg;
		Elf_Data *data;
		GElf_Phdr head;

		if (!gelf_getphdr(elf, (int)i, &head) ||
		    head.p_type != PT_LOAD || !head.p_filesz)
			continue;
		data = elf_getdata_rawchunk(elf, (int64_t)head.p_offset,
					    head.p_filesz, ELF_T_BYTE);
		seg = vec_push(&img->segments);
		seg->addr = head.p_vaddr;
		seg->len = head.p_filesz;
		seg->bytes = data ? data->d_buf : NULL;
		seg->code = head.p_flags & PF_X;
	}
}

const u8 *code_image_at(const struct code_image *img, u64 addr, bool code,
			u64 *ret_len)
{
	u32 i;

	for (i = 0; i < img->segments.nr; i++) {
		const struct segment *seg = vec_at(&img->segments, i);

		if (addr < seg->addr || addr - seg->addr >= seg->len ||
		    (code && !seg->code) || !seg->bytes)
			continue;
		*ret_len = seg->len - (addr - seg->addr);
		return seg->bytes + (addr - seg->addr);
	}
	*ret_len = 0;
	return NULL;
}

u64 code_image_len(const struct code_image *img)
{
	u64 len = 0;
	u32 i;

	for (i = 0; i < img->segments.nr; i++) {
		const struct segment *seg = vec_at(&img->segments, i);

		if (seg->code)
			len += seg->len;
	}
	return len;
}
