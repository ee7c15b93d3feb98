// SPDX-License-Identifier: GPL-2.0
/*
 * The string arena of a hit. Strings are made one behind the other in one
 * half. When it is full, those that string registers of live frames refer to
 * are copied to the other half, which is used from then on: what is live is
 * known exactly, because a register's number says its type.
 *
 * A string that was copied is marked by the length MOVED; its first bytes
 * then hold the offset of the copy, so that two registers that share a string
 * go on sharing. Every string has room for that: a piece is 8 bytes or more.
 */
#include "vm_priv.h"

#define MOVED 0xffffffffu

static u32 piece_len(u32 len)
{
	return SX_ALIGN((u32)sizeof(struct sx_str) + len + 1, 8u);
}

static int is_in_half(const struct sx_vm *vm, const struct sx_str *s)
{
	const u8 *start = vm->arena[vm->arena_half];

	return (const u8 *)s >= start && (const u8 *)s < start + vm->arena_used;
}

static void move_string(union sx_reg *reg, u8 *to, u32 *used)
{
	struct sx_str *s = (struct sx_str *)reg->s;
	u32 off = *used;

	if (s->len == MOVED) {
		sx_memcpy(&off, s->data, sizeof(off));
	} else {
		*used += piece_len(s->len);
		sx_memcpy(to + off, s, sizeof(*s) + s->len + 1);
		s->len = MOVED;
		sx_memcpy(s->data, &off, sizeof(off));
	}
	reg->s = (const struct sx_str *)(to + off);
}

static void collect(struct sx_vm *vm)
{
	u8 *to = vm->arena[!vm->arena_half];
	u32 used = 0, depth, i;

	for (depth = 0; depth <= vm->depth; depth++) {
		const struct sx_frame *frame = &vm->frames[depth];
		union sx_reg *regs = frame->base + frame->func->nints;

		for (i = 0; i < frame->func->nstrs; i++)
			if (is_in_half(vm, regs[i].s))
				move_string(&regs[i], to, &used);
	}
	if (vm->match && is_in_half(vm, vm->subject.s))
		move_string(&vm->subject, to, &used);
	vm->arena_half = !vm->arena_half;
	vm->arena_used = used;
}

struct sx_str *sx_vm_new_str(struct sx_vm *vm, u32 len)
{
	struct sx_str *s;
	u32 piece;

	if (len >= vm->set->maxstringlen)
		len = vm->set->maxstringlen - 1;
	piece = piece_len(len);
	if (piece > vm->arena_size - vm->arena_used)
		collect(vm);
	if (piece > vm->arena_size - vm->arena_used) {
		sx_vm_error(vm, SX_ERR_STRING_SPACE, vm->arena_size >> 10);
		return SX_NULL;
	}
	s = (struct sx_str *)(vm->arena[vm->arena_half] + vm->arena_used);
	vm->arena_used += piece;
	s->len = len;
	s->data[len] = 0;
	return s;
}

void sx_vm_trim_str(struct sx_vm *vm, struct sx_str *s, u32 len)
{
	vm->arena_used -= piece_len(s->len) - piece_len(len);
	s->len = len;
	s->data[len] = 0;
}

/* `from` lies in a global or the image: it does not move. */
int sx_vm_copy_str(struct sx_vm *vm, const struct sx_str *from,
		   union sx_reg *ret)
{
	struct sx_str *s;

	if (!from->len) {
		ret->s = sx_empty_str;
		return 0;
	}
	s = sx_vm_new_str(vm, from->len);
	if (!s)
		return -1;
	sx_memcpy(s->data, from->data, s->len);
	ret->s = s;
	return 0;
}

int sx_vm_glds(struct sx_vm *vm, const struct sx_insn *in, union sx_reg *r)
{
	return sx_vm_copy_str(vm, sx_vm_object(vm, (u32)in->imm)->str,
			      &r[in->a]);
}

int sx_vm_scat(struct sx_vm *vm, const struct sx_insn *in, union sx_reg *r)
{
	u32 len = r[in->b].s->len + r[in->c].s->len, first;
	struct sx_str *s = sx_vm_new_str(vm, len);

	if (!s)
		return -1;
	first = r[in->b].s->len < s->len ? r[in->b].s->len : s->len;
	sx_memcpy(s->data, r[in->b].s->data, first);
	sx_memcpy(s->data + first, r[in->c].s->data, s->len - first);
	r[in->a].s = s;
	return 0;
}
