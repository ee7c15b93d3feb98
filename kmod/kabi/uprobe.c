// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's own uprobes. uprobe_register() takes (inode, offset, consumer)
 * and returns int; with four parameters it takes (inode, offset,
 * ref_ctr_offset, consumer), returns the uprobe, and unregistering is split.
 */
#include "kabi/uprobe.h"

#include "mem.h"

extern long kuprobe_register(void *inode, s64 offset, u64 a,
			     u64 b) __asm__("uprobe_register")
	__attribute__((weak));
extern void uprobe_unregister(void *inode, s64 offset, void *uc)
	__attribute__((weak));
extern void uprobe_unregister_nosync(void *uprobe, void *uc)
	__attribute__((weak));
extern void uprobe_unregister_sync(void) __attribute__((weak));
extern int uprobe_register_refctr(void *inode, s64 offset, s64 counter,
				  void *uc) __attribute__((weak));

bool sx_uprobe_has_counter(void)
{
	return sx_uprobe_has_handle() || KHAVE(uprobe_register_refctr);
}

bool sx_uprobe_has_handle(void)
{
	return KARGS(uprobe_register) == 4;
}

bool sx_uprobe_available(void)
{
	if (!KHAVE(uprobe_register) || KSIZE_OPT(uprobe_consumer) < 0 ||
	    KSIZE_OPT(uprobe_consumer) >
		    (long)sizeof(((struct sx_uprobe *)0)->consumer))
		return false;
	return sx_uprobe_has_handle() ? KHAVE(uprobe_unregister_nosync) &&
						KHAVE(uprobe_unregister_sync)
				      : KHAVE(uprobe_unregister);
}

#define HANDLER_REMOVE 1

/* A further argument of newer kernels stays unread. */
static int hit(void *consumer, struct pt_regs *regs)
{
	struct sx_uprobe *up =
		container_of(consumer, struct sx_uprobe, consumer);

	return up->func(up, regs) ? 0 : HANDLER_REMOVE;
}

/* A context stood between the two while there was an enum of contexts. */
static bool filter(void *consumer, u64 a, u64 b)
{
	bool has_context = KENUM_OR(UPROBE_FILTER_MMAP, 99) != 99;
	struct sx_uprobe *up =
		container_of(consumer, struct sx_uprobe, consumer);

	return up->wants(up, (const struct mm_struct *)(has_context ? b : a));
}

static int do_register(struct sx_uprobe *up)
{
	s64 offset = (s64)up->place.offset;
	u64 uc = (u64)up->consumer;
	long ret;

	if (up->counter && !sx_uprobe_has_counter())
		return -EOPNOTSUPP;
	if (!sx_uprobe_has_handle() && up->counter)
		return uprobe_register_refctr(up->place.inode, offset,
					      (s64)up->counter, up->consumer);
	if (!sx_uprobe_has_handle())
		return (int)kuprobe_register(up->place.inode, offset, uc, 0);
	ret = kuprobe_register(up->place.inode, offset, up->counter, uc);
	if (IS_ERR_VALUE(ret))
		return (int)ret;
	up->handle = (void *)ret;
	return 0;
}

int sx_uprobe_register(struct sx_uprobe *up)
{
	int err;

	sx_memset(up->consumer, 0, sizeof(up->consumer));
	KFIELD_OPT(void *, up->consumer, uprobe_consumer, handler) = hit;
	if (up->wants)
		KFIELD_OPT(void *, up->consumer, uprobe_consumer, filter) =
			filter;
	err = do_register(up);
	up->registered = !err;
	if (err)
		sx_place_put(&up->place);
	return err;
}

void sx_uprobe_unregister(struct sx_uprobe *up)
{
	if (!up->registered)
		return;
	if (sx_uprobe_has_handle()) {
		uprobe_unregister_nosync(up->handle, up->consumer);
		uprobe_unregister_sync();
	} else {
		uprobe_unregister(up->place.inode, (s64)up->place.offset,
				  up->consumer);
	}
	up->registered = false;
	sx_place_put(&up->place);
}
