// SPDX-License-Identifier: GPL-2.0
/*
 * The interpreter: threaded code, one label for each row of opcodes.def. What
 * is a few machine instructions stands here; everything else is an operation
 * in a vm_*.c file.
 *
 * Nothing that the verifier has checked is checked again. Time is bounded by
 * the budget: each jump backwards and each call takes one from it. Only the
 * end of run() looks at errors, and for a catch block.
 */
#include "vm.h"
#include "vm_priv.h"

static sx_builtin_fn *const builtins[SX_BUILTIN_NR] = {
#define SX_BUILTIN(name, ret, params, flags, text) sx_builtin_##name,
#include <stapx/builtins.def>
#undef SX_BUILTIN
};

static s64 divide(s64 a, s64 b)
{
	return b == -1 ? (s64) - (u64)a : a / b;
}

static s64 modulo(s64 a, s64 b)
{
	return b == -1 ? 0 : a % b;
}

static int str_equal(const struct sx_str *a, const struct sx_str *b)
{
	return a == b || (a->len == b->len && !sx_str_compare(a, b));
}

/* The value of a bare return. */
static union sx_reg no_value(const struct sx_vm *vm)
{
	union sx_reg value = { .i = 0 };

	if (vm->frames[vm->depth].func->ret == SX_T_STR)
		value.s = sx_empty_str;
	return value;
}

static s64 add_to(s64 *value, s64 delta)
{
	*value = (s64)((u64)*value + (u64)delta);
	return *value;
}

/* The handlers that run once, outside of the target, may take longer. */
static s64 budget(const struct sx_settings *set, u16 kind)
{
	return kind <= SX_PROBE_ERROR ? set->maxaction_begin : set->maxaction;
}

static void start(struct sx_vm *vm, const struct sx_func *f, u16 kind)
{
	vm->error = SX_ERR_NONE;
	vm->match = 0;
	vm->time_ns = 0;
	vm->arena_used = 0;
	vm->budget = budget(vm->set, kind);
	sx_vm_enter(vm, f);
}

/* Locks are not held while the record is written. */
static enum sx_run finish(struct sx_vm *vm, const struct sx_func *f)
{
	if (f->lock_nr)
		sx_vm_unlock(vm, f);
	/* An address that cannot be read is a sample less; it is counted. */
	if (sx_unlikely(vm->error && !sx_vm_lost_sample(vm)))
		sx_vm_report(vm);
	if (sx_unlikely(vm->time_ns))
		sx_ring_commit(vm->ring);
	return vm->error ? SX_RUN_ERROR : SX_RUN_OK;
}

/* Where the running function begins; one before, for NEXT(). */
static const struct sx_insn *before_entry(const struct sx_vm *vm)
{
	return vm->prog->code + vm->frames[vm->depth].func->entry - 1;
}

#define A      r[ip->a]
#define B      r[ip->b]
#define C      r[ip->c]
#define GLOBAL (&vm->objects[(u32)ip->imm])

/* Each operation ends with its own jump: the CPU predicts them apart. */
#define NEXT()                        \
	do {                          \
		ip++;                 \
		goto *labels[ip->op]; \
	} while (0)

#define INT(name, value)                \
	op_##name : A.i = (s64)(value); \
	NEXT()

#define FAIL_IF(cond)                  \
	do {                           \
		if (sx_unlikely(cond)) \
			goto fail;     \
	} while (0)

#define OPERATION(name, fn)                 \
	op_##name : FAIL_IF(fn(vm, ip, r)); \
	NEXT()

/* A jump backwards costs one of the budget. */
#define JUMP_IF(name, cond)                                       \
	op_##name : if (cond)                                     \
	{                                                         \
		if (ip->imm < 0 && sx_unlikely(--vm->budget < 0)) \
			goto out_of_budget;                       \
		ip += ip->imm;                                    \
	}                                                         \
	NEXT()

/* Where a conventional module has tables of labels: Kbuild. */
#ifndef SX_JUMP_TABLE
#define SX_JUMP_TABLE
#endif

static enum sx_run run(struct sx_vm *vm, const struct sx_func *f, u16 kind)
{
	static const void *const labels[SX_OP_NR] SX_JUMP_TABLE = {
#define SX_OP(name, a, b, c, imm, text) &&op_##name,
#include <stapx/opcodes.def>
#undef SX_OP
	};
	const struct sx_insn *ip = vm->prog->code + f->entry;
	union sx_reg *r = vm->stack;
	struct sx_entry *entry;
	union sx_reg value;
	u32 number;

	if (f->lock_nr && sx_vm_lock(vm, f))
		return SX_RUN_SKIPPED_LOCK;
	start(vm, f, kind);
	goto *labels[ip->op];

