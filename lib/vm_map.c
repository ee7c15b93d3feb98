// SPDX-License-Identifier: GPL-2.0
/* The operations on maps and statistics. */
#include "vm_priv.h"

static u32 find(const struct sx_object *o, const struct sx_insn *in,
		const union sx_reg *r)
{
	return sx_map_find(o, &r[in->a], &r[in->b]);
}

/* Every loss is counted; the first one of a map is told, with its name. */
static void count_full(struct sx_vm *vm, struct sx_object *o,
		       const struct sx_insn *in)
{
	vm->count.map_full++;
	if (__atomic_exchange_n(&o->full_told, 1, __ATOMIC_RELAXED))
		return;
	vm->pc = (u32)(in - vm->prog->code);
	if (sx_vm_notice(vm, SX_ERR_MAP_FULL, (u64)(o - vm->objects)))
		__atomic_store_n(&o->full_told, 0, __ATOMIC_RELAXED);
}

/* A full map drops the operation, and the handler goes on. */
static SX_COLD u32 insert(struct sx_vm *vm, struct sx_object *o,
			  const struct sx_insn *in, const union sx_reg *r)
{
	u32 n = sx_map_insert(o, &r[in->a], &r[in->b]);

	if (!n)
		count_full(vm, o, in);
	return n;
}

static u32 find_or_insert(struct sx_vm *vm, struct sx_object *o,
			  const struct sx_insn *in, const union sx_reg *r)
{
	u32 n = find(o, in, r);

	return sx_likely(n) ? n : insert(vm, o, in, r);
}

int sx_vm_mldi(struct sx_vm *vm, const struct sx_insn *in, union sx_reg *r)
{
	struct sx_object *o = sx_vm_object(vm, (u32)in->imm);
	u32 n = find(o, in, r);

	r[in->c].i = n ? *(s64 *)sx_map_value(o, n) : 0;
	return 0;
}

int sx_vm_msti(struct sx_vm *vm, const struct sx_insn *in, union sx_reg *r)
{
	struct sx_object *o = sx_vm_object(vm, (u32)in->imm);
	u32 n = find_or_insert(vm, o, in, r);

	if (n)
		*(s64 *)sx_map_value(o, n) = r[in->c].i;
	return 0;
}

int sx_vm_maddi(struct sx_vm *vm, const struct sx_insn *in, union sx_reg *r)
{
	struct sx_object *o = sx_vm_object(vm, (u32)in->imm);
	u32 n = find_or_insert(vm, o, in, r);
	u64 *value;

	if (!n)
		return 0;
	value = sx_map_value(o, n);
	*value += (u64)r[in->c].i;
	r[in->c].i = (s64)*value;
	return 0;
}

int sx_vm_mlds(struct sx_vm *vm, const struct sx_insn *in, union sx_reg *r)
{
	struct sx_object *o = sx_vm_object(vm, (u32)in->imm);
	u32 n = find(o, in, r);
	const struct sx_str *s = sx_empty_str;

	if (n)
		s = sx_map_value(o, n);
	return sx_vm_copy_str(vm, s, &r[in->c]);
}

int sx_vm_msts(struct sx_vm *vm, const struct sx_insn *in, union sx_reg *r)
{
	struct sx_object *o = sx_vm_object(vm, (u32)in->imm);
	u32 n = find_or_insert(vm, o, in, r);

	if (n)
		sx_str_store(sx_map_value(o, n), r[in->c].s, o->maxstringlen);
	return 0;
}

int sx_vm_mstadd(struct sx_vm *vm, const struct sx_insn *in, union sx_reg *r)
{
	struct sx_object *o = sx_vm_object(vm, (u32)in->imm);
	u32 n = find_or_insert(vm, o, in, r);

	if (n)
		sx_stat_add(o, n, vm->cpu, r[in->c].i);
	return 0;
}

/* entry 0 of a map is none: like one without samples. */
static int aggregate(struct sx_vm *vm, s32 imm, const struct sx_object *o,
		     int exists, u32 entry, s64 *ret)
{
	struct sx_stat_total merged = { 0 };

	if (exists)
		sx_stat_merge(o, entry, &merged);
	if (sx_stat_aggregate(&merged, sx_agg_of(imm), ret))
		return sx_vm_error(vm, SX_ERR_EMPTY_STAT, sx_agg_global(imm));
	return 0;
}

int sx_vm_stagg(struct sx_vm *vm, const struct sx_insn *in, union sx_reg *r)
{
	struct sx_object *o = sx_vm_object(vm, sx_agg_global(in->imm));

	return aggregate(vm, in->imm, o, 1, 0, &r[in->a].i);
}

int sx_vm_magg(struct sx_vm *vm, const struct sx_insn *in, union sx_reg *r)
{
	struct sx_object *o = sx_vm_object(vm, sx_agg_global(in->imm));
	u32 n = find(o, in, r);

	return aggregate(vm, in->imm, o, n != 0, n, &r[in->c].i);
}

int sx_vm_mhas(struct sx_vm *vm, const struct sx_insn *in, union sx_reg *r)
{
	r[in->c].i = find(sx_vm_object(vm, (u32)in->imm), in, r) != 0;
	return 0;
}

int sx_vm_mdel(struct sx_vm *vm, const struct sx_insn *in, union sx_reg *r)
{
	struct sx_object *o = sx_vm_object(vm, (u32)in->imm);
	u32 n = find(o, in, r);

	if (n)
		sx_map_delete(o, n);
	return 0;
}

/* Bucket number *io of a histogram, to *io. */
static int bucket(struct sx_vm *vm, u32 global, int exists, u32 entry, s64 *io)
{
	struct sx_object *o = sx_vm_object(vm, global);
	struct sx_stat_total merged = { 0 };
	u64 wanted = (u64)*io;

	if (exists)
		sx_stat_merge(o, entry, &merged);
	if (!merged.count)
		return sx_vm_error(vm, SX_ERR_EMPTY_STAT, global);
	if (wanted >= o->hist_nr)
		return sx_vm_error(vm, SX_ERR_BUCKET, wanted);
	*io = (s64)sx_stat_merge_bucket(o, entry, (u32)wanted);
	return 0;
}

int sx_vm_stbkt(struct sx_vm *vm, const struct sx_insn *in, union sx_reg *r)
{
	s64 value = r[in->b].i;

	if (bucket(vm, (u32)in->imm, 1, 0, &value))
		return -1;
	r[in->a].i = value;
	return 0;
}

int sx_vm_mbkt(struct sx_vm *vm, const struct sx_insn *in, union sx_reg *r)
{
	u32 n = find(sx_vm_object(vm, (u32)in->imm), in, r);

	return bucket(vm, (u32)in->imm, n != 0, n, &r[in->c].i);
}
