/* SPDX-License-Identifier: GPL-2.0 */
/* The argument of ATTACH: where a handler is to be run. */
#ifndef STAPX_ATTACH_H
#define STAPX_ATTACH_H

#include <stapx/recipe.h>
#include <stapx/types.h>

enum sx_attach_kind {
	SX_ATTACH_TIMER,
	SX_ATTACH_DIRECT, /* own breakpoint in one process and its children */
	SX_ATTACH_INODE, /* whoever maps the file */
	SX_ATTACH_KPROBE, /* a function of the kernel */
	SX_ATTACH_KRETPROBE, /* its returns */
	SX_ATTACH_TRACEPOINT, /* called `name` */
	SX_ATTACH_PROFILE, /* each CPU that is online */
	SX_ATTACH_FTRACE, /* as KPROBE, one of many: by the function tracer */
	SX_ATTACH_FILE, /* own breakpoints in whoever maps the file */
	SX_ATTACH_PROCESS, /* something that processes do */
	SX_ATTACH_PERF, /* an event was counted so often, on any CPU */
	SX_ATTACH_KIND_NR,
};

/* What the place of a process point is to it. */
enum sx_place_role {
	SX_ROLE_HIT, /* its handler runs there */
	SX_ROLE_RETURN, /* a return instruction: its handler runs before it */
	/*
	 * The stack pointer is at a return address: its handler runs when this
	 * thread has returned there. LEAVE is a jump to another function, which
	 * returns in place of the one that is probed; WATCH is the entry of one
	 * whose return instructions are not known.
	 */
	SX_ROLE_LEAVE,
	SX_ROLE_WATCH,
	SX_ROLE_NR,
};

struct sx_attach_direct {
	s32 pid; /* a process, in the caller's pid namespace */
	u32 role; /* enum sx_place_role */
	u64 addr; /* of the instruction, in that process */
	struct sx_recipe recipe;
};

struct sx_attach_inode {
	s32 fd; /* an open descriptor of the file */
	s32 pid; /* only it and those that it forks; 0: all */
	u64 offset; /* of the instruction in the file */
	u64 counter; /* in the file, of a mark's semaphore; 0: none */
	u32 role; /* SX_ROLE_HIT or SX_ROLE_RETURN */
	u32 pad; /* 0 */
};

/* What the process `pid` has mapped now is probed, too. */
#define SX_FILE_LOOK 1u

/*
 * Who maps the file while the session runs is probed before it runs the code.
 * Who has it mapped already: SX_FILE_LOOK, or SX_IOC_LOOK.
 */
struct sx_attach_file {
	s32 fd; /* an open descriptor of the file */
	s32 pid; /* this process and those that it forks; 0: every process */
	u64 offset; /* of the instruction in the file */
	u32 role; /* enum sx_place_role */
	u32 flags; /* SX_FILE_* */
	struct sx_recipe recipe;
};

/* -ENOEXEC unless the kernel's function tracer could stand there, too. */
#define SX_KPROBE_TRACEABLE 1u

struct sx_attach_kprobe {
	u64 addr; /* of the function */
	u32 flags; /* SX_KPROBE_* */
	u32 maxactive; /* calls watched at once, of returns; 0: by default */
};

#define SX_MAX_TRACE_ARGS 12

struct sx_attach_trace {
	u64 addr; /* of a module's struct tracepoint; 0: not a module's */
	u32 args_nr; /* it has so many, at most SX_MAX_TRACE_ARGS */
	u32 pad; /* 0 */
};

struct sx_attach_profile {
	u64 interval_ns; /* 0: the kernel's tick */
};

/* The tree's first process belongs to it from its next exec on. */
#define SX_PROCESS_FROM_EXEC 1u

/* What happens is the probe's param, enum sx_task_event. */
struct sx_attach_process {
	s32 fd; /* an open descriptor of the program; -1: any */
	s32 pid; /* only this process; 0: all */
	s32 tree; /* only this process and what it forks; 0: all */
	u32 flags; /* SX_PROCESS_* */
};

#define SX_PERF_FREQUENCY 1u

/* As in perf_event_open(2), whose errors ATTACH has. */
struct sx_attach_perf {
	u32 type;
	u32 flags; /* SX_PERF_* */
	u64 config;
	u64 period; /* events; FREQUENCY: hits a second */
};

struct sx_attach {
	u32 probe; /* index in SX_SEC_PROBES */
	u32 kind; /* enum sx_attach_kind */
	union {
		struct sx_attach_direct direct;
		struct sx_attach_inode inode;
		struct sx_attach_file file;
		struct sx_attach_kprobe kprobe;
		struct sx_attach_trace trace;
		struct sx_attach_profile profile;
		struct sx_attach_process process;
		struct sx_attach_perf perf;
		u64 words[8];
	};
	/* User addresses; 0 with a length of 0. */
	u64 name; /* of the function or tracepoint: probefunc() */
	u64 text; /* the place as a probe point: pp(); none: as written */
	u32 name_len; /* at most SX_MAX_POINT_TEXT */
	u32 text_len;
	u32 point; /* out: number of the attached point, from 0 */
	u32 flags; /* SX_ATTACH_* */
};

/* A further place of the point that was attached before it, same probe. */
#define SX_ATTACH_SAME_POINT 1u

#define SX_MAX_POINT_TEXT 1024u

#endif
