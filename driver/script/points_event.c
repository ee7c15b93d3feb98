// SPDX-License-Identifier: GPL-2.0
/* Probe points of what happens: what processes do. */
#include "script/points_event.h"

#include <limits.h>

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
