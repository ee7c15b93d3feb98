/* SPDX-License-Identifier: GPL-2.0 */
/* Code of the kernel that must not be probed, as the kernel tells in debugfs. */
#ifndef STAPX_KERNELSYM_BLACKLIST_H
#define STAPX_KERNELSYM_BLACKLIST_H

#include <stdbool.h>

#include <stapx/types.h>

struct blacklist {
	struct blacklist_range {
		u64 start;
		u64 end; /* behind the last byte */
	} * rows; /* ascending */
	u32 nr;
};

/*
 * NULL: where debugfs usually is. Empty where it cannot be read: the kernel
 * refuses such code in any case. 0 or -ENOMEM.
 */
int blacklist_read(const char *path, struct blacklist *ret);
void blacklist_deinit(struct blacklist *list);

bool blacklist_has(const struct blacklist *list, u64 addr);

#endif
