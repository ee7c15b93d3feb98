// SPDX-License-Identifier: GPL-2.0
/*
 * foreach. FEACH copies the numbers of all entries with their sort keys and
 * moves the wanted ones, in order, to the end of the rows: a heap sort that
 * stops after `limit` rows, so that the first 10 of n cost n + 10 log n steps.
 * FNEXT walks down from the end and skips entries that were deleted since.
 *
 * Rows belong to one foreach statement and to whoever has its map locked. A
 * second loop over the same statement in a recursive function takes the rows
 * over; the first one finds out at its next FNEXT and fails, unless it had
 * been left by then.
 */
#include "vm_priv.h"

struct sorter {
	const struct sx_object *o;
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
	struct sx_stat merged;
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

static int compare_keys(const struct sorter *s, const struct sx_iter_row *a,
			const struct sx_iter_row *b)
{
	if (s->str_key || s->by_str_value)
		return sx_str_compare(str_of(s, a->entry), str_of(s, b->entry));
	return (a->key > b->key) - (a->key < b->key);
}

/* Is a to come before b? Equal ones come in the order of insertion. */
static int is_before(const struct sorter *s, const struct sx_iter_row *a,
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
static void sift_down(const struct sorter *s, u32 i, u32 nr)
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

/* Puts the first, second, ... of nr rows at nr-1, nr-2, ... */
static void sort_first(const struct sorter *s, u32 nr, u32 wanted)
{
	u32 i;

	for (i = nr / 2; i; i--)
		sift_down(s, i - 1, nr);
	for (; wanted; wanted--) {
		nr--;
		swap_rows(&s->rows[0], &s->rows[nr]);
		sift_down(s, 0, nr);
	}
}

/* Rows from the end on, so that without a sort they already lie in order. */
static u32 snapshot(const struct sx_object *o, struct sx_iter_row *rows,
		    u32 sort_by)
{
	u32 n, order = 0;

	for (n = o->oldest; n; n = sx_map_entry(o, n)->newer) {
		struct sx_iter_row *row = &rows[o->used - 1 - order];

		row->key = sort_key(o, n, sort_by);
		row->entry = n;
		row->order = order++;
	}
	return order;
}

static void sort_rows(const struct sx_object *o, struct sx_iter_row *rows,
		      const struct sx_iter *desc, u32 nr, u32 wanted)
{
	struct sorter s = { .o = o, .rows = rows };

	if (desc->sort_by == SX_SORT_NONE)
		return;
	s.descending = desc->dir < 0;
	if (desc->sort_by <= SX_MAX_KEYS) {
		if (o->str_keys & (1u << (desc->sort_by - 1)))
			s.str_key = desc->sort_by;
	} else {
		s.by_str_value = o->kind == SX_G_MAP_STR;
	}
	sort_first(&s, nr, wanted);
}

int sx_vm_feach(struct sx_vm *vm, const struct sx_insn *in, union sx_reg *r)
{
	const struct sx_iter *desc = &vm->prog->iters[in->imm];
	struct sx_iterator *it = &vm->globals->iters[in->imm];
	struct sx_object *o = sx_vm_object(vm, desc->global);
	s64 limit = r[in->a].i;
	u32 nr = snapshot(o, it->rows, desc->sort_by);

	it->vm = vm;
	it->frame = vm->frames[vm->depth].serial;
	it->next = nr;
	it->left = limit >= 0 && limit < nr ? (u32)limit : nr;
	sort_rows(o, it->rows, desc, nr, it->left);
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
