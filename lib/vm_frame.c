// SPDX-License-Identifier: GPL-2.0
/* Making a vm, and the frames of its functions. */
#include "vm_priv.h"

#define CHEAP	 256u /* pieces of work for a loop step */
#define MAX_WORK (8u << 20) /* of a hit; a few tenths of a second */

struct sizes {
	u64 frames; /* bytes */
	u64 stack;
	u64 arena; /* of each half */
	u64 tokens;
	u64 total;
};

/*
 * A half holds the strings of all registers that can be in use at once and
 * those that are being made, up to SX_ARENA_BYTES, or SX_ARENA_STRINGS of full
 * length if that is more: what needs more is an error of that one hit.
 */
static u64 arena_size(u64 regs, const struct sx_settings *set)
{
	u64 slot = sx_str_slot_len(set->maxstringlen);
	u64 want = (regs + 3) * slot; /* the subject of =~, two in the making */
	u64 most = SX_ARENA_STRINGS * slot;

	if (most < SX_ARENA_BYTES)
		most = SX_ARENA_BYTES;
	if (!regs)
		return 0;
	return SX_ALIGN(want < most ? want : most, (u64)8);
}

/* Functions that can be running at once. */
static u32 most_frames(const struct sx_program *prog,
		       const struct sx_settings *set)
{
	u32 pc;

	for (pc = 0; pc < prog->code_nr; pc++)
		if (prog->code[pc].op == SX_OP_CALL)
			return set->maxnesting + 1;
	return 1;
}

static void measure(const struct sx_program *prog,
		    const struct sx_settings *set, struct sizes *ret)
{
	u64 frames = most_frames(prog, set);
	u32 widest = 0, nstrs = 0, i;

	for (i = 0; i < prog->funcs_nr; i++) {
		const struct sx_func *f = &prog->funcs[i];

		if ((u32)f->nints + f->nstrs > widest)
			widest = (u32)f->nints + f->nstrs;
		if (f->nstrs > nstrs)
			nstrs = f->nstrs;
	}
	ret->frames = frames * sizeof(struct sx_frame);
	ret->stack = frames * widest * sizeof(union sx_reg);
	ret->arena = arena_size(frames * nstrs, set);
	ret->tokens = sx_str_slot_len(set->maxstringlen);
	ret->total = SX_ALIGN(sizeof(struct sx_vm), (sx_size)16) + ret->frames +
		     ret->stack + 2 * ret->arena + ret->tokens;
}

u64 sx_vm_size(const struct sx_program *prog, const struct sx_settings *set)
{
	struct sizes sizes;

	measure(prog, set, &sizes);
	return sizes.total;
}

/*
 * Cheap beside a loop step, so that sorting a few thousand entries fits the
 * default budget; but all the work of a hit together stays bounded when the
 * budget is large.
 */
static u32 work_per_action(const struct sx_settings *set)
{
	u32 most = set->maxaction ? MAX_WORK / set->maxaction : CHEAP;

	if (most > CHEAP)
		return CHEAP;
	return most ? most : 1;
}

struct sx_vm *sx_vm_init(void *mem, const struct sx_program *prog,
			 const struct sx_settings *set,
			 struct sx_globals *globals, struct sx_ring *ring,
			 u32 cpu)
{
	u8 *p = (u8 *)mem + SX_ALIGN(sizeof(struct sx_vm), (sx_size)16);
	struct sx_vm *vm = mem;
	struct sizes sizes;

	measure(prog, set, &sizes);
	sx_memset(vm, 0, sizeof(*vm));
	vm->prog = prog;
	vm->set = set;
	vm->globals = globals;
	vm->objects = globals->objects;
	vm->ring = ring;
	vm->cpu = cpu;
	vm->work_per_action = work_per_action(set);
	vm->frames = (struct sx_frame *)p;
	p += sizes.frames;
	vm->stack = (union sx_reg *)p;
	vm->frames[0].base = vm->stack;
	vm->stack_nr = (u32)(sizes.stack / sizeof(union sx_reg));
	p += sizes.stack;
	vm->arena_size = (u32)sizes.arena;
	vm->arena[0] = p;
	vm->arena[1] = p + sizes.arena;
	vm->tokens = (struct sx_str *)(p + 2 * sizes.arena);
	return vm;
}

int sx_vm_pay(struct sx_vm *vm, u64 work)
{
	vm->budget -= (s64)(work / vm->work_per_action);
	return vm->budget < 0 ? sx_vm_error(vm, SX_ERR_MAXACTION, 0) : 0;
}

int sx_vm_call(struct sx_vm *vm, const struct sx_insn *call, union sx_reg *r)
{
	const struct sx_func *f = &vm->prog->funcs[call->imm];
	struct sx_frame *from = &vm->frames[vm->depth];
	struct sx_frame *to = from + 1;
	u32 i;

	if (--vm->budget < 0)
		return sx_vm_error(vm, SX_ERR_MAXACTION, 0);
	if (vm->depth >= vm->set->maxnesting)
		return sx_vm_error(vm, SX_ERR_MAXNESTING, 0);
	to->func = f;
	to->base = from->base + from->func->nints + from->func->nstrs;
	to->call = call;
	to->serial = ++vm->serial;
	for (i = 0; i < f->nint_args; i++)
		to->base[i] = r[call->a + i];
	for (i = 0; i < f->nstr_args; i++)
		to->base[f->nints + i] = r[call->b + i];
	sx_vm_clear(f, to->base, f->nint_args, f->nstr_args);
	vm->depth++;
	return 0;
}

const struct sx_insn *sx_vm_return(struct sx_vm *vm, union sx_reg value)
{
	const struct sx_frame *from = &vm->frames[vm->depth--];
	const struct sx_insn *call = from->call;

	if (from->func->ret != SX_T_NONE)
		from[-1].base[call->c] = value;
	return call;
}
