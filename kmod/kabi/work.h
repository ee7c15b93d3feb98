/* SPDX-License-Identifier: GPL-2.0 */
/* Work for a kernel thread: what has to sleep but was noticed where none may. */
#ifndef STAPX_KABI_WORK_H
#define STAPX_KABI_WORK_H

#include "kabi/fact.h"

struct sx_work {
	u64 kernel[16]; /* struct work_struct; size checked when loading */
	void (*func)(struct sx_work *work);
};

void sx_work_init_class(struct sx_work *work,
			void (*func)(struct sx_work *work), void *key);

/* Where lockdep exists each call site is a class of its own. */
#define sx_work_init(work, func)                        \
	do {                                            \
		static u64 key_[8];                     \
		sx_work_init_class((work), func, key_); \
	} while (0)

/* Any context with interrupts off or on; nothing happens if it is queued. */
void sx_work_queue(struct sx_work *work);

/* Waits until it is neither queued nor running. Sleeps. */
void sx_work_flush(struct sx_work *work);

static inline bool sx_work_fits(void)
{
	return KSIZE(work_struct) <= sizeof(((struct sx_work *)0)->kernel);
}

#endif
