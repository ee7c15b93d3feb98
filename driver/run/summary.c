// SPDX-License-Identifier: GPL-2.0
/* What was lost, skipped or failed in a session. */
#include "run/summary.h"

#include <stddef.h>
#include <string.h>

#include <stapx/limits.h>

#include "base/log.h"

/* -s takes megabytes: the next size after the present one. */
static u32 larger_mb(u32 ring_bytes)
{
	u32 mb = ring_bytes >> 19;

	return mb ? mb : 1;
}

void summary_lost(u64 lost, u32 ring_bytes)
{
	if (ring_bytes >= SX_RING_BYTES_MAX)
		log_warn(
			"%llu output records lost: print less, or aggregate in the script",
			(unsigned long long)lost);
	else
		log_warn(
			"%llu output records lost: use a larger -s (now %u KB of each CPU, try -s %u)",
			(unsigned long long)lost, ring_bytes >> 10,
			larger_mb(ring_bytes));
}

static void report_skipped(const struct summary *s)
{
	u64 busy = 0;
	u64 lock = 0;
	u64 missed = 0;
	u32 i;

	for (i = 0; i < s->attached->nr; i++) {
		busy += s->points[i].skipped_busy;
		lock += s->points[i].skipped_lock;
		missed += s->points[i].missed;
	}
	if (s->errors || busy || lock || missed)
		log_warn("number of errors: %u, skipped probes: %llu",
			 s->errors, (unsigned long long)(busy + lock + missed));
	if (busy)
		log_warn(
			"%llu hits skipped: they came while their CPU was in a handler",
			(unsigned long long)busy);
	if (lock)
		log_warn(
			"%llu hits skipped: a global was locked for too long: count with statistics (<<<), which need no lock, or make the handlers that hold it shorter",
			(unsigned long long)lock);
}

/* A counter of all places, by its offset in struct sx_point_stats. */
static unsigned long long sum_of(const struct summary *s, size_t off)
{
	unsigned long long sum = 0;
	u64 one;
	u32 i;

	for (i = 0; i < s->attached->nr; i++) {
		memcpy(&one, (const char *)&s->points[i] + off, sizeof(one));
		sum += one;
	}
	return sum;
}

#define SUM(s, member) sum_of(s, offsetof(struct sx_point_stats, member))

/* What engines count beside hits. */
static void report_losses(const struct summary *s)
{
	unsigned long long missed = SUM(s, missed);
	unsigned long long unplaced = SUM(s, unplaced);
	unsigned long long abandoned = SUM(s, abandoned);

	if (missed)
		log_warn(
			"%llu hits skipped by the kernel: they came while their CPU was in another probe, or more calls of a function were on their way than its .return.maxactive(N)",
			missed);
	if (unplaced)
		log_warn(
			"%llu times a process mapped a file and could not be probed there: -t tells which places",
			unplaced);
	if (abandoned)
		log_info(
			"%llu calls ended without a return: by an exception, longjmp() or the end of their thread, or went on in tail calls",
			abandoned);
}

static void report_no_hits(const struct summary *s)
{
	u32 i;

	for (i = 0; i < s->attached->nr; i++) {
		const struct sx_point_stats *p = &s->points[i];

		if (!p->hits && !p->skipped_busy && !p->skipped_lock &&
		    !p->missed)
			log_info("0 hits: %s", s->attached->rows[i].name);
	}
}

static unsigned long long skipped_of(const struct sx_point_stats *p)
{
	return p->skipped_busy + p->skipped_lock + p->missed;
}

static void report_cost(const struct sx_point_stats *p,
			const struct sx_point_cost *cost, const char *name)
{
	u64 runs = p->hits ? p->hits : 1;

	log_note("%10llu %9llu %9llu %7llu %9llu %9llu %9llu  %s",
		 (unsigned long long)p->hits, skipped_of(p),
		 (unsigned long long)cost->throttled,
		 (unsigned long long)cost->faults,
		 (unsigned long long)cost->cycles_min,
		 (unsigned long long)(cost->cycles / runs),
		 (unsigned long long)cost->cycles_max, name);
}

/* What -t asks for, whatever the number of hits. */
static void report_hits(const struct summary *s)
{
	u32 i;

	if (s->costs)
		log_note("%10s %9s %9s %7s %9s %9s %9s  %s", "hits", "skipped",
			 "throttled", "faults", "min", "avg", "max cycles",
			 "probe");
	for (i = 0; i < s->attached->nr; i++) {
		const struct sx_point_stats *p = &s->points[i];
		const char *name = s->attached->rows[i].name;

		if (s->costs)
			report_cost(p, &s->costs[i], name);
		else
			log_note("%llu hits, %llu skipped: %s",
				 (unsigned long long)p->hits, skipped_of(p),
				 name);
		if (p->unplaced)
			log_note("%llu times not placed: %s",
				 (unsigned long long)p->unplaced, name);
	}
}

/* What counts and sums stand for. */
static void report_throttled(const struct summary *s)
{
	u64 throttled = 0;
	u64 hits = 0;
	u32 i;

	for (i = 0; s->costs && i < s->attached->nr; i++) {
		if (!s->costs[i].throttled)
			continue;
		throttled += s->costs[i].throttled;
		hits += s->points[i].hits;
	}
	if (!throttled)
		return;
	log_warn(
		"%llu of %llu hits were passed over, to keep handlers below %u %% of each CPU: what they count is %.1f %% of what there was (--max-overhead)",
		(unsigned long long)throttled,
		(unsigned long long)(throttled + hits), s->overhead,
		100.0 * (double)hits / (double)(throttled + hits));
}

void summary_report(const struct summary *s)
{
	report_skipped(s);
	report_losses(s);
	report_throttled(s);
	if (s->stats.map_full)
		log_warn(
			"%llu insertions found a full array: raise -D MAXMAPENTRIES (now %u), or the size that the script gives the array",
			(unsigned long long)s->stats.map_full,
			s->maxmapentries);
	if (s->stats.read_faults)
		log_info("%llu reads of user memory failed",
			 (unsigned long long)s->stats.read_faults);
	if (s->stats.no_entry)
		log_warn(
			"%llu returns skipped: the entry of their calls was not seen",
			(unsigned long long)s->stats.no_entry);
	if (s->lost)
		summary_lost(s->lost, s->ring_bytes);
	if (s->damaged)
		log_warn(
			"%llu output records were unreadable: the loaded kernel object and this stapx do not fit together: run 'stapx kload --unload' and try again",
			(unsigned long long)s->damaged);
	if (s->timing)
		report_hits(s);
	else
		report_no_hits(s);
}
