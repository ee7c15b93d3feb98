// SPDX-License-Identifier: GPL-2.0
/* Notes of ELF, as they lie behind each other. */
#include "base/notes.h"

#include <elf.h>

static uint64_t align4(uint64_t v)
{
	return (v + 3) & ~UINT64_C(3);
}

bool notes_build_id(struct bytes notes, struct bytes *ret)
{
	uint64_t off = 0;
	Elf64_Nhdr n;

	while (bytes_get(notes, off, &n, sizeof(n))) {
		uint64_t name = off + sizeof(n);
		uint64_t desc = name + align4(n.n_namesz);

		if (!bytes_sub(notes, desc, n.n_descsz, ret))
			return false;
		if (n.n_type == NT_GNU_BUILD_ID && n.n_namesz == 4 &&
		    !memcmp(notes.data + name, "GNU", 4) && ret->len)
			return true;
		off = desc + align4(n.n_descsz);
	}
	return false;
}
