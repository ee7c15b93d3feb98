// SPDX-License-Identifier: GPL-2.0
/* Probe points of what happens: what processes do, what is counted. */
#include "script/points_event.h"

#include <limits.h>
#include <stdint.h>
#include <string.h>

int points_resolve_task(struct script *script, struct point *point, s64 event)
{
	const struct component *process = vec_at(&point->components, 0);

	point->kind = SX_PROBE_TASK;
	point->place = SX_POINT_TASK;
	point->param = event;
	point->symbol = "";
	point->path = process->arg_kind == TOK_STR ? process->str : "";
	if (process->arg_kind == TOK_STR && !*process->str)
		return diag_error(script->diag, E_PROBE, process->arg_span,
				  "the name of a program is empty");
	if (process->arg_kind != TOK_NUM)
		return 0;
	if (process->num <= 0 || process->num > INT_MAX)
		return diag_error(script->diag, E_PROBE, process->arg_span,
				  "the number of a process is positive");
	point->pid = (s32)process->num;
	return 0;
}

#define PERF_PERIOD 1000000 /* where a script names none, as in SystemTap */
#define PERF_HZ_MAX 1000000

static int take_perf(struct script *script, struct point *point,
		     const struct component *comp)
{
	if (!strcmp(comp->name, "type")) {
		if (comp->num < 0 || comp->num > UINT16_MAX)
			return diag_error(script->diag, E_PROBE, comp->arg_span,
					  "the type of an event is 0 to 65535");
		point->perf_type = (u16)comp->num;
	} else if (!strcmp(comp->name, "config")) {
		point->param = comp->num;
	} else if (!strcmp(comp->name, "sample")) {
		if (comp->num < 1)
			return diag_error(script->diag, E_PROBE, comp->arg_span,
					  "the number of events from sample to "
					  "sample is at least 1");
		point->random = comp->num;
	} else if (!strcmp(comp->name, "hz")) {
		if (comp->num < 1 || comp->num > PERF_HZ_MAX)
			return diag_error(script->diag, E_PROBE, comp->arg_span,
					  "the frequency of samples is 1 to %d",
					  PERF_HZ_MAX);
		point->random = -comp->num;
	}
	return 0;
}

int points_resolve_perf(struct script *script, struct point *point, s64 event)
{
	int err = 0;
	u32 i;

	point->kind = SX_PROBE_PERF;
	point->perf_type = (u16)(event >> 32);
	point->param = (u32)event;
	point->random = PERF_PERIOD;
	for (i = 0; i < point->components.nr && !err; i++)
		err = take_perf(script, point, vec_at(&point->components, i));
	return err;
}
