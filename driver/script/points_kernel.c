// SPDX-License-Identifier: GPL-2.0
/* Probe points in the kernel: functions, their returns, tracepoints. */
#include "script/points_kernel.h"

#include <errno.h>
#include <string.h>

#define MAXACTIVE_MAX 4096 /* calls of a function that are watched at once */

static int check_symbol(struct script *script, const struct component *comp)
{
	if (!*comp->str)
		return diag_error(script->diag, E_PROBE, comp->arg_span,
				  "the name of a %s is empty",
				  !strcmp(comp->name, "trace") ? "tracepoint"
							       : "function");
	if (!strchr(comp->str, '@'))
		return 0;
	diag_error(
		script->diag, E_PROBE, comp->arg_span,
		"a function of one source file (NAME@FILE) needs debug "
		"information of the kernel, which this version does not read");
	diag_note(script->diag, "name the function without '@'");
	return -EINVAL;
}

static int take(struct script *script, struct point *point,
		const struct component *comp)
{
	if (!strcmp(comp->name, "module")) {
		point->path = comp->str;
		return 0;
	}
	if (!strcmp(comp->name, "function") || !strcmp(comp->name, "trace")) {
		point->symbol = comp->str;
		return check_symbol(script, comp);
	}
	if (strcmp(comp->name, "maxactive"))
		return 0;
	if (comp->num < 1 || comp->num > MAXACTIVE_MAX)
		return diag_error(script->diag, E_PROBE, comp->arg_span,
				  "maxactive must be 1 to %d", MAXACTIVE_MAX);
	point->param = comp->num;
	return 0;
}

int points_resolve_kernel(struct script *script, struct point *point, u8 place)
{
	const struct component *first = vec_at(&point->components, 0);
	int err = 0;
	u32 i;

	point->kind = SX_PROBE_KERNEL;
	point->place = place;
	point->path = strcmp(first->name, "kprobe") ? "" : SX_POINT_ANY_MODULE;
	for (i = 0; i < point->components.nr && !err; i++)
		err = take(script, point, vec_at(&point->components, i));
	return err;
}
