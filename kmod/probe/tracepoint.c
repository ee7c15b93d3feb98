// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's tracepoints, with the arguments that the kernel passes on.
 *
 * What a tracepoint calls has its data first, then arguments of its own types
 * and number, as a C function's. Each is in a register or a word of the stack
 * (System V ABI, AMD64 supplement, section 3.2.3), so that a function of as
 * many words can take any of them: five in registers, the rest on the stack.
 */
#include "probe/engine.h"

#include "kabi/cpu.h"
#include "kabi/tracepoint.h"

struct trace_point {
	struct sx_point pt;
	struct sx_tracepoint tp;
	u32 args_nr;
};

#define REGISTER_ARGS 5u

static struct trace_point *trace_of(struct sx_point *pt)
{
	return container_of(pt, struct trace_point, pt);
}

static void trace_few(struct trace_point *tpt, u64 a, u64 b, u64 c, u64 d,
		      u64 e)
{
	const u64 args[REGISTER_ARGS] = { a, b, c, d, e };
	unsigned long flags = local_irq_save();

	sx_hit_trace(&tpt->pt, args, tpt->args_nr);
	local_irq_restore(flags);
}

static void trace_many(struct trace_point *tpt, u64 a, u64 b, u64 c, u64 d,
		       u64 e, u64 f, u64 g, u64 h, u64 i, u64 j, u64 k, u64 l)
{
	const u64 args[SX_MAX_TRACE_ARGS] = {
		a, b, c, d, e, f, g, h, i, j, k, l
	};
	unsigned long flags = local_irq_save();

	sx_hit_trace(&tpt->pt, args, tpt->args_nr);
	local_irq_restore(flags);
}

static int trace_attach(struct sx_point *pt, const struct sx_attach *args)
{
	struct trace_point *tpt = trace_of(pt);
	u32 nr = args->trace.args_nr;

	if (pt->decl->kind != SX_PROBE_KERNEL || !pt->name ||
	    nr > SX_MAX_TRACE_ARGS || args->trace.pad)
		return -EINVAL;
	tpt->args_nr = nr;
	return sx_tracepoint_open(&tpt->tp, pt->name->data, args->trace.addr,
				  nr <= REGISTER_ARGS ? (void *)trace_few
						      : (void *)trace_many,
				  tpt);
}

/* As with kprobes, hits are dropped until START. */
static int trace_arm(struct sx_point *pt)
{
	(void)pt;
	return 0;
}

static void trace_disarm(struct sx_point *pt)
{
	sx_tracepoint_remove(&trace_of(pt)->tp);
}

static void trace_release(struct sx_point *pt)
{
	sx_tracepoint_close(&trace_of(pt)->tp);
}

const struct sx_engine sx_tracepoint_engine = {
	.name = "tracepoint",
	.point_size = sizeof(struct trace_point),
	.available = sx_tracepoint_available,
	.attach = trace_attach,
	.arm = trace_arm,
	.disarm = trace_disarm,
	.drain = sx_tracepoint_synchronize,
	.release = trace_release,
};
