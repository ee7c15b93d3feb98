/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The machine that runs one handler at a time. There is one struct sx_vm for
 * each CPU and session, and one for begin and end handlers; whoever calls
 * sx_vm_run() has it for himself and, for a CPU's, keeps interrupts off.
 * No allocation, no sleep, no recursion; time is bounded by the settings.
 */
#ifndef STAPX_LIB_VM_H
#define STAPX_LIB_VM_H

#include "bases.h"
#include "globals.h"
#include "program.h"
#include "regex.h"
#include "regs.h"
#include "ring.h"
#include "settings.h"
#include "value.h"

struct sx_object;

/* A function that runs, or waits for the one that it called. */
struct sx_frame {
	const struct sx_func *func;
	union sx_reg *base; /* its registers */
	const struct sx_insn *call; /* in the caller; NULL in the outermost */
	u64 serial; /* of this frame, never used twice by one vm */
};

/* Written by the machine, read by STATS: monotonic, of this vm only. */
struct sx_vm_counters {
	u64 map_full;
	u64 read_faults;
	u64 no_entry; /* handlers that ended with SX_ERR_NO_ENTRY */
};

struct sx_vm {
	const struct sx_program *prog;
	const struct sx_settings *set;
	struct sx_globals *globals;
	struct sx_object *objects; /* of the globals */
	struct sx_ring *ring;
	void *host; /* the side's own: session */
	/*
	 * NULL, or waits until the reader has made room in the ring: for
	 * handlers that may sleep. What was output so far has been committed;
	 * if there is no room afterwards the record is lost.
	 */
	void (*wait_room)(struct sx_vm *vm);
	u32 cpu; /* part of per-CPU statistics that this vm updates */
	u32 work_per_action; /* see sx_vm_pay() */

	/* Of the session, a row each module; NULL: none is known. */
	const struct sx_base_row *bases;
	const struct sx_base_cache *base_cache; /* asked first; NULL: none */

	/* One hit. */
	const void *user_regs; /* the side's own; NULL: none */
	const u64 *regs; /* by enum sx_regs_word; NULL: none */
	const u64 *trace_args; /* of a tracepoint; NULL: the hit is no such */
	u32 trace_args_nr;
	u64 frame; /* SX_REG_FRAME: of the call that returns; 0: none does */
	const void *point; /* the side's own: the place that was hit, or NULL */
	u32 probe; /* index of the running probe */
	u32 pc; /* instruction of the last error */
	s64 budget; /* loop steps and calls that are left */
	u64 time_ns; /* of the hit's output; 0 before the first */
	u32 error; /* enum sx_error */
	u32 match; /* 0: the last =~ failed, else 1 + its regular expression */
	u64 error_arg;
	/* Of SX_ERR_SCRIPT; error_str: the same where it is a string. */
	const char *error_text;
	u32 error_len; /* bytes of error_text */
	const struct sx_str *error_str;
	union sx_reg subject; /* of the last =~ that matched */
	struct sx_match groups; /* in there */
	struct sx_vm_counters count;

	/* From one hit to the next. */
	struct sx_str *tokens; /* what tokenize() takes apart; a slot */
	u32 token_next; /* where it goes on */
	u64 random; /* state of randint(); 0: not seeded */

	/* Frames, registers and string arena, in the same allocation. */
	struct sx_frame *frames; /* maxnesting + 1; 1 without calls */
	u32 depth; /* the running one */
	u64 serial; /* of the newest frame */
	union sx_reg *stack;
	u32 stack_nr;
	u32 arena_half; /* 0 or 1: the half in use */
	u32 arena_size; /* bytes of a half */
	u32 arena_used;
	u8 *arena[2];
};

enum sx_run {
	SX_RUN_OK,
	SX_RUN_SKIPPED_LOCK, /* a global stayed locked; nothing was done */
	SX_RUN_ERROR, /* ended early; the error record is in the ring */
};

/* Bytes of one vm with its registers and arena for a verified program. */
u64 sx_vm_size(const struct sx_program *prog, const struct sx_settings *set);

/*
 * Makes a vm in mem (sx_vm_size() bytes, 16-byte aligned, zeroed). Borrows
 * everything; the caller sets host and bases, and before each run user_regs and
 * regs.
 */
struct sx_vm *sx_vm_init(void *mem, const struct sx_program *prog,
			 const struct sx_settings *set,
			 struct sx_globals *globals, struct sx_ring *ring,
			 u32 cpu);

/* Runs the handler of a probe: locks, code, output, unlock. */
enum sx_run sx_vm_run(struct sx_vm *vm, u32 probe);

/*
 * For builtins: a new string of at most len bytes in the arena, cut to
 * MAXSTRINGLEN-1; NULL and vm->error set when the arena is full. May move
 * live strings: operands are to be fetched from their registers again.
 */
struct sx_str *sx_vm_new_str(struct sx_vm *vm, u32 len);

/*
 * Shortens a string that sx_vm_new_str() has just made, before anything else
 * is made, to len bytes; the rest is free again.
 */
void sx_vm_trim_str(struct sx_vm *vm, struct sx_str *s, u32 len);

/*
 * Takes from the budget of loop steps what was done in between: one for
 * vm->work_per_action pieces of work, each some dozen machine instructions.
 * What can take long pays as it goes on. -1 after an error: none is left.
 */
int sx_vm_pay(struct sx_vm *vm, u64 work);

/* Ends the handler with an error; returns -1 for the builtin to return. */
int sx_vm_error(struct sx_vm *vm, u32 code, u64 arg);

/*
 * Has the handler ended because the target's memory was not there, or the
 * entry of the call that returns? That is a sample less, counted and not
 * reported.
 */
static inline int sx_vm_lost_sample(const struct sx_vm *vm)
{
	return vm->error == SX_ERR_USER_FAULT || vm->error == SX_ERR_BASE ||
	       vm->error == SX_ERR_NO_ENTRY;
}

/* For error(): SX_ERR_SCRIPT with a text; returns -1. */
int sx_vm_error_str(struct sx_vm *vm, const struct sx_str *text);

/* For warn(): outputs SX_REC_WARN. */
void sx_vm_warn(struct sx_vm *vm, const struct sx_str *text);

/*
 * One builtin function: operands in ints[0..] and strs[0..], result in *ret,
 * which may be one of the operands: it is written last, and not at all by a
 * function without a result. Returns 0, or -1 after sx_vm_error().
 */
typedef int sx_builtin_fn(struct sx_vm *vm, union sx_reg *ints,
			  union sx_reg *strs, union sx_reg *ret);

#define SX_BUILTIN(name, rettype, params, flags, text) \
	sx_builtin_fn sx_builtin_##name;
#include <stapx/builtins.def>
#undef SX_BUILTIN

/* What the side provides: CLOCK_MONOTONIC in ns, callable in every context. */
u64 sx_env_time_ns(void);

/*
 * Copies memory of the current process (user) or of the kernel, whatever the
 * address is, in every context. 0, or -1 when not all of it can be read.
 */
int sx_env_read_memory(struct sx_vm *vm, u64 addr, int user, void *to, u32 len);

/*
 * The same for one number, SX_READ_WIDTH(read) bytes, extended by zeros; read
 * is enum sx_read. Untouched when it cannot be read.
 */
int sx_env_load(struct sx_vm *vm, u64 addr, u32 read, u64 *ret);

/* The base of the segment fs, or gs, of the code that was hit: vm->regs. */
u64 sx_env_segment_base(struct sx_vm *vm, int gs);

/* The address space that a handler runs in. */
void sx_env_space(struct sx_vm *vm, struct sx_space *ret);

#endif
