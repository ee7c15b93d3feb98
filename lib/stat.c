// SPDX-License-Identifier: GPL-2.0
/* Statistics of one CPU, and of all together. */
#include "stat.h"
#include "hist.h"
#include "hist_pool.h"
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

/* count has the sample already. Everything wraps. */
static void add_moments(struct sx_moments *m, s64 count, u64 shifted)
{
	u64 delta;

	if (count == 1) {
		m->mean = (s64)shifted;
		m->squares = 0;
		return;
	}
	delta = shifted - (u64)m->mean;
	m->mean = (s64)((u64)m->mean + (u64)((s64)delta / count));
	m->squares = (s64)((u64)m->squares + delta * (shifted - (u64)m->mean));
}

static SX_COLD void add_extras(struct sx_object *o, struct sx_part *part,
			       u32 entry, s64 value)
{
	if (o->moments_off)
		add_moments(sx_object_moments(o, part, entry),
			    part->stat[entry].count,
			    (u64)value << o->row->bit_shift);
	if (o->hist_nr)
		sx_hist_pool_add(o, part, entry, sx_hist_bucket(o->row, value));
}

void sx_stat_add(struct sx_object *o, u32 entry, u32 cpu, s64 value)
{
	struct sx_part *part = sx_object_part(o, cpu);

	add_sample(&part->stat[entry], value);
	if (o->has_extras)
		add_extras(o, part, entry, value);
}

static void merge_one(struct sx_stat_total *to, const struct sx_stat *s)
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

/* Squared differences of one CPU's samples from the mean of all. */
static u64 pooled_squares(const struct sx_stat *s, const struct sx_moments *m,
			  u64 mean)
{
	u64 apart = (u64)m->mean - mean, own = 0;

	if (s->count > 1)
		own = (u64)(m->squares / (s->count - 1)) * (u64)(s->count - 1);
	return own + (u64)s->count * apart * apart;
}

static s64 variance(const struct sx_object *o, u32 entry,
		    const struct sx_stat_total *all)
{
	u32 shift = o->row->bit_shift, cpu;
	u64 squares = 0, mean;

	if (all->count < 2)
		return all->count ? -1 : 0;
	mean = (u64)((s64)((u64)all->sum << shift) / all->count);
	for (cpu = 0; cpu < o->nr_cpus; cpu++) {
		struct sx_part *part = sx_object_part(o, cpu);

		if (part->stat[entry].count)
			squares += pooled_squares(
				&part->stat[entry],
				sx_object_moments(o, part, entry), mean);
	}
	/* A shift of a whole word or more leaves the sign. */
	shift = 2 * shift < 63 ? 2 * shift : 63;
	return ((s64)squares / (all->count - 1)) >> shift;
}

void sx_stat_merge(const struct sx_object *o, u32 entry,
		   struct sx_stat_total *ret)
{
	u32 cpu;

	sx_memset(ret, 0, sizeof(*ret));
	for (cpu = 0; cpu < o->nr_cpus; cpu++)
		merge_one(ret, &sx_object_part(o, cpu)->stat[entry]);
	if (o->moments_off)
		ret->variance = variance(o, entry, ret);
}

u64 sx_stat_merge_bucket(const struct sx_object *o, u32 entry, u32 bucket)
{
	return sx_hist_pool_read(o, entry, bucket);
}

void sx_stat_merge_hist(const struct sx_object *o, u32 entry, u64 *ret)
{
	u32 i;

	for (i = 0; i < o->hist_nr; i++)
		ret[i] = sx_hist_pool_read(o, entry, i);
}

void sx_stat_clear(struct sx_object *o, u32 entry)
{
	u32 cpu;

	for (cpu = 0; cpu < o->nr_cpus; cpu++)
		sx_object_part(o, cpu)->stat[entry].count = 0;
	if (o->hist_nr)
		sx_hist_pool_clear(o, entry);
}

int sx_stat_aggregate(const struct sx_stat_total *s, u32 agg, s64 *ret)
{
	switch (agg) {
	case SX_AGG_COUNT:
		*ret = s->count;
		return 0;
	case SX_AGG_SUM:
		*ret = s->sum;
		return 0;
	case SX_AGG_MIN:
		*ret = s->min;
		break;
	case SX_AGG_MAX:
		*ret = s->max;
		break;
	case SX_AGG_AVG:
		*ret = s->count ? s->sum / s->count : 0;
		break;
	default:
		*ret = s->variance;
	}
	return s->count ? 0 : -1;
}
