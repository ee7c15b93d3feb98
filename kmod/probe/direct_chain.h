/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel's uprobes at the place of a breakpoint. All under direct_mutex. */
#ifndef STAPX_PROBE_DIRECT_CHAIN_H
#define STAPX_PROBE_DIRECT_CHAIN_H

#include "probe/direct.h"

/* Could a breakpoint share the place with uprobes that came first? */
bool direct_chain_possible(struct mm_struct *mm, u64 addr);
/* Arms a breakpoint where the kernel's int3 stands. 0, -errno. */
int direct_chain(struct direct_family *f, struct direct_bp *bp);
/* Chains the live breakpoints whose places have had uprobes. */
void direct_chain_look(void);
/* A copy of a breakpoint, not published yet, is chained as that is. */
void direct_chain_share(struct direct_bp *copy, const struct direct_bp *bp);
/* Nothing for one that is not chained. */
void direct_unchain(struct direct_bp *bp);
/* Where the kernel lacks what it takes, breakpoints are never chained. */
void direct_chain_init(void);
/* No breakpoint is chained any more; none will be. No session is left. */
void direct_chain_exit(void);

#endif
