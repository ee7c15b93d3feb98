/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What handlers take of a CPU, in cycles, and their budget of it.
 *
 * Time is cut in windows. When the handlers of a window have taken more than
 * their part, hits are passed over and counted until that is a part of what
 * has gone by again, and a new window begins. Timers are never passed over:
 * they are few, and report what the others have gathered.
 *
 * All but the first and the last with interrupts off, for the CPU's own.
 */
#ifndef STAPX_SESSION_BUDGET_H
#define STAPX_SESSION_BUDGET_H

#include "session/session.h"

struct sx_budget_mark {
	u64 cycles;
	u64 faults;
};

/* Memory for the costs of a CPU. 0 or -ENOMEM. */
int sx_budget_init(const struct sx_session *s, struct sx_cpu *c);

void sx_budget_begin(const struct sx_cpu *c, struct sx_budget_mark *ret);
void sx_budget_end(struct sx_cpu *c, const struct sx_point *pt,
		   const struct sx_budget_mark *mark);

/* False: this hit is passed over, and counted. */
bool sx_budget_may_run(struct sx_cpu *c, const struct sx_point *pt);

/* Adds the rows of one CPU up. */
void sx_budget_add(struct sx_point_cost *sum, const struct sx_point_cost *add,
		   u32 nr);

#endif
