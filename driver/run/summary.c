// SPDX-License-Identifier: GPL-2.0
/* What was lost, skipped or failed in a session. */
#include "run/summary.h"

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

static void report_missed(const struct summary *s)
{
	u64 missed = 0;
	u32 i;

	for (i = 0; i < s->attached->nr; i++)
		missed += s->points[i].missed;
	if (missed)
		log_warn(
			"%llu hits skipped by the kernel: they came while their CPU was in another probe, or more calls of a function were on their way than its .return.maxactive(N)",
			(unsigned long long)missed);
}

static void report_abandoned(const struct summary *s)
{
	u64 nr = 0;
	u32 i;

	for (i = 0; i < s->attached->nr; i++)
		nr += s->points[i].abandoned;
	if (nr)
		log_info(
			"%llu calls ended without a return: by an exception, longjmp() or the end of their thread, or went on in tail calls",
			(unsigned long long)nr);
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

/* What -t asks for, whatever the number of hits. */
static void report_hits(const struct summary *s)
{
	u32 i;

	for (i = 0; i < s->attached->nr; i++)
		log_note("%llu hits, %llu skipped: %s",
			 (unsigned long long)s->points[i].hits,
			 (unsigned long long)(s->points[i].skipped_busy +
					      s->points[i].skipped_lock +
					      s->points[i].missed),
			 s->attached->rows[i].name);
}

void summary_report(const struct summary *s)
{
	report_skipped(s);
	report_missed(s);
	report_abandoned(s);
	if (s->stats.map_full)
		log_warn(
			"%llu insertions found a full array: raise -D MAXMAPENTRIES (now %u), or the size that the script gives the array",
			(unsigned long long)s->stats.map_full,
			s->maxmapentries);
	if (s->stats.read_faults)
		log_info("%llu reads of user memory failed",
			 (unsigned long long)s->stats.read_faults);
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
