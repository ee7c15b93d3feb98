// SPDX-License-Identifier: GPL-2.0
/* What handlers take of a CPU, and their budget of it. */
#include "session/budget.h"

#include "kabi/clock.h"
#include "probe/engine.h"

#define WINDOW (1ull << 26) /* cycles: some 20 ms */
#define PARTS  100u

int sx_budget_init(const struct sx_session *s, struct sx_cpu *c)
{
	c->costs = sx_alloc((u64)s->points_nr * sizeof(*c->costs));
	if (!c->costs)
		return -ENOMEM;
	if (s->set.overhead < PARTS)
		c->budget = WINDOW / PARTS * s->set.overhead;
	c->busy = SX_CPU_MEASURED;
	return 0;
}

void sx_budget_begin(const struct sx_cpu *c, struct sx_budget_mark *ret)
{
	ret->faults = c->vm->count.read_faults;
	ret->cycles = get_cycles();
}

/* A long handler pays for itself, too. */
static void spend(struct sx_cpu *c, u64 now, u64 cycles)
{
	u64 window;

	if (now - c->window > WINDOW) {
		c->window = now - cycles;
		c->spent = 0;
	}
	c->spent += cycles;
	if (c->spent <= c->budget)
		return;
	window = c->spent / (c->budget / (WINDOW / PARTS)) * PARTS;
	c->resume = c->window + (window > WINDOW ? window : WINDOW);
}

void sx_budget_end(struct sx_cpu *c, const struct sx_point *pt,
		   const struct sx_budget_mark *mark)
{
	struct sx_point_cost *cost = &c->costs[pt->index];
	u64 now = get_cycles();
	u64 cycles = now - mark->cycles;

	cost->faults += c->vm->count.read_faults - mark->faults;
	cost->cycles += cycles;
	if (!cost->cycles_min || cycles < cost->cycles_min)
		cost->cycles_min = cycles;
	if (cycles > cost->cycles_max)
		cost->cycles_max = cycles;
	if (c->budget)
		spend(c, now, cycles);
}

bool sx_budget_may_run(struct sx_cpu *c, const struct sx_point *pt)
{
	if (!c->resume)
		return true;
	if (get_cycles() >= c->resume) {
		c->resume = 0;
		c->window = 0;
		return true;
	}
	if (pt->decl->kind == SX_PROBE_TIMER)
		return true;
	c->costs[pt->index].throttled++;
	return false;
}

void sx_budget_add(struct sx_point_cost *sum, const struct sx_point_cost *add,
		   u32 nr)
{
	u32 i;

	for (i = 0; i < nr; i++) {
		u64 least = READ_ONCE(add[i].cycles_min);
		u64 most = READ_ONCE(add[i].cycles_max);

		sum[i].throttled += READ_ONCE(add[i].throttled);
		sum[i].faults += READ_ONCE(add[i].faults);
		sum[i].cycles += READ_ONCE(add[i].cycles);
		if (least && (!sum[i].cycles_min || least < sum[i].cycles_min))
			sum[i].cycles_min = least;
		if (most > sum[i].cycles_max)
			sum[i].cycles_max = most;
	}
}
