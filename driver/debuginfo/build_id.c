// SPDX-License-Identifier: GPL-2.0
/* Build-ids of programs and files. */
#include "debuginfo/build_id.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <stapx/limits.h>

#include "debuginfo/complain.h"

static const char *id_text(const u8 *id, u32 len,
			   char buf[2 * SX_MAX_BUILD_ID + 1])
{
	u32 i;

	strcpy(buf, "none");
	for (i = 0; i < len; i++)
		sprintf(buf + 2 * i, "%02x", id[i]);
	return buf;
}

int build_id_check(const struct elf_file *f, const u8 *id, u32 id_len,
		   bool optional)
{
	char wanted[2 * SX_MAX_BUILD_ID + 1];
	char found[ELF_BUILD_ID_TEXT];
	u32 len;
	const u8 *have = elf_file_build_id(f, &len);

	if (len > SX_MAX_BUILD_ID)
		len = SX_MAX_BUILD_ID;
	if (len == id_len && (!len || !memcmp(have, id, len)))
		return 0;
	complain(optional,
		 "%s: the script was compiled for build-id %s, and this file "
		 "has %s: compile the script again",
		 elf_file_name(f), id_text(id, id_len, wanted),
		 elf_file_build_id_text(f, found));
	return -ESTALE;
}
