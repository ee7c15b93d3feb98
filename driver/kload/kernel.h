/* SPDX-License-Identifier: GPL-2.0 */
/* Who the kernel is and what its module loader compares. */
#ifndef STAPX_KLOAD_KERNEL_H
#define STAPX_KLOAD_KERNEL_H

#include <stdbool.h>
#include <stdint.h>

#include "kload/donor.h"
#include "kload/fact.h"
#include "kload/kallsyms.h"

#define BUILD_ID_MAX 64 /* bytes */

struct kernel {
	char release[80];
	char build_id[2 * BUILD_ID_MAX + 1]; /* hex; "" where unknown */
	char vermagic[VERMAGIC_MAX]; /* "" where unknown */
	const char *vermagic_source; /* static text */
	bool has_crc;
	uint32_t crc; /* of module_layout */
	bool smap; /* the CPU has supervisor mode access prevention */
};

/* The running kernel's release, build-id and SMAP. Reports; 0 or -errno. */
int kernel_identify(struct kernel *ret);

/* Finds the GNU build-id among ELF notes; false when there is none. */
bool kernel_build_id(const void *notes, size_t len,
		     char ret[2 * BUILD_ID_MAX + 1]);

/* Announces the symbols kernel_read_core() asks for. */
int kernel_want_symbols(struct kallsyms *ks);

/*
 * Reads vermagic and CRC from the running kernel's memory; facts must have
 * ksize.kernel_symbol resolved. 0, or -errno without a report: a donor is
 * asked next.
 */
int kernel_read_core(struct kernel *kernel, const struct kallsyms *ks,
		     const struct fact_set *facts);

void kernel_use_donor(struct kernel *kernel, const struct donor *donor);

/* The kernel compares CRCs (its vermagic says so). */
bool kernel_has_modversions(const struct kernel *kernel);

#endif
