// SPDX-License-Identifier: GPL-2.0
/*
 * Tracepoints by name. The registration functions take (name, probe) up to
 * 2.6.34, (name, probe, data) up to 3.14, (struct tracepoint *, probe, data)
 * since; the parameters' count and names tell which.
 */
#include "kabi/tracepoint.h"

#include "kabi/cpu.h"
#include "kabi/sync.h"
#include "kabi/uaccess.h"
#include "mem.h"

extern void for_each_kernel_tracepoint(void (*func)(void *tp, void *priv),
				       void *priv) __attribute__((weak));
extern int tracepoint_probe_register(const void *tp, void *func, void *data);
extern int tracepoint_probe_unregister(const void *tp, void *func, void *data);
extern void synchronize_srcu(void *srcu) __attribute__((weak));
extern char tracepoint_srcu[] __attribute__((weak));
extern char rcu_tasks_trace_srcu_struct[] __attribute__((weak));
extern void synchronize_rcu_tasks_trace(void) __attribute__((weak));
extern void *__module_address(unsigned long addr) __attribute__((weak));
extern bool try_module_get(void *module) __attribute__((weak));
extern void module_put(void *module) __attribute__((weak));
KSIG(for_each_kernel_tracepoint, 2);
KSIG(__module_address, 1);
KSIG(try_module_get, 1);
KSIG(module_put, 1);

struct search {
	const char *name;
	void *found;
};

static bool name_equal(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return *a == *b;
}

static void match(void *tp, void *priv)
{
	struct search *s = priv;

	if (name_equal(KFIELD(const char *, tp, tracepoint, name), s->name))
		s->found = tp;
}

/* What the registration functions want as their first argument. */
static const void *handle_of(const char *name)
{
	struct search s = { name, NULL };

	if (KARGS(tracepoint_probe_register) == 2 ||
	    KPARAM(tracepoint_probe_register, name))
		return name;
	if (KHAVE(for_each_kernel_tracepoint))
		for_each_kernel_tracepoint(match, &s);
	return s.found;
}

int sx_tracepoint_register(const char *name, void *func, void *func_nodata,
			   void *data)
{
	const void *tp = handle_of(name);

	if (!tp)
		return -ENOENT;
	if (KARGS(tracepoint_probe_register) == 2)
		func = func_nodata;
	return tracepoint_probe_register(tp, func, data);
}

void sx_tracepoint_unregister(const char *name, void *func, void *func_nodata,
			      void *data)
{
	const void *tp = handle_of(name);

	if (!tp)
		return;
	if (KARGS(tracepoint_probe_register) == 2)
		func = func_nodata;
	tracepoint_probe_unregister(tp, func, data);
}

bool sx_tracepoint_available(void)
{
	return KARGS(tracepoint_probe_register) != 2;
}

/* The module that holds addr, with a reference; NULL: it is going, or none. */
static void *get_module(u64 addr)
{
	unsigned long flags;
	void *module;

	if (!KHAVE(__module_address) || !KHAVE(try_module_get) ||
	    !KHAVE(module_put))
		return NULL;
	flags = local_irq_save();
	module = __module_address(addr);
	if (module && !try_module_get(module))
		module = NULL;
	local_irq_restore(flags);
	return module;
}

/* Is it a struct tracepoint of that name? The address is user space's. */
static bool is_called(u64 addr, const char *name)
{
	u64 text;
	char c;

	if (sx_probe_read_kernel(&text, addr + KOFF(tracepoint, name),
				 sizeof(text)))
		return false;
	do {
		if (sx_probe_read_kernel(&c, text++, 1) || c != *name++)
			return false;
	} while (c);
	return true;
}

static int find_in_module(struct sx_tracepoint *tp, const char *name, u64 addr)
{
	tp->module = get_module(addr);
	if (!tp->module || !is_called(addr, name))
		return -ENOENT;
	tp->handle = KPARAM(tracepoint_probe_register, name)
			     ? name
			     : (const void *)addr;
	return 0;
}

int sx_tracepoint_open(struct sx_tracepoint *tp, const char *name, u64 addr,
		       void *func, void *data)
{
	int err = 0;

	if (addr)
		err = find_in_module(tp, name, addr);
	else
		tp->handle = handle_of(name);
	if (!err)
		err = tp->handle ? tracepoint_probe_register(tp->handle, func,
							     data)
				 : -ENOENT;
	if (err) {
		sx_tracepoint_close(tp);
		return err;
	}
	tp->func = func;
	tp->data = data;
	return 0;
}

void sx_tracepoint_remove(struct sx_tracepoint *tp)
{
	if (tp->func)
		tracepoint_probe_unregister(tp->handle, tp->func, tp->data);
	tp->func = NULL;
}

void sx_tracepoint_close(struct sx_tracepoint *tp)
{
	if (tp->module)
		module_put(tp->module);
	tp->module = NULL;
}

/*
 * Their functions are called under RCU or under one of two forms of SRCU,
 * those of system calls (6.13) under tasks-trace RCU, which became an SRCU.
 */
void sx_tracepoint_synchronize(void)
{
	if (KHAVE(tracepoint_srcu) && KHAVE(synchronize_srcu))
		synchronize_srcu(tracepoint_srcu);
	if (KHAVE(rcu_tasks_trace_srcu_struct) && KHAVE(synchronize_srcu))
		synchronize_srcu(rcu_tasks_trace_srcu_struct);
	else if (KHAVE(synchronize_rcu_tasks_trace))
		synchronize_rcu_tasks_trace();
	sx_synchronize();
}
