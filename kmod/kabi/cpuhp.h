/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Doing something on each CPU for as long as it is online: an instance of one
 * state of the kernel's machine for CPU hotplug.
 */
#ifndef STAPX_KABI_CPUHP_H
#define STAPX_KABI_CPUHP_H

#include "kabi/fact.h"

/*
 * Called in a thread of that CPU when it has come or is about to go; may
 * sleep. online is not called twice without offline in between.
 */
struct sx_cpuhp;
struct sx_cpuhp_ops {
	void (*online)(struct sx_cpuhp *hp, u32 cpu);
	void (*offline)(struct sx_cpuhp *hp, u32 cpu);
};

struct sx_cpuhp {
	void *node[2]; /* struct hlist_node */
	const struct sx_cpuhp_ops *ops; /* written before it is added */
};

/* Once, when loading and unloading. Without the kernel's part: nothing. */
void sx_cpuhp_init(void);
void sx_cpuhp_exit(void);

bool sx_cpuhp_available(void);

/*
 * add has called online on every CPU that is online when it returns, remove
 * has called offline there. add: 0 or -errno. Sleep.
 */
int sx_cpuhp_add(struct sx_cpuhp *hp);
void sx_cpuhp_remove(struct sx_cpuhp *hp);

#endif
