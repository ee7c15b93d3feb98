// SPDX-License-Identifier: GPL-2.0
/* The order in which the handlers of a session's begin and end run. */
#include "handlers.h"

static int is_after(const struct sx_program *prog, u32 i, u32 last)
{
	s64 seq, last_seq;

	if (last == SX_HANDLERS_START)
		return 1;
	seq = prog->probes[i].param;
	last_seq = prog->probes[last].param;
	return seq > last_seq || (seq == last_seq && i > last);
}

u32 sx_handlers_next(const struct sx_program *prog, u32 kind, u32 last)
{
	u32 best = prog->probes_nr;
	u32 i;

	for (i = 0; i < prog->probes_nr; i++) {
		if (prog->probes[i].kind != kind || !is_after(prog, i, last))
			continue;
		if (best == prog->probes_nr ||
		    prog->probes[i].param < prog->probes[best].param)
			best = i;
	}
	return best;
}
