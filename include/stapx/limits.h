/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Bounds that both sides enforce. The first group is part of the program
 * format; the second holds defaults of run-time settings (-D NAME=VALUE) and
 * the largest value that the kernel object accepts for each.
 */
#ifndef STAPX_LIMITS_H
#define STAPX_LIMITS_H

#define SX_MAX_IMAGE	    (16u << 20) /* bytes of a program image */
#define SX_MAX_INSNS	    (1u << 20)
#define SX_MAX_FUNCS	    4096
#define SX_MAX_PROBES	    4096
#define SX_MAX_GLOBALS	    1024
#define SX_MAX_ITERS	    1024
#define SX_MAX_FORMATS	    65536
#define SX_MAX_TRIES	    65536
#define SX_MAX_REGEXES	    4096
#define SX_MAX_MODULES	    1024
#define SX_MAX_BUILD_ID	    32 /* bytes of a build-id that are compared */
#define SX_MAX_KEYS	    9
#define SX_MAX_FORMAT_ARGS  32
#define SX_MAX_FRAME	    256 /* registers of one function */
#define SX_MAX_POINTS	    65536 /* attached places of one session */
#define SX_MAX_BIT_SHIFT    62 /* of @variance(x, shift) */
#define SX_MAX_HIST_BUCKETS 1024 /* of one @hist_linear */

/* @hist_log: one bucket for zero, 64 below it, 63 above (powers of two). */
#define SX_HIST_LOG_BUCKETS 128

#define SX_MAXSTRINGLEN_DEFAULT 512 /* bytes with the final NUL */
#define SX_MAXSTRINGLEN_MAX	(64u << 10)
#define SX_MAXACTION_DEFAULT	1000 /* loop steps and calls, in a probe */
#define SX_MAXACTION_BEGIN	100000 /* the same in begin, end, error */
/*
 * A probe's handler keeps interrupts off: the most that it may do takes a few
 * tenths of a second. Begin and end handlers keep a CPU of a kernel without
 * preemption for at most a few seconds, which no watchdog minds.
 */
#define SX_MAXACTION_MAX	 10000000
#define SX_MAXACTION_BEGIN_MAX	 100000000
#define SX_MAXNESTING_DEFAULT	 10
#define SX_MAXNESTING_MAX	 1000
#define SX_MAXMAPENTRIES_DEFAULT 2048
#define SX_MAXMAPENTRIES_MAX	 (16u << 20)
#define SX_MAXERRORS_DEFAULT	 0 /* errors that are survived */
#define SX_MAXMEMORY_DEFAULT	 1024 /* megabytes of a session */
#define SX_MAXMEMORY_MAX	 (1024u << 10)
/*
 * What all strings in use during one hit may take, in each CPU's memory
 * twice: enough for every register of every running function to hold a string
 * of full length where that is less than these bytes, else these bytes, or
 * that many strings of full length, whatever is more. Deep recursion with
 * shorter strings goes far beyond the number of strings.
 */
#define SX_ARENA_BYTES	      (256u << 10)
#define SX_ARENA_STRINGS      16
#define SX_RING_BYTES_DEFAULT (256u << 10) /* of each CPU */
#define SX_RING_BYTES_MIN     4096u
#define SX_RING_BYTES_MAX     (64u << 20)

#endif
