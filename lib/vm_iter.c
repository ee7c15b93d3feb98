// SPDX-License-Identifier: GPL-2.0
/*
 * foreach. FEACH copies the numbers of all entries with their sort keys and
 * moves the wanted ones, in order, to the end of the rows: a heap sort that
 * stops after `limit` rows, so that the first 10 of n cost n + 10 log n steps.
 * FNEXT walks down from the end and skips entries that were deleted since.
 *
 * A slice leaves out the entries whose given keys differ; `in` and delete with
 * slices walk the entries the same way, without rows.
 *
 * All of this is paid from the budget (sx_vm_pay): an entry looked at, or two
 * rows compared, is a piece of work. No hit can be kept busy for long.
 *
 * Rows belong to one foreach statement and to whoever has its map locked. A
 * second loop over the same statement in a recursive function takes the rows
 * over; the first one finds out at its next FNEXT and fails, unless it had
 * been left by then.
 */
#include "vm_priv.h"

/* Bytes of two strings that are compared for the price of a row. */
#define BYTES_PER_WORK 256

/* CPUs whose samples are merged for the price of a row. */
#define CPUS_PER_WORK 8

struct sorter {
	const struct sx_object *o;
	u64 work;
	struct sx_iter_row *rows;
	u32 str_key; /* 0: sort by row.key, else 1 + number of the key */
	int by_str_value;
	int descending;
};

/* Signed order on unsigned words. */
static u64 sortable(s64 v)
{
	return (u64)v ^ (1ull << 63);
}

static u64 sort_key(const struct sx_object *o, u32 n, u32 sort_by)
{
	struct sx_stat_total merged;
	s64 v = 0;

	if (sort_by == SX_SORT_NONE)
		return 0;
	if (sort_by <= SX_MAX_KEYS) {
		if (o->str_keys & (1u << (sort_by - 1)))
			return 0;
		return sortable(*(const s64 *)sx_map_key(o, n, sort_by - 1));
	}
	if (o->kind == SX_G_MAP_STR)
		return 0;
	if (o->kind == SX_G_MAP_INT)
		return sortable(*(const s64 *)sx_map_value(o, n));
	sx_stat_merge(o, n, &merged);
	sx_stat_aggregate(&merged,
			  sort_by >= SX_SORT_AGG ? sort_by - SX_SORT_AGG
						 : SX_AGG_COUNT,
			  &v);
	return sortable(v);
}

static const struct sx_str *str_of(const struct sorter *s, u32 n)
{
	if (s->by_str_value)
		return sx_map_value(s->o, n);
	return sx_map_key(s->o, n, s->str_key - 1);
}

static int compare_strings(struct sorter *s, const struct sx_str *a,
			   const struct sx_str *b)
{
	s->work += (a->len < b->len ? a->len : b->len) / BYTES_PER_WORK;
	return sx_str_compare(a, b);
}

static int compare_keys(struct sorter *s, const struct sx_iter_row *a,
			const struct sx_iter_row *b)
{
	s->work++;
	if (s->str_key || s->by_str_value)
		return compare_strings(s, str_of(s, a->entry),
				       str_of(s, b->entry));
	return (a->key > b->key) - (a->key < b->key);
}

/* Is a to come before b? Equal ones come in the order of insertion. */
static int is_before(struct sorter *s, const struct sx_iter_row *a,
		     const struct sx_iter_row *b)
{
	int d = compare_keys(s, a, b);

	if (d)
		return s->descending ? d > 0 : d < 0;
	return a->order < b->order;
}

static void swap_rows(struct sx_iter_row *a, struct sx_iter_row *b)
{
	struct sx_iter_row tmp = *a;

	*a = *b;
	*b = tmp;
}

/* Moves row i of a heap of nr rows to its place; the first is on top. */
static void sift_down(struct sorter *s, u32 i, u32 nr)
{
	u32 child;

	for (child = 2 * i + 1; child < nr; child = 2 * i + 1) {
		if (child + 1 < nr &&
		    is_before(s, &s->rows[child + 1], &s->rows[child]))
			child++;
		if (!is_before(s, &s->rows[child], &s->rows[i]))
			return;
		swap_rows(&s->rows[child], &s->rows[i]);
		i = child;
	}
}

static int pay_sort(struct sx_vm *vm, struct sorter *s)
{
	u64 work = s->work;

	s->work %= vm->work_per_action;
	return sx_vm_pay(vm, work);
}

/* Puts the first, second, ... of nr rows at nr-1, nr-2, ... */
static int sort_first(struct sx_vm *vm, struct sorter *s, u32 nr, u32 wanted)
{
	u32 i;

	for (i = nr / 2; i; i--) {
		sift_down(s, i - 1, nr);
		if (pay_sort(vm, s))
			return -1;
	}
	for (; wanted; wanted--) {
		nr--;
		swap_rows(&s->rows[0], &s->rows[nr]);
		sift_down(s, 0, nr);
		if (pay_sort(vm, s))
			return -1;
	}
	return 0;
}

static int sort_rows(struct sx_vm *vm, const struct sx_object *o,
		     struct sx_iterator *it, const struct sx_iter *desc)
{
	struct sorter s = { .o = o, .rows = it->rows };

	if (desc->sort_by == SX_SORT_NONE)
		return 0;
	s.descending = desc->dir < 0;
	if (desc->sort_by <= SX_MAX_KEYS) {
		if (o->str_keys & (1u << (desc->sort_by - 1)))
			s.str_key = desc->sort_by;
	} else {
		s.by_str_value = o->kind == SX_G_MAP_STR;
	}
	return sort_first(vm, &s, it->next, it->left);
}

