/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel headers that know what the kernel object asks and calls. */
#ifndef STAPX_KBUILD_HEADERS_H
#define STAPX_KBUILD_HEADERS_H

#include <linux/capability.h>
#include <linux/cpuhotplug.h>
#include <linux/cred.h>
#include <linux/dcache.h>
#include <linux/delay.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/ftrace.h>
#include <linux/hrtimer.h>
#include <linux/kdebug.h>
#include <linux/kprobes.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/path.h>
#include <linux/pid.h>
#include <linux/printk.h>
#include <linux/rcupdate.h>
#include <linux/rcupdate_trace.h>
#include <linux/rwsem.h>
#include <linux/sched.h>
#include <linux/sched/clock.h>
#include <linux/sched/mm.h>
#include <linux/sched/task.h>
#include <linux/srcu.h>
#include <linux/string.h>
#include <linux/task_work.h>
#include <linux/timekeeping.h>
#include <linux/tracepoint.h>
#include <linux/uaccess.h>
#include <linux/uprobes.h>
#include <linux/vmalloc.h>
#include <linux/workqueue.h>
#include <asm/irq_regs.h>

/* What a kretprobe's instance hangs on (6.1). */
#if __has_include(<linux/rethook.h>)
#include <linux/rethook.h>
#endif

/* The current task and CPU, where they share a struct (6.2 to 6.14). */
#if __has_include(<asm/current.h>)
#include <asm/current.h>
#endif

#endif
