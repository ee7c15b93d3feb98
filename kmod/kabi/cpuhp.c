// SPDX-License-Identifier: GPL-2.0
/* Each CPU, as long as it is online. */
#include "kabi/cpuhp.h"

extern int __cpuhp_setup_state(u32 state, const char *name, bool invoke,
			       void *startup, void *teardown, bool multi)
	__attribute__((weak));
extern void __cpuhp_remove_state(u32 state, bool invoke) __attribute__((weak));
extern int __cpuhp_state_add_instance(u32 state, void *node, bool invoke)
	__attribute__((weak));
extern int __cpuhp_state_remove_instance(u32 state, void *node, bool invoke)
	__attribute__((weak));
KSIG(__cpuhp_setup_state, 6);
KSIG(__cpuhp_remove_state, 2);
KSIG(__cpuhp_state_add_instance, 3);
KSIG(__cpuhp_state_remove_instance, 3);

static u32 state; /* 0: there is none; written when loading */

static int come(u32 cpu, void *node)
{
	struct sx_cpuhp *hp =
		container_of((void *(*)[2])node, struct sx_cpuhp, node);

	hp->ops->online(hp, cpu);
	return 0;
}

static int go(u32 cpu, void *node)
{
	struct sx_cpuhp *hp =
		container_of((void *(*)[2])node, struct sx_cpuhp, node);

	hp->ops->offline(hp, cpu);
	return 0;
}

void sx_cpuhp_init(void)
{
	u32 wanted = (u32)KENUM_OR(CPUHP_AP_ONLINE_DYN, 0);
	int got;

	if (!wanted || !KHAVE(__cpuhp_setup_state) ||
	    !KHAVE(__cpuhp_remove_state) ||
	    !KHAVE(__cpuhp_state_add_instance) ||
	    !KHAVE(__cpuhp_state_remove_instance))
		return;
	got = __cpuhp_setup_state(wanted, "stapx:online", false, come, go,
				  true);
	if (got > 0)
		state = (u32)got;
}

void sx_cpuhp_exit(void)
{
	if (state)
		__cpuhp_remove_state(state, false);
	state = 0;
}

bool sx_cpuhp_available(void)
{
	return state;
}

int sx_cpuhp_add(struct sx_cpuhp *hp)
{
	return __cpuhp_state_add_instance(state, hp->node, true);
}

void sx_cpuhp_remove(struct sx_cpuhp *hp)
{
	__cpuhp_state_remove_instance(state, hp->node, true);
}