/* The price of looking at each entry of a map. */
static int pay_walk(struct sx_vm *vm, const struct sx_object *o,
		    const struct sx_iter *desc)
{
	u64 each = 1;

	if (desc->sort_by >= SX_SORT_VALUE && o->kind == SX_G_MAP_STAT)
		each += o->nr_cpus / CPUS_PER_WORK;
	return sx_vm_pay(vm, o->used * each);
}

/* Does an entry have the given keys of a slice? */
static int in_slice(const struct sx_object *o, u32 n, u32 slice,
		    const union sx_reg *ints, const union sx_reg *strs)
{
	u32 k;

	for (k = 0; slice >> k; k++) {
		const void *key = sx_map_key(o, n, k);

		if (!(slice & (1u << k)))
			continue;
		if (!(o->str_keys & (1u << k))) {
			if (*(const s64 *)key != (ints++)->i)
				return 0;
		} else if (!sx_map_key_equals(o, key, (strs++)->s)) {
			return 0;
		}
	}
	return 1;
}

/*
 * The newest entry comes first, so that without a sort the rows lie in their
 * order already: FNEXT walks down from the end.
 */
static u32 snapshot(const struct sx_object *o, struct sx_iter_row *rows,
		    const struct sx_iter *desc, const union sx_reg *ints,
		    const union sx_reg *strs)
{
	u32 n, nr = 0;

	for (n = o->newest; n; n = sx_map_entry(o, n)->older) {
		struct sx_iter_row *row = &rows[nr];

		if (!in_slice(o, n, desc->slice, ints, strs))
			continue;
		row->key = sort_key(o, n, desc->sort_by);
		row->entry = n;
		row->order = ~nr++;
	}
	return nr;
}

static int start(struct sx_vm *vm, u32 iter, s64 limit,
		 const union sx_reg *ints, const union sx_reg *strs)
{
	const struct sx_iter *desc = &vm->prog->iters[iter];
	struct sx_iterator *it = &vm->globals->iters[iter];
	struct sx_object *o = sx_vm_object(vm, desc->global);

	if (pay_walk(vm, o, desc))
		return -1;
	it->vm = vm;
	it->frame = vm->frames[vm->depth].serial;
	it->next = snapshot(o, it->rows, desc, ints, strs);
	it->left = limit >= 0 && limit < it->next ? (u32)limit : it->next;
	return sort_rows(vm, o, it, desc);
}

int sx_vm_feach(struct sx_vm *vm, const struct sx_insn *in, union sx_reg *r)
{
	return start(vm, (u32)in->imm, r[in->a].i, r, r);
}

int sx_vm_feachs(struct sx_vm *vm, const struct sx_insn *in, union sx_reg *r)
{
	return start(vm, (u32)in->imm, r[in->c].i, &r[in->a], &r[in->b]);
}

int sx_vm_mhass(struct sx_vm *vm, const struct sx_insn *in, union sx_reg *r)
{
	const struct sx_iter *desc = &vm->prog->iters[in->imm];
	const struct sx_object *o = sx_vm_object(vm, desc->global);
	u32 n;

	if (sx_vm_pay(vm, o->used))
		return -1;
	for (n = o->oldest; n; n = sx_map_entry(o, n)->newer)
		if (in_slice(o, n, desc->slice, &r[in->a], &r[in->b]))
			break;
	r[in->c].i = n != 0;
	return 0;
}

int sx_vm_mdels(struct sx_vm *vm, const struct sx_insn *in, union sx_reg *r)
{
	const struct sx_iter *desc = &vm->prog->iters[in->imm];
	struct sx_object *o = sx_vm_object(vm, desc->global);
	u32 n, newer;

	if (sx_vm_pay(vm, o->used))
		return -1;
	for (n = o->oldest; n; n = newer) {
		newer = sx_map_entry(o, n)->newer;
		if (in_slice(o, n, desc->slice, &r[in->a], &r[in->b]))
			sx_map_delete(o, n);
	}
	return 0;
}

static u32 next_entry(const struct sx_object *o, struct sx_iterator *it)
{
	u32 n;

	while (it->left) {
		it->left--;
		n = it->rows[--it->next].entry;
		if (sx_map_entry(o, n)->hash)
			return n;
	}
	return 0;
}

static int load_keys(struct sx_vm *vm, const struct sx_object *o, u32 n,
		     union sx_reg *ints, union sx_reg *strs)
{
	u32 k;

	for (k = 0; k < o->nkeys; k++) {
		const void *key = sx_map_key(o, n, k);

		if (!(o->str_keys & (1u << k)))
			(ints++)->i = *(const s64 *)key;
		else if (sx_vm_copy_str(vm, key, strs++))
			return -1;
	}
	return 0;
}

int sx_vm_fnext(struct sx_vm *vm, const struct sx_insn *in, union sx_reg *r)
{
	const struct sx_iter *desc = &vm->prog->iters[in->imm];
	struct sx_iterator *it = &vm->globals->iters[in->imm];
	struct sx_object *o = sx_vm_object(vm, desc->global);
	u32 n;

	if (it->vm != vm || it->frame != vm->frames[vm->depth].serial)
		return sx_vm_error(vm, SX_ERR_RECURSIVE_FOREACH, 0);
	n = next_entry(o, it);
	if (n && load_keys(vm, o, n, &r[in->a], &r[in->b]))
		return -1;
	r[in->c].i = n != 0;
	return 0;
}
