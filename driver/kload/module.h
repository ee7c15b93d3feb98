/* SPDX-License-Identifier: GPL-2.0 */
/* The sections that make an object a module of one kernel. */
#ifndef STAPX_KLOAD_MODULE_H
#define STAPX_KLOAD_MODULE_H

#include "kload/fact.h"
#include "kload/image.h"
#include "kload/kernel.h"

#define MODULE_NAME_MAX	   55 /* the kernel's MODULE_NAME_LEN, less its NUL */
#define MODULE_VERSION_MAX 128

/* What .stapx.info of an object says. */
struct module_info {
	unsigned int abi;
	char version[64];
	/* As in .modinfo and /sys/module/NAME/version: "VERSION-abiN". */
	char full_version[MODULE_VERSION_MAX];
};

/* Reports an object without abi= or version=. */
int module_info_read(const struct image *img, struct module_info *ret);

/* The ABI number in a full version; false when there is none. */
bool module_version_abi(const char *full_version, unsigned int *ret);

/*
 * Adds .gnu.linkonce.this_module, .modinfo and, where the kernel compares
 * CRCs, __versions. Reports; 0 or -errno.
 */
int module_add(struct image *img, const char *name,
	       const struct module_info *info, const struct kernel *kernel,
	       const struct fact_set *set);

#endif
