/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel's side of loading: init_module, delete_module, and refusals. */
#ifndef STAPX_KLOAD_MODLOAD_H
#define STAPX_KLOAD_MODLOAD_H

#include <stdbool.h>
#include <stddef.h>

#include "kload/module.h"

/*
 * 1: a module called name of info's ABI is loaded; 0: none is; -EEXIST: one
 * of another ABI is, reported.
 */
int modload_find(const char *name, const struct module_info *info);

/*
 * Whether this process may load modules into this kernel at all. Reports what
 * forbids it; 0 or -errno.
 */
int modload_may(void);

/* Loads an image. -EEXIST is left to the caller, all else is reported. */
int modload_insert(const void *image, size_t len, const char *name);

/* Removes it; 0 also when it was not loaded. Reports; -EBUSY while in use. */
int modload_remove(const char *name);

#endif
