/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Between the files of the machine. An operation gets its instruction and the
 * registers of the running frame; it returns 0, or -1 after sx_vm_error().
 */
#ifndef STAPX_LIB_VM_PRIV_H
#define STAPX_LIB_VM_PRIV_H

#include "map.h"
#include "op.h"
#include "vm.h"

typedef int sx_vm_op(struct sx_vm *vm, const struct sx_insn *in,
		     union sx_reg *r);

#define SX_OPERATION(name, fn) sx_vm_op sx_vm_##fn;
#include "operations.def"
#undef SX_OPERATION

/* vm_lock.c: all lock rows of a handler, or none (-1). */
int sx_vm_lock(struct sx_vm *vm, const struct sx_func *f);
void sx_vm_unlock(struct sx_vm *vm, const struct sx_func *f);

/* vm_frame.c: a call; its end. */
int sx_vm_call(struct sx_vm *vm, const struct sx_insn *call, union sx_reg *r);
const struct sx_insn *sx_vm_return(struct sx_vm *vm, union sx_reg value);

/*
 * vm_catch.c: the catch block for the error at vm->pc, entered: its first
 * instruction; NULL: there is none.
 */
const struct sx_insn *sx_vm_catch(struct sx_vm *vm);

/* vm_str.c */
int sx_vm_copy_str(struct sx_vm *vm, const struct sx_str *from,
		   union sx_reg *ret);

/* vm_map.c; MADDI is in vm.c for one integer key */
sx_vm_op sx_vm_maddi;

/* vm_access.c; REG is in vm.c where there are registers, and it is general. */
sx_vm_op sx_vm_reg;
extern const u8 sx_vm_reg_words[SX_REG_GENERAL];

/* vm_memory.c: PRINTF of a format that reads memory. */
sx_vm_op sx_vm_print_memory;
int sx_vm_read_memory(void *vm, u64 addr, int user, void *to, u32 len);

/* vm_out.c: room for a record of the hit, its head filled in; NULL: none. */
void *sx_vm_reserve(struct sx_vm *vm, u32 type, u64 len);
void sx_vm_report(struct sx_vm *vm);

/*
 * Outputs a warning that has the code of an error, at vm->pc; the handler goes
 * on. -1: there was no room.
 */
int sx_vm_notice(struct sx_vm *vm, u32 code, u64 arg);

/* A string in a record: bytes it takes, and behind the one put there. */
static inline u64 sx_vm_str_record_len(const struct sx_str *s)
{
	return SX_ALIGN(sizeof(*s) + (u64)s->len, (u64)8);
}

/* The last word first: it may be padding in part. */
static inline u8 *sx_vm_put_str(u8 *to, const struct sx_str *s)
{
	u64 len = sx_vm_str_record_len(s);

	*(u64 *)(to + len - sizeof(u64)) = 0;
	sx_memcpy(to, s, sizeof(*s) + s->len);
	return to + len;
}

/* Sets a frame's integers from `ints` and strings from `strs` on to 0, "". */
static inline void sx_vm_clear(const struct sx_func *f, union sx_reg *base,
			       u32 ints, u32 strs)
{
	union sx_reg *first_str = base + f->nints;
	union sx_reg *end = first_str + f->nstrs;
	union sx_reg *r;

	for (r = base + ints; r < first_str; r = sx_hide(r + 1))
		r->i = 0;
	for (r = first_str + strs; r < end; r++)
		r->s = sx_empty_str;
}

/* The frame of the outermost function. */
static inline void sx_vm_enter(struct sx_vm *vm, const struct sx_func *f)
{
	vm->depth = 0;
	vm->frames[0].func = f;
	vm->frames[0].serial = ++vm->serial;
	sx_vm_clear(f, vm->stack, 0, 0);
}

static inline struct sx_object *sx_vm_object(struct sx_vm *vm, u32 global)
{
	return &vm->objects[global];
}

#endif
