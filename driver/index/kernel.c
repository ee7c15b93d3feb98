// SPDX-License-Identifier: GPL-2.0
/* Parameters of a kernel's functions. */
#include "index/kernel.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "index/find.h"
#include "index/type.h"

#define WORD	   8u /* bytes of a register, and of a place on the stack */
#define REGS_NR	   6
#define NAME_LEN   256
#define DEPTH_MAX  32
#define BUDGET_MAX 100000 /* members looked at */

/* DWARF's numbers of rdi, rsi, rdx, rcx, r8, r9. */
static const u8 regs[REGS_NR] = { 5, 4, 1, 2, 8, 9 };

/* How a type is passed. */
enum passing {
	PASS_INTEGER, /* in registers, up to two words */
	PASS_MEMORY,
	PASS_NONE,
	PASS_UNKNOWN,
};

struct classifier {
	const struct index *ix;
	u32 budget;
	u64 align; /* the largest of any part */
};

struct assignment {
	u32 reg_nr; /* registers in use */
	u64 stack; /* bytes in use, the return address among them */
	bool lost; /* behind a parameter that nothing is known of */
};

static enum passing worse(enum passing a, enum passing b)
{
	return a > b ? a : b;
}

static enum passing classify(struct classifier *c, u32 type, u64 bit_off,
			     int depth);

/* A field that does not lie as its type wants puts all of it into memory. */
static enum passing classify_scalar(struct classifier *c,
				    const struct index_type *t, u64 bit_off)
{
	if (!t->size || t->size > 16 || t->size & (t->size - 1))
		return PASS_UNKNOWN;
	if (t->size > c->align)
		c->align = t->size;
	return bit_off % (8 * t->size) ? PASS_MEMORY : PASS_INTEGER;
}

static enum passing classify_members(struct classifier *c,
				     const struct index_type *t, u64 bit_off,
				     int depth)
{
	const struct index_member *m =
		index_rows(c->ix, INDEX_MEMBERS, t->member_first, t->member_nr);
	enum passing way = PASS_INTEGER;
	u32 i;

	if (!m)
		return PASS_UNKNOWN;
	for (i = 0; i < t->member_nr; i++) {
		if (!c->budget || !c->budget--)
			return PASS_UNKNOWN;
		/* The unit of a bit-field does not matter. */
		if (m[i].flags & INDEX_MEMBER_BITS)
			continue;
		way = worse(way, classify(c, m[i].type, bit_off + m[i].bit_off,
					  depth + 1));
	}
	return way;
}

/*
 * Of a larger object the first element tells its alignment. Where another
 * element does not lie as the first one does (packed ones of an odd size), gcc
 * looks at the first one and clang at all: nothing is known.
 */
static enum passing classify_elements(struct classifier *c, u32 array, u32 type,
				      u64 bit_off, int depth)
{
	u64 all = index_type_size(c->ix, array), off;
	u64 size = index_type_size(c->ix, type);
	enum passing way = classify(c, type, bit_off, depth + 1);

	if (!size || all > 2 * WORD)
		return way;
	for (off = size; off < all; off += size)
		if (classify(c, type, bit_off + 8 * off, depth + 1) != way)
			return PASS_UNKNOWN;
	return way;
}

static enum passing classify(struct classifier *c, u32 type, u64 bit_off,
			     int depth)
{
	const struct index_type *t =
		index_row(c->ix, INDEX_TYPES, index_type_strip(c->ix, type));

	if (!t || depth > DEPTH_MAX)
		return PASS_UNKNOWN;
	switch (t->kind) {
	case INDEX_TYPE_INT:
	case INDEX_TYPE_ENUM:
	case INDEX_TYPE_POINTER:
	case INDEX_TYPE_REFERENCE:
		return classify_scalar(c, t, bit_off);
	case INDEX_TYPE_ARRAY:
		return classify_elements(c, type, t->ref, bit_off, depth);
	case INDEX_TYPE_STRUCT:
	case INDEX_TYPE_UNION:
	case INDEX_TYPE_CLASS:
		return classify_members(c, t, bit_off, depth);
	}
	return PASS_UNKNOWN;
}

