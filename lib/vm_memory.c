// SPDX-License-Identifier: GPL-2.0
/*
 * Output of formats with %m or %M: the bytes go straight from memory into the
 * record. A record whose memory cannot be read becomes padding.
 */
#include "format.h"
#include "vm_priv.h"

#define NO_MEMORY 0xffffffffu

/* For each operand: how many bytes to read, or that it is none to be read. */
struct plan {
	u32 len[SX_MAX_FORMAT_ARGS];
	u32 user; /* a bit for each */
};

int sx_vm_read_memory(void *arg, u64 addr, int user, void *to, u32 len)
{
	struct sx_vm *vm = arg;

	if (sx_env_read_memory(vm, addr, user, to, len)) {
		vm->count.read_faults++;
		return sx_vm_error(vm, SX_ERR_USER_FAULT, addr);
	}
	return 0;
}

static int plan_memory(struct sx_vm *vm, const struct sx_str *fmt,
		       const union sx_reg *ints, struct plan *ret)
{
	struct sx_format_piece piece;
	u32 pos = 0, error, nr = 0;
	s64 len;

	ret->user = 0;
	while (sx_format_next(fmt->data, fmt->len, &pos, &piece, &error) > 0) {
		if (!piece.conv)
			continue;
		if (piece.star_width)
			ret->len[nr++] = NO_MEMORY;
		if (piece.star_precision)
			ret->len[nr++] = NO_MEMORY;
		ints += piece.star_width;
		ret->len[nr] = NO_MEMORY;
		if (piece.conv == 'm' || piece.conv == 'M') {
			len = sx_format_memory_len(&piece, ints);
			if (len > SX_FORMAT_MAX_MEMORY)
				return sx_vm_error(vm, SX_ERR_BAD_ARGUMENT,
						   (u64)len);
			ret->len[nr] = (u32)len;
			if (piece.flags & SX_FORMAT_ALT)
				ret->user |= 1u << nr;
		}
		ints += piece.star_precision + (piece.conv != 's');
		nr++;
	}
	return 0;
}

static u64 memory_len(u32 len)
{
	return SX_ALIGN(sizeof(struct sx_str) + (u64)len, (u64)8);
}

static u64 record_len(const struct sx_format *f, const struct plan *plan,
		      const union sx_reg *strs)
{
	u64 len = sizeof(struct sx_rec_print);
	u32 i;

	for (i = 0; i < f->nargs; i++) {
		if (f->args[i] == SX_T_STR)
			len += sx_vm_str_record_len((strs++)->s);
		else if (plan->len[i] != NO_MEMORY)
			len += memory_len(plan->len[i]);
		else
			len += sizeof(u64);
	}
	return len;
}

static u8 *put_memory(struct sx_vm *vm, u8 *to, u64 addr, int user, u32 len)
{
	struct sx_str *s = (struct sx_str *)to;
	u64 all = memory_len(len);

	*(u64 *)(to + all - sizeof(u64)) = 0;
	s->len = len;
	if (len && sx_vm_read_memory(vm, addr, user, s->data, len))
		return SX_NULL;
	return to + all;
}

/* Returns -1 after a read that failed. */
static int put_operands(struct sx_vm *vm, const struct sx_format *f,
			const struct plan *plan, const union sx_reg *ints,
			const union sx_reg *strs, u8 *p)
{
	u32 i;

	for (i = 0; i < f->nargs; i++) {
		if (f->args[i] == SX_T_STR) {
			p = sx_vm_put_str(p, (strs++)->s);
		} else if (plan->len[i] != NO_MEMORY) {
			p = put_memory(vm, p, (u64)(ints++)->i,
				       plan->user >> i & 1, plan->len[i]);
			if (!p)
				return -1;
		} else {
			*(s64 *)p = (ints++)->i;
			p += sizeof(s64);
		}
	}
	return 0;
}

int sx_vm_print_memory(struct sx_vm *vm, const struct sx_insn *in,
		       union sx_reg *r)
{
	const struct sx_format *f = &vm->prog->formats[in->imm];
	const struct sx_str *fmt = sx_program_str(vm->prog, f->str);
	struct sx_rec_print *rec;
	struct plan plan;

	if (plan_memory(vm, fmt, &r[in->a], &plan))
		return -1;
	rec = sx_vm_reserve(vm, SX_REC_PRINT, record_len(f, &plan, &r[in->b]));
	if (!rec)
		return 0;
	rec->format = (u32)in->imm;
	rec->pad = 0;
	if (put_operands(vm, f, &plan, &r[in->a], &r[in->b], (u8 *)(rec + 1))) {
		rec->rec.type = SX_REC_PAD;
		return -1;
	}
	return 0;
}
