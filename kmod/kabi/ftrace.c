// SPDX-License-Identifier: GPL-2.0
/*
 * The function tracer. What it calls gets the registers where SAVE_REGS asks
 * for them: a struct pt_regs, or one that begins with it. PERMANENT: without
 * it, switching the tracer off would end all hits and say nothing.
 */
#include "kabi/ftrace.h"

#include "kabi/kprobe.h"
#include "mem.h"

extern int register_ftrace_function(void *ops) __attribute__((weak));
extern int unregister_ftrace_function(void *ops) __attribute__((weak));
extern void ftrace_free_filter(void *ops) __attribute__((weak));
extern int ftrace_set_filter_ip(void *ops, unsigned long ip, int remove,
				int reset) __attribute__((weak));
extern int ftrace_set_filter_ips(void *ops, unsigned long *ips, u32 nr,
				 int remove, int reset) __attribute__((weak));
KSIG(register_ftrace_function, 1);
KSIG(unregister_ftrace_function, 1);
KSIG(ftrace_free_filter, 1);
KSIG(ftrace_set_filter_ip, 4);
KSIG(ftrace_set_filter_ips, 5);

/* One address at a time copies all those before it. */
#define MOST_AT_ONCE	4096u
#define MOST_ONE_BY_ONE 256u

bool sx_ftrace_available(void)
{
	return sx_kprobe_knows_tracer() && KHAVE(register_ftrace_function) &&
	       KHAVE(unregister_ftrace_function) && KHAVE(ftrace_free_filter) &&
	       KHAVE(ftrace_set_filter_ip) && KSIZE_OPT(ftrace_ops) > 0 &&
	       KSIZE_OPT(ftrace_ops) <=
		       (long)sizeof(((struct sx_ftrace *)0)->kernel) &&
	       KENUM_OR(FTRACE_OPS_FL_SAVE_REGS, 0);
}

u32 sx_ftrace_most(void)
{
	return KHAVE(ftrace_set_filter_ips) ? MOST_AT_ONCE : MOST_ONE_BY_ONE;
}

static void enter(unsigned long ip, unsigned long parent, void *ops,
		  struct pt_regs *regs)
{
	struct sx_ftrace *ft =
		container_of((u64(*)[128])ops, struct sx_ftrace, kernel);

	(void)parent;
	ft->func(ft, ip, regs);
}

static int set_filter(struct sx_ftrace *ft, unsigned long *ips, u32 nr)
{
	int err = 0;
	u32 i;

	if (KHAVE(ftrace_set_filter_ips))
		return ftrace_set_filter_ips(ft->kernel, ips, nr, 0, 1);
	for (i = 0; i < nr && !err; i++)
		err = ftrace_set_filter_ip(ft->kernel, ips[i], 0, 0);
	return err;
}

/*
 * RECURSION_SAFE was how one asked not to be kept from being called again;
 * later that is so without asking.
 */
int sx_ftrace_register(struct sx_ftrace *ft, unsigned long *ips, u32 nr)
{
	int err;

	sx_memset(ft->kernel, 0, sizeof(ft->kernel));
	KFIELD_OPT(void *, ft->kernel, ftrace_ops, func) = enter;
	KFIELD_OPT(unsigned long, ft->kernel, ftrace_ops, flags) =
		KENUM_OR(FTRACE_OPS_FL_SAVE_REGS, 0) |
		KENUM_OR(FTRACE_OPS_FL_RECURSION_SAFE, 0) |
		KENUM_OR(FTRACE_OPS_FL_PERMANENT, 0);
	err = set_filter(ft, ips, nr);
	if (!err)
		err = register_ftrace_function(ft->kernel);
	ft->registered = !err;
	if (err)
		ftrace_free_filter(ft->kernel);
	return err;
}

void sx_ftrace_unregister(struct sx_ftrace *ft)
{
	if (!ft->registered)
		return;
	unregister_ftrace_function(ft->kernel);
	ftrace_free_filter(ft->kernel);
	ft->registered = false;
}