/* The way of an argument or a result; its alignment to *ret_align. */
static enum passing pass_of(const struct index *ix, u32 type, u64 size,
			    u64 *ret_align)
{
	struct classifier c = { .ix = ix, .budget = BUDGET_MAX, .align = 1 };
	const struct index_type *t =
		index_row(ix, INDEX_TYPES, index_type_strip(ix, type));
	bool aggregate = t && (t->kind == INDEX_TYPE_STRUCT ||
			       t->kind == INDEX_TYPE_UNION);
	enum passing way;

	*ret_align = 1;
	/* The compiler has made pointers of arrays and functions. */
	if (!t || t->flags & INDEX_TYPE_DECLARATION ||
	    t->kind == INDEX_TYPE_ARRAY)
		return PASS_UNKNOWN;
	if (!size)
		return aggregate ? PASS_NONE : PASS_UNKNOWN;
	way = classify(&c, type, 0, 0);
	*ret_align = c.align;
	return aggregate && size > 2 * WORD ? PASS_MEMORY : way;
}

static void put_on_stack(struct assignment *a, u64 align,
			 struct kernel_param *p)
{
	if (align > WORD)
		a->stack = (a->stack - WORD + align - 1) / align * align + WORD;
	p->place = KERNEL_PARAM_STACK;
	p->stack_off = (u32)a->stack;
	a->stack += (p->size + WORD - 1) / WORD * WORD;
	a->lost |= a->stack > 1 << 20;
}

/* An object has all its words in registers, or none. */
static void assign(const struct index *ix, struct assignment *a,
		   struct kernel_param *p)
{
	u32 words = p->size > WORD ? 2 : 1;
	u64 align;
	enum passing way = pass_of(ix, p->type, p->size, &align);

	a->lost |= way == PASS_UNKNOWN;
	if (a->lost) {
		p->place = KERNEL_PARAM_UNKNOWN;
	} else if (way == PASS_NONE) {
		p->place = KERNEL_PARAM_NONE;
	} else if (way == PASS_INTEGER && words <= REGS_NR - a->reg_nr) {
		p->place = KERNEL_PARAM_REG;
		p->reg = regs[a->reg_nr];
		p->reg2 = words == 2 ? regs[a->reg_nr + 1] : 0;
		a->reg_nr += words;
	} else {
		put_on_stack(a, align, p);
	}
}

/* The place of a result that is too large for registers is passed first. */
static void start(const struct index *ix, u32 result, struct assignment *a)
{
	u64 align;

	a->reg_nr = 0;
	a->stack = WORD;
	a->lost = false;
	if (result && pass_of(ix, result, index_type_size(ix, result),
			      &align) == PASS_MEMORY)
		a->reg_nr = 1;
}

static int add(const struct index *ix, struct assignment *a, u32 name, u32 type,
	       struct kernel_params *ret)
{
	struct kernel_param *p = &ret->param[ret->nr];

	if (ret->nr == KERNEL_PARAMS_MAX)
		return -EBADMSG;
	memset(p, 0, sizeof(*p));
	p->name = index_str(ix, name);
	p->type = type;
	p->size = index_type_size(ix, type);
	assign(ix, a, p);
	ret->nr++;
	return 0;
}

int kernel_row_params(const struct index *ix, u32 func,
		      struct kernel_params *ret)
{
	const struct index_func *f = index_row(ix, INDEX_FUNCS, func);
	const struct index_var *v =
		f ? index_rows(ix, INDEX_VARS, f->param_first, f->param_nr)
		  : NULL;
	struct assignment a;
	int err = 0;
	u32 i;

	if (!v)
		return -EBADMSG;
	ret->nr = 0;
	ret->result = f->type;
	start(ix, f->type, &a);
	for (i = 0; i < f->param_nr && !err; i++)
		err = add(ix, &a, v[i].name, v[i].type, ret);
	return err;
}

static bool is_same(const struct kernel_params *a,
		    const struct kernel_params *b)
{
	u32 i;

	if (a->nr != b->nr || a->result != b->result)
		return false;
	for (i = 0; i < a->nr; i++)
		if (a->param[i].type != b->param[i].type ||
		    strcmp(a->param[i].name, b->param[i].name))
			return false;
	return true;
}

