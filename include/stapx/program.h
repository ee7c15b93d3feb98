/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The program image: what the compiler writes, the kernel object verifies and
 * runs, and `-p4` stores in a file.
 *
 * One block of bytes, little-endian, every section 8-byte aligned and inside
 * total_len. The kernel copies it once and never changes it; offsets are from
 * the start of the image. Sections marked (user) are ignored by the kernel.
 *
 * Registers. A function has nints integer registers, numbered from 0, and
 * behind them nstrs string registers, numbered from nints. An operand's type
 * follows from its number alone, so that the verifier needs no data flow.
 * At entry the arguments lie in the first registers of their type; all other
 * registers hold 0 or "".
 *
 * Operand groups. Instructions with several typed operands (CALL, BUILTIN,
 * PRINTF, SPRINTF and the map instructions) name two bases: a = the first of
 * consecutive integer registers, b = the first of consecutive string
 * registers. The n-th integer (string) operand of the signature is found in
 * register a+n (b+n). A base is 0 where its type does not occur.
 */
#ifndef STAPX_PROGRAM_H
#define STAPX_PROGRAM_H

#include <stapx/task_event.h>
#include <stapx/types.h>
#include <stapx/limits.h>
#include <stapx/global.h>
#include <stapx/module.h>
#include <stapx/rows.h>

#define SX_PROG_MAGIC	0x31505853u /* "SXP1" */
#define SX_PROG_VERSION 4

enum sx_section_id {
	SX_SEC_CODE, /* struct sx_insn[] */
	SX_SEC_FUNCS, /* struct sx_func[] */
	SX_SEC_PROBES, /* struct sx_probe[] */
	SX_SEC_GLOBALS, /* struct sx_global[] */
	SX_SEC_ITERS, /* struct sx_iter[] */
	SX_SEC_LOCKS, /* struct sx_lock_use[] */
	SX_SEC_INTS, /* s64[]: constants that do not fit an immediate */
	SX_SEC_STRS, /* u32[]: offsets in STRDATA of each string constant */
	SX_SEC_STRDATA, /* struct sx_str, 4-byte aligned, NUL behind data */
	SX_SEC_FORMATS, /* struct sx_format[] */
	SX_SEC_SPANS, /* struct sx_span[], ascending pc (user) */
	SX_SEC_POINTS, /* struct sx_point_desc[] (user) */
	SX_SEC_TRIES, /* struct sx_try[], by end of what they guard */
	SX_SEC_REGEXES, /* struct sx_regex[] */
	SX_SEC_REDATA, /* compiled expressions, see lib/regex.h */
	SX_SEC_MODULES, /* struct sx_module[] */
	SX_SEC_NR,
};

struct sx_section {
	u32 off;
	u32 len; /* bytes */
};

struct sx_prog_header {
	u32 magic;
	u16 version;
	u16 header_len; /* sizeof(struct sx_prog_header) */
	u32 total_len;
	u32 flags; /* 0 */
	struct sx_section sec[SX_SEC_NR];
};

/* One instruction; the meaning of a, b, c and imm stands in opcodes.def. */
struct sx_insn {
	u8 op;
	u8 a;
	u8 b;
	u8 c;
	s32 imm;
};

/* A string value: immutable, at most MAXSTRINGLEN-1 bytes, no NUL inside. */
struct sx_str {
	u32 len;
	char data[];
};

struct sx_func {
	u32 entry; /* first instruction */
	u32 len; /* instructions; the last one is RET* or JMP */
	u16 nints; /* integer registers; nints + nstrs <= SX_MAX_FRAME */
	u16 nstrs;
	u8 nint_args;
	u8 nstr_args;
	u8 ret; /* enum sx_type */
	u8 flags; /* 0 */
	u32 lock_first; /* in SX_SEC_LOCKS */
	u32 lock_nr;
	u32 name; /* string constant */
};

/*
 * The globals that a function touches, itself or in the functions it calls;
 * ascending by global. A probe's handler takes them in this order before its
 * first instruction, or the hit is skipped and counted.
 */
