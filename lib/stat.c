// SPDX-License-Identifier: GPL-2.0
/* Statistics of one CPU, and of all together. */
#include "stat.h"
#include "hist.h"
#include "object.h"

static void add_sample(struct sx_stat *s, s64 value)
{
	if (!s->count) {
		s->count = 1;
		s->sum = s->min = s->max = value;
		return;
	}
	s->count++;
	s->sum = (s64)((u64)s->sum + (u64)value);
	if (value < s->min)
		s->min = value;
	if (value > s->max)
		s->max = value;
}

/* Buckets of a map's entry are shared: several CPUs may add at once. */
static void add_to_hist(struct sx_object *o, u32 entry, u32 cpu, s64 value)
{
	u32 bucket = sx_hist_bucket(o->row, value);

	if (!entry) {
		sx_object_cpu_hist(o, cpu)[bucket]++;
		return;
	}
	__atomic_fetch_add(&o->hists[(u64)(entry - 1) * o->hist_nr + bucket], 1,
			   __ATOMIC_RELAXED);
}

void sx_stat_add(struct sx_object *o, u32 entry, u32 cpu, s64 value)
{
	add_sample(&sx_object_part(o, cpu)->stat[entry], value);
	if (o->hist_nr)
		add_to_hist(o, entry, cpu, value);
}

static void merge_one(struct sx_stat *to, const struct sx_stat *s)
{
	if (!s->count)
		return;
	if (!to->count || s->min < to->min)
		to->min = s->min;
	if (!to->count || s->max > to->max)
		to->max = s->max;
	to->count += s->count;
	to->sum = (s64)((u64)to->sum + (u64)s->sum);
}

void sx_stat_merge(const struct sx_object *o, u32 entry, struct sx_stat *ret)
{
	u32 cpu;

	sx_memset(ret, 0, sizeof(*ret));
	for (cpu = 0; cpu < o->nr_cpus; cpu++)
		merge_one(ret, &sx_object_part(o, cpu)->stat[entry]);
}

static u64 merge_bucket(const struct sx_object *o, u32 entry, u32 bucket)
{
	u64 sum = 0;
	u32 cpu;

	if (entry)
		return o->hists[(u64)(entry - 1) * o->hist_nr + bucket];
	for (cpu = 0; cpu < o->nr_cpus; cpu++)
		sum += sx_object_cpu_hist(o, cpu)[bucket];
	return sum;
}

void sx_stat_merge_hist(const struct sx_object *o, u32 entry, u64 *ret)
{
	u32 i;

	for (i = 0; i < o->hist_nr; i++)
		ret[i] = merge_bucket(o, entry, i);
}

void sx_stat_clear(struct sx_object *o, u32 entry)
{
	u32 cpu;

	for (cpu = 0; cpu < o->nr_cpus; cpu++) {
		sx_object_part(o, cpu)->stat[entry].count = 0;
		if (!entry && o->hist_nr)
			sx_memset(sx_object_cpu_hist(o, cpu), 0,
				  sizeof(u64) * o->hist_nr);
	}
	if (entry && o->hist_nr)
		sx_memset(o->hists + (u64)(entry - 1) * o->hist_nr, 0,
			  sizeof(u64) * o->hist_nr);
}

int sx_stat_aggregate(const struct sx_stat *s, u32 agg, s64 *ret)
{
	*ret = 0;
	if (agg == SX_AGG_COUNT) {
		*ret = s->count;
		return 0;
	}
	if (agg == SX_AGG_SUM) {
		*ret = s->sum;
		return 0;
	}
	if (!s->count)
		return -1;
	if (agg == SX_AGG_MIN)
		*ret = s->min;
	else if (agg == SX_AGG_MAX)
		*ret = s->max;
	else
		*ret = s->sum / s->count;
	return 0;
}
