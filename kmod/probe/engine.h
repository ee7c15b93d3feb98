/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A point: one place where one probe of one session is attached; and the
 * engines that know how.
 *
 *   attach   allocates and checks everything; the place is not armed yet
 *   arm      hits begin
 *   disarm   no hit begins after it; some may still run
 *   release  after sx_synchronize(): gives back what attach took
 *
 *   drain    or NULL: once when all points are disarmed, before sx_synchronize()
 *
 * All sleep and are called with the session's lock held. disarm and
 * release are called once for each successful attach, armed or not.
 */
#ifndef STAPX_PROBE_ENGINE_H
#define STAPX_PROBE_ENGINE_H

#include <stapx/abi.h>
#include <stapx/program.h>

#include "kabi/regs.h"

struct sx_session;
struct sx_point;

struct sx_engine {
	const char *name;
	u32 point_size; /* struct sx_point and what the engine adds */
	bool (*available)(void);
	int (*attach)(struct sx_point *pt, const struct sx_attach *args);
	int (*arm)(struct sx_point *pt);
	void (*disarm)(struct sx_point *pt);
	void (*drain)(void);
	void (*release)(struct sx_point *pt);
	u64 (*missed)(const struct sx_point *pt); /* NULL: none ever is */
	u64 (*unplaced)(const struct sx_point *pt); /* the same */
	u64 (*abandoned)(const struct sx_point *pt); /* the same */
};

/* Written by attach, then constant until release. */
struct sx_point {
	const struct sx_engine *engine;
	struct sx_session *session;
	struct sx_point *next; /* session->points */
	u32 index; /* in the statistics */
	u32 probe; /* in SX_SEC_PROBES */
	const struct sx_probe *decl; /* that row */
	const struct sx_str *name; /* of the function; NULL: none */
	const struct sx_str *text; /* as a probe point; NULL: as written */
	bool is_return; /* the function's arguments are gone */
	bool empty; /* the handler does nothing: only count */
	bool armed; /* session's lock; stays when disarmed */
};

extern const struct sx_engine sx_timer_engine;
extern const struct sx_engine sx_direct_engine;
extern const struct sx_engine sx_inode_engine;
extern const struct sx_engine sx_kprobe_engine;
extern const struct sx_engine sx_kretprobe_engine;
extern const struct sx_engine sx_tracepoint_engine;
extern const struct sx_engine sx_profile_engine;
extern const struct sx_engine sx_ftrace_engine;
extern const struct sx_engine sx_follow_engine;
extern const struct sx_engine sx_process_engine;
extern const struct sx_engine sx_perf_engine;

/* Once, when loading and unloading. */
void sx_profile_init(void);
void sx_profile_exit(void);

/* Once, when unloading. */
void sx_process_exit(void);

/* NULL for an unknown kind. */
const struct sx_engine *sx_engine_find(u32 kind);

/* SX_FEATURE_* of the engines that work on this kernel. */
u64 sx_engine_features(void);

/* A word of the session for its function tracer's engine; NULL at first. */
void **sx_session_ftrace(struct sx_session *session);
/* The same for that of processes. */
void **sx_session_processes(struct sx_session *session);

/*
 * What an engine calls at a hit; the session implements it. Runs the point's
 * handler, or counts why not. Interrupts off; regs are the
 * user's registers at the hit, or NULL.
 */
void sx_hit(struct sx_point *pt, const struct pt_regs *regs);

/*
 * The same in the kernel: regs are the registers at the hit, of whatever mode;
 * the user's are looked for.
 */
void sx_hit_kernel(struct sx_point *pt, const struct pt_regs *regs);

/* The same at a tracepoint, which has arguments in place of registers. */
void sx_hit_trace(struct sx_point *pt, const u64 *args, u32 args_nr);

/*
 * The same for something that a process does: regs are the user's as the
 * current task entered the kernel, or NULL; args are what long_arg() gives.
 */
void sx_hit_task(struct sx_point *pt, const struct pt_regs *regs,
		 const u64 *args, u32 args_nr);

/*
 * The same where a function returns, of a program or of the kernel: frame is
 * what its stack pointer is right behind the return, 0: not known.
 */
void sx_hit_return(struct sx_point *pt, const struct pt_regs *regs, u64 frame);

#endif
