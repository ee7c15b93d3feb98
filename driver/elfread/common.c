// SPDX-License-Identifier: GPL-2.0
/* What the readers of an ELF file's parts share. */
#include "elfread/elfread.h"

#include <string.h>

Elf_Scn *elfread_section(Elf *elf, const char *name, GElf_Shdr *ret)
{
	Elf_Scn *scn = NULL;
	size_t names;

	if (!elf || elf_getshdrstrndx(elf, &names))
		return NULL;
	while ((scn = elf_nextscn(elf, scn))) {
		const char *have;

		if (!gelf_getshdr(scn, ret))
			continue;
		have = elf_strptr(elf, names, ret->sh_name);
		if (have && !strcmp(have, name))
			return scn;
	}
	return NULL;
}

u32 elfread_addr(const struct elfread *r, u64 addr)
{
	u64 rel = addr - r->w->base;

	return addr < r->w->base || rel >= INDEX_NONE ? INDEX_NONE : (u32)rel;
}

u32 elfread_name(const struct elfread *r, const char *name)
{
	const char *at, *c;
	size_t len;

	if (!name || !*name)
		return 0;
	at = strchr(name, '@');
	len = at && at != name ? (size_t)(at - name) : strlen(name);
	for (c = name; c < name + len; c++)
		if ((unsigned char)*c <= ' ' || *c == 0x7f)
			return 0;
	if (name[len])
		name = arena_strndup(r->w->arena, name, len);
	return index_writer_str(r->w, name);
}