enum sx_lock_mode {
	SX_LOCK_READ = 1, /* shared */
	SX_LOCK_UPDATE =
		2, /* `<<<` on a statistic: shared with other updates */
	SX_LOCK_WRITE = 3, /* alone */
};

struct sx_lock_use {
	u16 global;
	u8 mode; /* enum sx_lock_mode */
	u8 pad; /* 0 */
};

enum sx_probe_kind {
	SX_PROBE_BEGIN,
	SX_PROBE_END,
	SX_PROBE_ERROR,
	SX_PROBE_NEVER,
	SX_PROBE_TIMER,
	SX_PROBE_PROCESS, /* a place in a user program */
	SX_PROBE_KERNEL, /* a function or tracepoint of the kernel */
	SX_PROBE_PROFILE, /* a timer of every CPU */
	SX_PROBE_PERF, /* a counter of events, on every CPU */
	SX_PROBE_TASK, /* what processes do: param is enum sx_task_event */
	SX_PROBE_KIND_NR,
};

#define SX_PROBE_TICKS 1u /* a timer's times are in ticks of the kernel */
#define SX_PROBE_ENTRY 2u /* keeps values for the handler of a return */

/* A handler; one probe may be attached at many points. */
struct sx_probe {
	u32 func; /* no arguments, no result */
	u16 kind; /* enum sx_probe_kind */
	u16 flags; /* SX_PROBE_TICKS, SX_PROBE_ENTRY; of PERF: its event's type */
	/*
	 * begin/end: sequence number; timer: interval in ns; kernel, process:
	 * calls watched at once of a return probe, 0: by default; PERF: config
	 */
	s64 param;
	/*
	 * timer: added or taken off at most, less than param; PERF: events
	 * from hit to hit, below 0: hits a second
	 */
	s64 random;
	u32 name; /* string constant: the probe point as written, for pp() */
	u32 pad;
};

/*
 * Where a probe is to be attached, for the driver: the parsed probe point as
 * component/argument pairs in string constants (user). One probe handler
 * with several probe points has several rows.
 */
enum sx_point_kind {
	SX_POINT_FUNCTION, /* process(path).function(name) */
	SX_POINT_ADDRESS, /* a place that the compiler has found in a file */
	SX_POINT_KFUNCTION, /* kernel.function(name), path is the module */
	SX_POINT_KRETURN, /* the same with .return */
	SX_POINT_TRACE, /* kernel.trace(name) */
	SX_POINT_TASK, /* process(path), or process(number), and an event */
	SX_POINT_KIND_NR,
};

/* Of SX_POINT_K*: the kernel and all modules; "" is the kernel alone. */
#define SX_POINT_ANY_MODULE "?"

#define SX_POINT_OPTIONAL   1 /* `?`: no match is no error */
#define SX_POINT_SUFFICIENT 2 /* `!` */
#define SX_POINT_EXACT	    4 /* kernel: the symbol of just that name */
#define SX_POINT_PATTERN    8 /* one of many: passed over if it cannot be */
#define SX_POINT_RETURN	    16 /* of a program's function: where it returns */
#define SX_POINT_WATCH	    32 /* and it is no function that could be decoded */

struct sx_point_desc {
	u32 probe;
	u16 kind; /* enum sx_point_kind */
	u16 flags; /* SX_POINT_* */
	u32 path; /* string constant; "" for the target's executable */
	u32 symbol; /* string constant; FUNCTION: may hold wildcards */
	u32 line; /* of the probe point in the script, 1.. */
	u32 column;
	u32 group; /* points of one list with a sufficient one; 0: none */
	/* ADDRESS; else 0 */
	u32 id_len;
	/* in the file's own numbering, as in its symbol table; TASK: number */
	u64 addr;
	u64 semaphore; /* of a mark, as addr; 0: it has none */
	u8 id[SX_MAX_BUILD_ID]; /* of the file, as in struct sx_module */
};

#endif