int kernel_func_params(const struct index *ix, const char *name,
		       struct kernel_params *ret)
{
	u32 first, nr = index_find_name(ix, name, &first), i;
	const struct index_name *rows = index_rows(ix, INDEX_NAMES, first, nr);
	struct kernel_params other;
	int err = -ENOENT;

	for (i = 0; rows && i < nr; i++) {
		bool found = !err;

		if (rows[i].kind != INDEX_NAME_FUNC)
			continue;
		err = kernel_row_params(ix, rows[i].row, found ? &other : ret);
		if (!err && found && !is_same(ret, &other))
			err = -ENOTUNIQ;
		if (err)
			return err;
	}
	return err;
}

/* The names of as many parameters; those of a pointer to a function have none. */
static void name_params(const struct kernel_params *from,
			struct kernel_params *ret)
{
	u32 i;

	for (i = 0; i < ret->nr && from->nr == ret->nr; i++)
		ret->param[i].name = from->param[i].name;
}

/* Functions that have a tracepoint's parameters; the first that there is. */
static int find_caller(const struct index *ix, const char *trace,
		       struct kernel_params *ret)
{
	static const char *const prefixes[] = {
		"__traceiter_", /* since 5.10 */
		"__probestub_",		  "__bpf_trace_",
		"trace_event_raw_event_", "perf_trace_",
	};
	char name[NAME_LEN];
	int err = -ENOENT;
	size_t i;

	for (i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]) && err; i++) {
		if (snprintf(name, sizeof(name), "%s%s", prefixes[i], trace) >=
		    (int)sizeof(name))
			return -ENOENT;
		err = kernel_func_params(ix, name, ret);
	}
	return err;
}

/* The function type behind `typedef void (*btf_trace_NAME)(...)`. */
static const struct index_type *find_trace_type(const struct index *ix,
						const char *trace)
{
	const struct index_type *t;
	char name[NAME_LEN];

	if (snprintf(name, sizeof(name), "btf_trace_%s", trace) >=
	    (int)sizeof(name))
		return NULL;
	t = index_row(ix, INDEX_TYPES,
		      index_find_kind(ix, name, INDEX_NAME_TYPEDEF));
	if (t)
		t = index_row(ix, INDEX_TYPES, index_type_strip(ix, t->ref));
	if (t && t->kind == INDEX_TYPE_POINTER)
		t = index_row(ix, INDEX_TYPES, index_type_strip(ix, t->ref));
	return t && t->kind == INDEX_TYPE_FUNC ? t : NULL;
}

static int type_params(const struct index *ix, const struct index_type *t,
		       struct kernel_params *ret)
{
	const struct index_member *m =
		index_rows(ix, INDEX_MEMBERS, t->member_first, t->member_nr);
	struct assignment a;
	int err = m ? 0 : -EBADMSG;
	u32 i;

	ret->nr = 0;
	ret->result = t->ref;
	start(ix, t->ref, &a);
	for (i = 0; i < t->member_nr && !err; i++)
		err = add(ix, &a, m[i].name, m[i].type, ret);
	return err;
}

int kernel_trace_params(const struct index *ix, const char *name,
			struct kernel_params *ret)
{
	const struct index_type *t = find_trace_type(ix, name);
	struct kernel_params caller;
	int err = find_caller(ix, name, &caller);

	if (t) {
		int bad = type_params(ix, t, ret);

		if (bad)
			return bad;
		if (!err)
			name_params(&caller, ret);
	} else if (!err) {
		*ret = caller;
	} else {
		return err;
	}
	if (!ret->nr)
		return -EBADMSG;
	memmove(ret->param, ret->param + 1, --ret->nr * sizeof(*ret->param));
	ret->result = 0;
	return 0;
}

bool kernel_is_btf(const struct index *ix)
{
	const struct index_unit *unit = index_row(ix, INDEX_UNITS, 0);

	return unit &&
	       !strcmp(index_str(ix, unit->producer), INDEX_PRODUCER_BTF);
}
