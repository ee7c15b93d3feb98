/* SPDX-License-Identifier: GPL-2.0 */
/* Breakpoints by address, and who wants them. All under direct_mutex. */
#ifndef STAPX_PROBE_DIRECT_TABLE_H
#define STAPX_PROBE_DIRECT_TABLE_H

#include "kabi/pool.h"
#include "probe/direct.h"

/* Adds bp, or puts it in the place of the one at its address. 0, -ENOMEM. */
int direct_table_put(struct direct_family *f, struct direct_bp *bp);
/* Gives f what space sees of its present table. 0, -ENOMEM. */
int direct_table_copy(struct direct_family *f,
		      const struct direct_space *space);
void direct_table_free(struct direct_table *t);
struct direct_user *direct_user_add(struct direct_bp *bp,
				    struct direct_point *dp, u8 role);
/* A hit that stands on it still finds the rest. It is not freed. */
void direct_user_unlink(struct direct_user *u);
/* bp may be NULL. Interrupts off will do, too. */
struct direct_user *direct_user_find(const struct direct_bp *bp,
				     const struct sx_point *pt, u8 role);
void direct_pools_destroy(void);
extern struct sx_pool direct_bp_pool;
extern struct sx_pool direct_user_pool;

/* Makes room for nr breakpoints more. 0, -ENOMEM. */
int direct_table_reserve(struct direct_family *f, u32 nr);
/* False: none is at an address in [start, end). */
bool direct_table_may_hold(const struct direct_table *t, u64 start, u64 end);

#endif