	INT(MOV, B.i);
	INT(LI, ip->imm);
	INT(LK, vm->prog->ints[ip->imm]);
	INT(ADD, (u64)B.i + (u64)C.i);
	INT(SUB, (u64)B.i - (u64)C.i);
	INT(MUL, (u64)B.i * (u64)C.i);
	INT(AND, B.i & C.i);
	INT(OR, B.i | C.i);
	INT(XOR, B.i ^ C.i);
	INT(SHL, (u64)B.i << (C.i & 63));
	INT(SHR, B.i >> (C.i & 63));
	INT(SHRU, (u64)B.i >> (C.i & 63));
	INT(ADDI, (u64)B.i + (u64)(s64)ip->imm);
	INT(NEG, -(u64)B.i);
	INT(NOT, ~B.i);
	INT(LNOT, !B.i);
	INT(EQ, B.i == C.i);
	INT(NE, B.i != C.i);
	INT(LT, B.i < C.i);
	INT(LE, B.i <= C.i);
	INT(SEQ, str_equal(B.s, C.s));
	INT(SNE, !str_equal(B.s, C.s));
	INT(SLT, sx_str_compare(B.s, C.s) < 0);
	INT(SLE, sx_str_compare(B.s, C.s) <= 0);

op_DIV:
	if (sx_unlikely(!C.i))
		goto div_by_zero;
	A.i = divide(B.i, C.i);
	NEXT();
op_MOD:
	if (sx_unlikely(!C.i))
		goto div_by_zero;
	A.i = modulo(B.i, C.i);
	NEXT();

	JUMP_IF(JMP, 1);
	JUMP_IF(JZ, !A.i);
	JUMP_IF(JNZ, A.i);
	JUMP_IF(JEQ, A.i == B.i);
	JUMP_IF(JNE, A.i != B.i);
	JUMP_IF(JLT, A.i < B.i);
	JUMP_IF(JLE, A.i <= B.i);

op_CALL:
	FAIL_IF(sx_vm_call(vm, ip, r));
	r = vm->frames[vm->depth].base;
	ip = before_entry(vm);
	NEXT();
op_BLT:
	FAIL_IF(builtins[ip->imm](vm, &A, &B, &C));
	NEXT();
op_RETI:
op_RETS:
	value = A;
	goto leave;
op_RET:
	if (!vm->depth)
		return finish(vm, vm->frames[0].func);
	value = no_value(vm);
leave:
	ip = sx_vm_return(vm, value);
	r = vm->frames[vm->depth].base;
	NEXT();

op_SMOV:
	A.s = B.s;
	NEXT();
op_LS:
	A.s = sx_program_str(vm->prog, (u32)ip->imm);
	NEXT();

op_GLDI:
	A.i = GLOBAL->value;
	NEXT();
op_GSTI:
	GLOBAL->value = A.i;
	NEXT();
op_GADDI:
	A.i = add_to(&GLOBAL->value, A.i);
	NEXT();
op_GSTS:
	sx_str_store(GLOBAL->str, A.s, GLOBAL->maxstringlen);
	NEXT();
op_STADD:
	sx_stat_add(GLOBAL, 0, vm->cpu, A.i);
	NEXT();
op_MADDI:
	/* The case that counts: one integer key, and the entry exists. */
	entry = SX_NULL;
	if (sx_likely(GLOBAL->one_int_key))
		entry = sx_map_find_int(GLOBAL, A.i, &number);
	if (sx_unlikely(!entry))
		goto op_maddi_any;
	C.i = add_to(sx_map_entry_value(GLOBAL, entry), C.i);
	NEXT();
op_maddi_any:
	sx_vm_maddi(vm, ip, r);
	NEXT();
op_REG:
	if (sx_unlikely((u32)ip->imm >= SX_REG_GENERAL || !vm->regs))
		goto op_reg_any;
	A.i = (s64)vm->regs[sx_vm_reg_words[ip->imm]];
	NEXT();
op_reg_any:
	FAIL_IF(sx_vm_reg(vm, ip, r));
	NEXT();
op_STCLR:
	sx_stat_clear(GLOBAL, 0);
	NEXT();
op_MCLR:
	sx_map_clear(GLOBAL);
	NEXT();

#define SX_OPERATION(name, fn) OPERATION(name, sx_vm_##fn);
#include "operations.def"
#undef SX_OPERATION

div_by_zero:
	sx_vm_error(vm, SX_ERR_DIV_ZERO, 0);
	goto fail;
out_of_budget:
	sx_vm_error(vm, SX_ERR_MAXACTION, 0);
fail:
	vm->pc = (u32)(ip - vm->prog->code);
	ip = sx_vm_catch(vm);
	if (!ip)
		return finish(vm, vm->frames[0].func);
	r = vm->frames[vm->depth].base;
	goto *labels[ip->op];
}

/*
 * A handler that does nothing, as in a probe whose hits are only counted,
 * takes no lock and enters no frame.
 */
enum sx_run sx_vm_run(struct sx_vm *vm, u32 probe)
{
	const struct sx_probe *p = &vm->prog->probes[probe];
	const struct sx_func *f = &vm->prog->funcs[p->func];

	if (vm->prog->code[f->entry].op == SX_OP_RET)
		return SX_RUN_OK;
	vm->probe = probe;
	return run(vm, f, p->kind);
}
