// SPDX-License-Identifier: GPL-2.0
/* Waiting until nobody can still be using what was unpublished. */
#include "kabi/sync.h"

extern int schedule_on_each_cpu(void (*func)(void *work));
KSIG(schedule_on_each_cpu, 1);

static void do_nothing(void *work)
{
	(void)work;
}

void sx_synchronize_cpus(void)
{
	/* Out of memory: RCU alone leaves only a full-dynticks CPU's entry. */
	if (schedule_on_each_cpu(do_nothing))
		sx_synchronize();
}
