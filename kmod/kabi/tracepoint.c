// SPDX-License-Identifier: GPL-2.0
/*
 * Tracepoints by name. The registration functions take (name, probe) up to
 * 2.6.34, (name, probe, data) up to 3.14, (struct tracepoint *, probe, data)
 * since; the parameters' count and names tell which.
 */
#include "kabi/tracepoint.h"

#include "kabi/sync.h"
#include "mem.h"

extern void for_each_kernel_tracepoint(void (*func)(void *tp, void *priv),
				       void *priv) __attribute__((weak));
extern int tracepoint_probe_register(const void *tp, void *func, void *data);
extern int tracepoint_probe_unregister(const void *tp, void *func, void *data);
extern void synchronize_srcu(void *srcu) __attribute__((weak));
extern char tracepoint_srcu[] __attribute__((weak));
KSIG(for_each_kernel_tracepoint, 2);

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

void sx_tracepoint_synchronize(void)
{
	if (KHAVE(tracepoint_srcu) && KHAVE(synchronize_srcu))
		synchronize_srcu(tracepoint_srcu);
	sx_synchronize();
}
