// SPDX-License-Identifier: GPL-2.0
/*
 * Counters of events. struct perf_event_attr is one of the user ABI's: its
 * first version, which every kernel takes, has 64 bytes. In the kernel all of
 * its own version is copied: zeros stand behind.
 */
#include "kabi/perf.h"

#include "kabi/alloc.h"
#include "kabi/cpu.h"
#include "kabi/sync.h"

extern void *perf_event_create_kernel_counter(void *attr, int cpu, void *task,
					      void *handler, void *context)
	__attribute__((weak));
extern int perf_event_release_kernel(void *event) __attribute__((weak));
KSIG(perf_event_create_kernel_counter, 5);
KSIG(perf_event_release_kernel, 1);

struct attr {
	u32 type;
	u32 size;
	u64 config;
	u64 sample; /* period, or frequency */
	u64 sample_type;
	u64 read_format;
	u64 flags;
	u32 wakeup_events;
	u32 bp_type;
	u64 config1;
};

#define ATTR_PINNED 4u
#define ATTR_FREQ   (1u << 10)

#define ATTR_WORDS 64u /* room for versions to come */

struct handler {
	union {
		struct attr attr;
		u64 space[ATTR_WORDS]; /* size checked */
	};
	void (*func)(void *arg, const struct pt_regs *regs);
	void *arg;
};

bool sx_perf_available(void)
{
	return KHAVE(perf_event_create_kernel_counter) &&
	       KHAVE(perf_event_release_kernel) &&
	       KSIZE_OPT(perf_event_attr) > 0 &&
	       KSIZE_OPT(perf_event_attr) <= (long)(ATTR_WORDS * 8) &&
	       KOFF_OPT(perf_event, overflow_handler_context) >= 0;
}

static struct handler *handler_of(const void *event)
{
	return KFIELD_OPT(struct handler *, event, perf_event,
			  overflow_handler_context);
}

static void overflow(void *event, void *data, struct pt_regs *regs)
{
	const struct handler *h = handler_of(event);
	unsigned long flags = local_irq_save();

	(void)data;
	h->func(h->arg, regs);
	local_irq_restore(flags);
}

int sx_perf_open(const struct sx_perf_attr *attr, u32 cpu,
		 void (*func)(void *arg, const struct pt_regs *regs), void *arg,
		 void **ret)
{
	struct handler *h = sx_alloc(sizeof(*h));
	void *event;

	if (!h)
		return -ENOMEM;
	h->attr.type = attr->type;
	h->attr.size = sizeof(h->attr);
	h->attr.config = attr->config;
	h->attr.sample = attr->period;
	h->attr.flags = ATTR_PINNED | (attr->is_frequency ? ATTR_FREQ : 0);
	h->func = func;
	h->arg = arg;
	event = perf_event_create_kernel_counter(&h->attr, (int)cpu, NULL,
						 overflow, h);
	if (IS_ERR_VALUE(event)) {
		sx_free(h);
		return (int)(long)event;
	}
	*ret = event;
	return 0;
}

void sx_perf_close(void *event)
{
	struct handler *h;

	if (!event)
		return;
	h = handler_of(event);
	perf_event_release_kernel(event);
	/* It was taken off its CPU; an overflow may still be on its way out. */
	sx_synchronize();
	sx_free(h);
}
