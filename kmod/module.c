// SPDX-License-Identifier: GPL-2.0
/*
 * Loading and unloading.
 *
 * The kernel object holds no state but what sessions make: it may be loaded
 * and left alone. Each open session pins it, so that unloading finds none.
 */
#include <stapx/abi.h>
#include <stapx/program.h>

#include "kabi/entry.h"
#include "kabi/kprobe.h"
#include "kabi/kretprobe.h"
#include "kabi/lock.h"
#include "kabi/printk.h"
#include "kabi/timer.h"
#include "kabi/work.h"
#include "probe/counter.h"
#include "probe/direct.h"
#include "probe/engine.h"
#include "session/device.h"

#define INFO_(key, text)                                                    \
	static const char info_##key[]                                      \
		__attribute__((section(".stapx.info"), used, aligned(1))) = \
			#key "=" text
#define STRING_(x) #x
#define STRING(x)  STRING_(x)
INFO_(abi, STRING(SX_ABI_VERSION));
INFO_(version, STRING(SX_ABI_VERSION) "." STRING(SX_PROG_VERSION));

int init_module(void);
void cleanup_module(void);

/* Buffers that stand for kernel structs are at least as large as those. */
static int check_sizes(void)
{
	if (sx_mutex_fits() && sx_work_fits() && sx_timer_fits())
		return 0;
	printk("stapx: this kernel's mutex, work_struct or hrtimer is larger "
	       "than this object was built for\n");
	return -E2BIG;
}

int init_module(void)
{
	int err = check_sizes();

	if (err)
		return err;
	sx_entry_init();
	sx_kprobe_init();
	sx_kretprobe_init();
	err = sx_direct_init();
	if (err)
		return err;
	sx_profile_init();
	counters_init();
	/* Last: sessions may open before it returns. */
	err = sx_session_device_register();
	if (err) {
		sx_profile_exit();
		sx_direct_exit();
	}
	return err;
}

void cleanup_module(void)
{
	sx_session_device_unregister();
	sx_process_exit();
	counters_exit();
	sx_profile_exit();
	sx_direct_exit();
}
