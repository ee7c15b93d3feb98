/* SPDX-License-Identifier: GPL-2.0 */
/*
 * /dev/stapx: one open file is one session. Calls in order:
 *
 *   open -> VERSION -> LOAD -> (ATTACH | BASE | MODULE | LOOK | COUNTER)*
 *        -> START -> (BASE | LOOK | STATS | DUMP)* -> STOP -> close
 *
 * LOAD copies and verifies the program and allocates all memory. ATTACH
 * prepares one place, BASE tells where a file is mapped. START runs the begin
 * handlers and arms every place; STOP disarms and runs the end handlers.
 * close() does what is left of STOP without running handlers, at any point,
 * also when the process was killed.
 *
 * All structures have the same layout for every caller of this ABI version;
 * lengths, counts and pointers from user space are checked, reserved fields
 * must be 0. Errors are -errno of the ioctl.
 *
 * mmap offsets: SX_MMAP_STATUS maps struct sx_status (read-only);
 * SX_MMAP_RINGS + cpu * info.ring_stride maps the ring of one possible CPU:
 * one page struct sx_ring_shm, then info.ring_bytes of records.
 */
#ifndef STAPX_ABI_H
#define STAPX_ABI_H

#include <stapx/attach.h>
#include <stapx/module.h>
#include <stapx/stats.h>
#include <stapx/types.h>

#define SX_ABI_VERSION 4
#define SX_DEVICE      "/dev/stapx"

#define SX_MMAP_STATUS 0ull
#define SX_MMAP_RINGS  (1ull << 32)

/* _IOC-encoded by hand: the kernel object has no <linux/ioctl.h>. */
#define SX_IOC(dir, nr, type) \
	(((dir) << 30) | ((u32)sizeof(type) << 16) | (0xF5u << 8) | (nr))
#define SX_IOC_VERSION SX_IOC(2u, 0, struct sx_version)
#define SX_IOC_LOAD    SX_IOC(3u, 1, struct sx_load)
#define SX_IOC_ATTACH  SX_IOC(3u, 2, struct sx_attach)
#define SX_IOC_START   SX_IOC(0u, 3, char[1])
#define SX_IOC_STOP    SX_IOC(0u, 4, char[1])
#define SX_IOC_STATS   SX_IOC(3u, 5, struct sx_stats)
#define SX_IOC_DUMP    SX_IOC(3u, 6, struct sx_dump)
#define SX_IOC_BASE    SX_IOC(1u, 7, struct sx_base)
#define SX_IOC_LOOK    SX_IOC(1u, 8, struct sx_look)
#define SX_IOC_MODULE  SX_IOC(1u, 9, struct sx_module_file)
#define SX_IOC_COUNTER SX_IOC(1u, 10, struct sx_counter)
#define SX_IOC_COSTS   SX_IOC(3u, 11, struct sx_costs)

/* What the loaded kernel object can do on this kernel. */
#define SX_FEATURE_DIRECT     (1ull << 0) /* own breakpoints */
#define SX_FEATURE_INODE      (1ull << 1) /* the kernel's uprobes */
#define SX_FEATURE_KPROBE     (1ull << 2) /* functions of the kernel */
#define SX_FEATURE_KRETPROBE  (1ull << 3) /* their returns */
#define SX_FEATURE_TRACEPOINT (1ull << 4)
#define SX_FEATURE_PROFILE    (1ull << 5) /* a timer on every CPU */
#define SX_FEATURE_FTRACE     (1ull << 6) /* the kernel's function tracer */
#define SX_FEATURE_FILE	      (1ull << 7) /* own breakpoints, by the file */
#define SX_FEATURE_PROMPT     (1ull << 8) /* there before the first hit */
#define SX_FEATURE_PROCESS    (1ull << 9) /* what processes do */
#define SX_FEATURE_PERF	      (1ull << 10) /* the kernel's counters of events */

struct sx_version {
	u32 abi; /* SX_ABI_VERSION */
	u32 program; /* SX_PROG_VERSION */
	u64 features; /* SX_FEATURE_* */
	u32 nr_cpus; /* possible CPUs, number of rings */
	u32 page_size;
};

#define SX_ZONE_NAME 12

/* A zone of time: what tz_gmtoff() and tz_name() say. */
struct sx_zone {
	s32 west; /* seconds west of UTC */
	char name[SX_ZONE_NAME]; /* ends with a NUL; "": UTC */
};

/*
 * in: image, settings (0: the default of limits.h). out: the rest. -ENOSPC:
 * the program needs more memory than maxmemory, nothing was allocated.
 */
struct sx_load {
	u64 image; /* user address */
	u32 image_len;
	u32 maxstringlen;
	u32 maxaction;
	u32 maxaction_begin;
	u32 maxnesting;
	u32 maxerrors;
	u32 ring_bytes; /* power of two, of each CPU */
	s32 target; /* process id for target(); 0: none */
	struct sx_zone zone; /* of whoever has started the session */
	u32 maxmemory; /* megabytes that LOAD may allocate */
	/*
	 * Percent of each CPU that handlers of probes may take, timers' aside;
	 * 100: they are measured only, 0: not even that.
	 */
	u32 overhead;
	u64 hash_key; /* secret of the arrays' hash; 0: a known one */
	/* out */
	u64 memory; /* bytes for this program, also when they are refused */
	u64 ring_stride; /* bytes between the mmap offsets of two rings */
	u32 verify_code; /* enum sx_verify when -EINVAL was its verdict */
	u32 verify_pc; /* instruction, or index of the rejected row */
};

/*
 * The places of SX_ATTACH_FILE, and the bases of MODULE, in what a process has
 * mapped now; nothing is done for what is probed already. -ESRCH: there is no
 * such process. A place that cannot be probed is counted, as `unplaced`.
 */
struct sx_look {
	s32 pid; /* in the caller's pid namespace */
	u32 pad; /* 0 */
};

/*
 * A number of two bytes that is one higher while the session runs, in this
 * process and in what it forks meanwhile: the semaphore of a mark, without
 * which the program passes the mark by. Each call counts.
 */
struct sx_counter {
	s32 pid; /* in the caller's pid namespace */
	u32 pad; /* 0 */
	u64 addr; /* in that process */
};

/*
 * Copies one global. The buffer receives, for each entry, a struct
 * sx_dump_entry, then the keys and the value, encoded like the operands of
 * SX_REC_PRINT; a statistic is SX_AGG_NR integers in the order of enum sx_agg
 * (min, max, avg, variance 0 where count is 0, variance 0 where it is not
 * kept). Entries are whole; a map that handlers
 * change meanwhile may show some of them at another moment than others.
 * -ENOSPC when the buffer is too small: `used` then says how many bytes are
 * needed at the moment.
 */
struct sx_dump {
	u32 global;
	u32 flags; /* 0 */
	u64 buf; /* user address */
	u64 buf_len;
	u64 used; /* out */
	u32 entries; /* out */
	u32 pad;
};

struct sx_dump_entry {
	u32 len; /* bytes with this head, multiple of 8 */
	u32 pad;
};

enum sx_state {
	SX_STATE_OPEN,
	SX_STATE_LOADED,
	SX_STATE_RUNNING,
	SX_STATE_EXITING, /* exit() was called, or too many errors */
	SX_STATE_STOPPED,
};

/* Mapped read-only; written by the kernel only. */
struct sx_status {
	u32 state; /* enum sx_state */
	u32 error_nr; /* run-time errors so far */
};

#endif
