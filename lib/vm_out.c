// SPDX-License-Identifier: GPL-2.0
/*
 * Output of a handler: records in the ring, and text in strings. A record is
 * written from front to back and never read.
 */
#include "format.h"
#include "vm_priv.h"

/*
 * The ring is marked active before the clock is read, so that a reader who
 * finds it idle at `now` gets no record older than that from it later.
 */
static inline void *reserve(struct sx_vm *vm, u32 type, u64 len)
{
	/* The reader takes what is older than the running hit only. */
	if (sx_unlikely(vm->wait_room != SX_NULL) &&
	    !sx_ring_has_room(vm->ring, (u32)len)) {
		sx_ring_commit(vm->ring);
		vm->time_ns = 0;
		vm->wait_room(vm);
	}
	if (!vm->time_ns) {
		sx_ring_begin(vm->ring, 1);
		vm->time_ns = sx_env_time_ns();
		sx_ring_begin(vm->ring, vm->time_ns);
	}
	return sx_ring_reserve(vm->ring, type, (u32)len, vm->time_ns);
}

void *sx_vm_reserve(struct sx_vm *vm, u32 type, u64 len)
{
	return reserve(vm, type, len);
}

static u64 print_len(const struct sx_format *f, const union sx_reg *strs)
{
	u64 len = sizeof(struct sx_rec_print);
	u32 i;

	for (i = 0; i < f->nargs; i++) {
		if (f->args[i] == SX_T_STR)
			len += sx_vm_str_record_len((strs++)->s);
		else
			len += sizeof(u64);
	}
	return len;
}

int sx_vm_printf(struct sx_vm *vm, const struct sx_insn *in, union sx_reg *r)
{
	const struct sx_format *f = &vm->prog->formats[in->imm];
	const union sx_reg *ints = &r[in->a], *strs = &r[in->b];
	struct sx_rec_print *rec;
	u32 i;
	u8 *p;

	if (sx_unlikely(f->flags))
		return sx_vm_print_memory(vm, in, r);
	rec = reserve(vm, SX_REC_PRINT, print_len(f, strs));
	if (!rec)
		return 0;
	rec->format = (u32)in->imm;
	rec->pad = 0;
	p = (u8 *)(rec + 1);
	for (i = 0; i < f->nargs; i++) {
		if (f->args[i] == SX_T_STR) {
			p = sx_vm_put_str(p, (strs++)->s);
		} else {
			*(s64 *)p = (ints++)->i;
			p += sizeof(s64);
		}
	}
	return 0;
}

int sx_vm_sprintf(struct sx_vm *vm, const struct sx_insn *in, union sx_reg *r)
{
	const struct sx_format *f = &vm->prog->formats[in->imm];
	const struct sx_str *fmt = sx_program_str(vm->prog, f->str);
	struct sx_str *s = sx_vm_new_str(vm, vm->set->maxstringlen);
	const struct sx_format_memory memory = { sx_vm_read_memory, vm };
	sx_size len;

	if (!s)
		return -1;
	if (sx_unlikely(f->flags))
		len = sx_format_render_memory(s->data, s->len + 1, fmt->data,
					      fmt->len, &r[in->a], &r[in->b],
					      &memory);
	else
		len = sx_format_render(s->data, s->len + 1, fmt->data, fmt->len,
				       &r[in->a], &r[in->b]);
	if (sx_unlikely(vm->error))
		return -1;
	if (len < s->len)
		sx_vm_trim_str(vm, s, (u32)len);
	r[in->c].s = s;
	return 0;
}

/* A statistic without samples is drawn empty; it is no error. */
static void put_hist(struct sx_vm *vm, u32 global, int exists, u32 entry)
{
	struct sx_object *o = sx_vm_object(vm, global);
	u64 buckets_len = (u64)o->hist_nr * sizeof(u64);
	struct sx_stat_total merged = { 0 };
	struct sx_rec_hist *rec;

	rec = reserve(vm, SX_REC_HIST, sizeof(*rec) + buckets_len);
	if (!rec)
		return;
	if (exists)
		sx_stat_merge(o, entry, &merged);
	rec->global = global;
	rec->bucket_nr = o->hist_nr;
	rec->count = merged.count;
	rec->sum = merged.sum;
	rec->min = merged.min;
	rec->max = merged.max;
	if (exists)
		sx_stat_merge_hist(o, entry, (u64 *)(rec + 1));
	else
		sx_memset(rec + 1, 0, buckets_len);
}

int sx_vm_sthist(struct sx_vm *vm, const struct sx_insn *in, union sx_reg *r)
{
	(void)r;
	put_hist(vm, (u32)in->imm, 1, 0);
	return 0;
}

int sx_vm_mhist(struct sx_vm *vm, const struct sx_insn *in, union sx_reg *r)
{
	struct sx_object *o = sx_vm_object(vm, (u32)in->imm);
	u32 n = sx_map_find(o, &r[in->a], &r[in->b]);

	put_hist(vm, (u32)in->imm, n != 0, n);
	return 0;
}

static struct sx_rec_error *reserve_message(struct sx_vm *vm, u32 type,
					    const char *text, u32 len)
{
	u64 text_len = SX_ALIGN((u64)len, (u64)8);
	struct sx_rec_error *rec;

	rec = reserve(vm, type, sizeof(*rec) + text_len);
	if (!rec)
		return SX_NULL;
	sx_memset(&rec->rec + 1, 0, sizeof(*rec) - sizeof(rec->rec));
	rec->probe = vm->probe;
	rec->len = len;
	sx_memcpy(rec + 1, text, len);
	sx_memset((u8 *)(rec + 1) + len, 0, text_len - len);
	return rec;
}

void sx_vm_report(struct sx_vm *vm)
{
	struct sx_rec_error *rec = reserve_message(
		vm, SX_REC_ERROR, vm->error_text, vm->error_len);

	if (!rec)
		return;
	rec->code = vm->error;
	rec->pc = vm->pc;
	rec->arg = vm->error_arg;
}

int sx_vm_notice(struct sx_vm *vm, u32 code, u64 arg)
{
	struct sx_rec_error *rec = reserve_message(vm, SX_REC_WARN, "", 0);

	if (!rec)
		return -1;
	rec->code = code;
	rec->pc = vm->pc;
	rec->arg = arg;
	return 0;
}

void sx_vm_warn(struct sx_vm *vm, const struct sx_str *text)
{
	reserve_message(vm, SX_REC_WARN, text->data, text->len);
}

int sx_vm_error(struct sx_vm *vm, u32 code, u64 arg)
{
	vm->error = code;
	vm->error_arg = arg;
	vm->error_text = sx_empty_str->data;
	vm->error_len = 0;
	vm->error_str = SX_NULL;
	return -1;
}

int sx_vm_error_str(struct sx_vm *vm, const struct sx_str *text)
{
	sx_vm_error(vm, SX_ERR_SCRIPT, 0);
	vm->error_text = text->data;
	vm->error_len = text->len;
	vm->error_str = text;
	return -1;
}
