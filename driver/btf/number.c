// SPDX-License-Identifier: GPL-2.0
/*
 * Which row of the index each type becomes. Tags say nothing that can be
 * asked: a tagged type is the type below. A forward declaration is the
 * definition of its kind and name where there is just one.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "btf/impl.h"

/* Tags in front of each other; more of them run in a circle. */
#define TAGS_MAX 64

struct forward {
	const char *name;
	u32 kind; /* BTF_KIND_STRUCT or _UNION */
	u32 id;
	u32 definition; /* its id; 0: none yet */
	u32 definitions;
};

static int compare_forwards(const void *a, const void *b)
{
	const struct forward *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order ? order : (int)x->kind - (int)y->kind;
}

static void note_forward(struct btf_conversion *c, struct vec *forwards, u32 id,
			 const struct btf_record *t)
{
	const char *name = btf_str(c->btf, t->name_off);
	struct forward *f;

	if (!name || !*name)
		return;
	f = vec_push(forwards);
	f->name = name;
	f->kind = t->flag == BTF_FORWARD_UNION ? BTF_KIND_UNION
					       : BTF_KIND_STRUCT;
	f->id = id;
}

static void note_definition(struct btf_conversion *c, struct vec *forwards,
			    u32 id, const struct btf_record *t)
{
	struct forward key = { btf_str(c->btf, t->name_off), t->kind, 0, 0, 0 };
	struct forward *first = forwards->data, *f;

	if (!key.name || !*key.name)
		return;
	f = bsearch(&key, first, forwards->nr, sizeof(*f), compare_forwards);
	if (!f)
		return;
	/* A module may have a declaration of its own beside the kernel's. */
	while (f > first && !compare_forwards(f - 1, &key))
		f--;
	for (; f < first + forwards->nr && !compare_forwards(f, &key); f++) {
		f->definition = id;
		f->definitions++;
	}
}

/* All records have been proved to be there. */
static struct btf_record record(const struct btf_conversion *c, u32 id)
{
	struct btf_record t = { 0 };

	btf_get(c->btf, id, &t);
	return t;
}

/* Leaves the id of its definition in `made` of a declaration. */
static void find_definitions(struct btf_conversion *c)
{
	struct vec forwards;
	u32 id;

	vec_init(&forwards, c->w->arena, sizeof(struct forward));
	for (id = 1; id < btf_nr(c->btf); id++) {
		struct btf_record t = record(c, id);

		if (t.kind == BTF_KIND_FWD)
			note_forward(c, &forwards, id, &t);
		else if (t.kind == BTF_KIND_ENUM || t.kind == BTF_KIND_ENUM64)
			c->marks_signs |= t.flag;
	}
	if (!forwards.nr)
		return;
	qsort(forwards.data, forwards.nr, forwards.size, compare_forwards);
	for (id = 1; id < btf_nr(c->btf); id++) {
		struct btf_record t = record(c, id);

		if (t.kind == BTF_KIND_STRUCT || t.kind == BTF_KIND_UNION)
			note_definition(c, &forwards, id, &t);
	}
	for (id = 0; id < forwards.nr; id++) {
		const struct forward *f = vec_at(&forwards, id);

		if (f->definitions == 1)
			c->made[f->id] = f->definition;
	}
}

static bool has_row(const struct btf_conversion *c, u32 id, u32 kind)
{
	switch (kind) {
	case BTF_KIND_FUNC:
	case BTF_KIND_VAR:
	case BTF_KIND_DATASEC:
	case BTF_KIND_DECL_TAG:
	case BTF_KIND_TYPE_TAG:
		return false;
	case BTF_KIND_FWD:
		return !c->made[id];
	}
	return true;
}

static void number_tag(struct btf_conversion *c, u32 id)
{
	struct btf_record t = record(c, id);
	u32 at = id, steps;

	for (steps = 0; steps < TAGS_MAX; steps++) {
		if (t.kind != BTF_KIND_TYPE_TAG) {
			c->row[id] = c->row[at];
			return;
		}
		at = t.size;
		if (!at) {
			c->row[id] = 0;
			return;
		}
		if (btf_get(c->btf, at, &t)) {
			c->err = -EINVAL;
			return;
		}
	}
	btf_damaged(c, id, "tags without an end");
}

u32 btf_number(struct btf_conversion *c)
{
	u32 rows = 1, id;

	find_definitions(c);
	for (id = 1; id < btf_nr(c->btf); id++)
		c->row[id] = has_row(c, id, record(c, id).kind) ? rows++
								: BTF_NO_TYPE;
	for (id = 1; id < btf_nr(c->btf); id++)
		if (c->made[id])
			c->row[id] = c->row[c->made[id]];
	for (id = 1; id < btf_nr(c->btf) && !c->err; id++)
		if (record(c, id).kind == BTF_KIND_TYPE_TAG)
			number_tag(c, id);
	return rows;
}
