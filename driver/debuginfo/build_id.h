/* SPDX-License-Identifier: GPL-2.0 */
/* Is a file the one that a program was compiled for? */
#ifndef STAPX_DEBUGINFO_BUILD_ID_H
#define STAPX_DEBUGINFO_BUILD_ID_H

#include "debuginfo/elf_file.h"

/*
 * Compares a file with what a program says of it (struct sx_module, struct
 * sx_point_desc): at most SX_MAX_BUILD_ID bytes; id_len 0: no build-id. 0, or
 * -ESTALE (reported; with optional by log_info only).
 */
int build_id_check(const struct elf_file *f, const u8 *id, u32 id_len,
		   bool optional);

#endif
