/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A donor: any module built for the kernel. It knows the version magic, the
 * CRC of module_layout and where struct module keeps name, init and exit.
 */
#ifndef STAPX_KLOAD_DONOR_H
#define STAPX_KLOAD_DONOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VERMAGIC_MAX 256

struct donor {
	char path[512];
	char vermagic[VERMAGIC_MAX];
	bool has_crc;
	uint32_t crc;
	uint64_t module_size;
	uint64_t name_off;
	uint64_t init_off;
	uint64_t exit_off;
};

/*
 * Reads a module, compressed or not. Reports; 0 or -errno, -ENODATA for one
 * that has no init or no exit function: another may do.
 */
int donor_read(const char *path, struct donor *ret);

/* The same for bytes in memory; path is for messages. */
int donor_parse(const char *path, const void *data, size_t len,
		struct donor *ret);

/*
 * Looks for a usable module below dir (/lib/modules/RELEASE/kernel). Reports
 * when there is none, or the first one that cannot be read; 0 or -errno.
 */
int donor_search(const char *dir, struct donor *ret);

#endif
