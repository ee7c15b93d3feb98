/* SPDX-License-Identifier: GPL-2.0 */
/* Making the index of a kernel, or of one of its modules, of its BTF. */
#ifndef STAPX_BTF_MAKE_H
#define STAPX_BTF_MAKE_H

#include "base/btf.h"
#include "index/format.h"

/* All borrowed. */
struct btf_source {
	const char *path; /* raw BTF, or an ELF file with a .BTF section */
	const char *base; /* the kernel's, where path is a module's; or NULL */
	const char *unit; /* what it is of: "vmlinux", a module's name */
	const u8 *build_id;
	u32 build_id_len; /* 0: not known */
};

/*
 * Reads raw BTF, or the .BTF section of an ELF file; base as for btf_parse().
 * 0, or -errno after the reason was reported.
 */
int btf_read(const char *path, const struct btf *base, struct btf **ret);

/* Writes the index. 0, or -errno after the reason was reported. */
int btf_make_index(const struct btf_source *src, const char *out);

#endif
