// SPDX-License-Identifier: GPL-2.0
/*
 * Facts of an index. The answers are those that BTF would give: several things
 * of one name must agree, or there is none; a bit-field has no offset.
 */
#include "run/facts_index.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "index/find.h"
#include "index/store.h"
#include "index/type.h"
#include "kload/fact.h"

#define DEPTH_MAX  32
#define BUDGET_MAX 200000 /* members that a search looks at */

/* "0a1b" -> bytes. Returns their number; 0: that is no build-id. */
static u32 read_hex(const char *hex, u8 ret[INDEX_BUILD_ID_MAX])
{
	u32 len;

	for (len = 0; len < INDEX_BUILD_ID_MAX && *hex; len++, hex += 2) {
		unsigned int byte;
		int used = 0;

		if (sscanf(hex, "%2x%n", &byte, &used) != 1 || used != 2)
			return 0;
		ret[len] = (u8)byte;
	}
	return *hex ? 0 : len;
}

static void write_hex(const struct index_head *head, char *ret)
{
	u32 i;

	for (i = 0; i < head->build_id_len; i++)
		sprintf(ret + (size_t)2 * i, "%02x", head->build_id[i]);
}

static int check_kernel(const struct index *ix, const char *build_id)
{
	const struct index_head *head = index_head(ix);
	u8 id[INDEX_BUILD_ID_MAX];
	u32 len = read_hex(build_id, id);

	if (*build_id &&
	    (len != head->build_id_len || memcmp(id, head->build_id, len))) {
		log_err("%s: it is of another kernel than the one with build-id %s: make one of that kernel's vmlinux: stapx index --kernel VMLINUX",
			index_path(ix), build_id);
		return -ENOEXEC;
	}
	if (index_nr(ix, INDEX_UNITS))
		return 0;
	log_err("%s: it was made without debug information and knows no types",
		index_path(ix));
	return -ENODATA;
}

static int open_types(const char *path, char *build_id, void **ret)
{
	char found[PATH_MAX];
	u8 id[INDEX_BUILD_ID_MAX];
	struct index *ix;
	int err;

	*ret = NULL;
	if (!path) {
		if (store_find(id, read_hex(build_id, id), found))
			return 0;
		path = found;
	}
	err = index_open(path, &ix);
	if (err)
		return err;
	err = check_kernel(ix, build_id);
	if (err) {
		index_close(ix);
		return err;
	}
	if (!*build_id)
		write_hex(index_head(ix), build_id);
	log_info("kload: types of %s", path);
	*ret = ix;
	return 0;
}

static void close_types(void *types)
{
	index_close(types);
}

static const char *name_types(const void *types)
{
	return index_path(types);
}

/* What is asked, and whether those that have an answer agree. */
struct question {
	const struct index *ix;
	struct fact *f;
	char subject[FACT_NAME_MAX];
	bool found;
	bool conflict;
	bool bits; /* it is a bit-field */
	u64 value;
};

static void offer(struct question *q, u64 value)
{
	q->conflict |= q->found && q->value != value;
	q->found = true;
	q->value = value;
}

struct search {
	const struct index *ix;
	const char *name;
	size_t len;
	u32 budget;
	u64 bit_off;
	u32 type; /* of the member found */
	bool bits;
};

static bool is_aggregate(const struct index_type *t)
{
	return t->kind == INDEX_TYPE_STRUCT || t->kind == INDEX_TYPE_UNION ||
	       t->kind == INDEX_TYPE_CLASS;
}

static const struct index_type *stripped(const struct index *ix, u32 type)
{
	return index_row(ix, INDEX_TYPES, index_type_strip(ix, type));
}

/* Also through members that have no name, whatever their type is called. */
static bool search_member(struct search *s, u32 type, u64 base, int depth)
{
	const struct index_type *t = stripped(s->ix, type);
	const struct index_member *m;
	u32 i;

	if (!t || !is_aggregate(t) || depth > DEPTH_MAX)
		return false;
	m = index_rows(s->ix, INDEX_MEMBERS, t->member_first, t->member_nr);
	for (i = 0; m && i < t->member_nr && s->budget; i++, s->budget--) {
		const char *name = index_str(s->ix, m[i].name);

		if (!*name &&
		    search_member(s, m[i].type, base + m[i].bit_off, depth + 1))
			return true;
		if (!*name || strncmp(name, s->name, s->len) || name[s->len])
			continue;
		s->bit_off = base + m[i].bit_off;
		s->bits = m[i].flags & INDEX_MEMBER_BITS;
		s->type = m[i].type;
		return true;
	}
	return false;
}

/* "a.b": the offset of b in the type of a, behind that of a. */
static void offer_offset(struct question *q, u32 type)
{
	struct search s = { .ix = q->ix, .budget = BUDGET_MAX };
	const char *path = q->f->rest;
	u64 off = 0;

	for (;;) {
		s.name = path;
		s.len = strcspn(path, ".");
		if (!search_member(&s, type, 0, 0))
			return;
		if (s.bits || s.bit_off % 8) {
			q->bits = true;
			return;
		}
		off += s.bit_off / 8;
		if (!path[s.len])
			break;
		path += s.len + 1;
		type = s.type;
	}
	offer(q, off);
}

static void offer_type(struct question *q, u32 type)
{
	const struct index_type *t = index_row(q->ix, INDEX_TYPES, type);

	/* A typedef answers for the nameless struct behind it (atomic_t). */
	if (t && t->kind == INDEX_TYPE_TYPEDEF) {
		t = stripped(q->ix, type);
		if (t && t->name)
			return;
	}
	if (!t || !is_aggregate(t) || t->flags & INDEX_TYPE_DECLARATION)
		return;
	if (q->f->kind == FACT_SIZE)
		offer(q, t->size);
	else
		offer_offset(q, type);
}

static void offer_func(struct question *q, u32 row)
{
	const struct index_func *f = index_row(q->ix, INDEX_FUNCS, row);
	const struct index_var *p =
		f ? index_rows(q->ix, INDEX_VARS, f->param_first, f->param_nr)
		  : NULL;
	u64 position = 0;
	u32 i;

	if (!p)
		return;
	if (q->f->kind == FACT_ARGS) {
		/* BTF counts the "..." too. */
		offer(q, f->param_nr + !!(f->flags & INDEX_FUNC_VARIADIC));
		return;
	}
	for (i = 0; i < f->param_nr && !position; i++)
		if (!strcmp(index_str(q->ix, p[i].name), q->f->rest))
			position = i + 1;
	offer(q, position);
}

static void offer_row(struct question *q, const struct index_name *name)
{
	bool of_func = q->f->kind == FACT_ARGS || q->f->kind == FACT_PARAM;
	const struct index_enumerator *e;

	switch (name->kind) {
	case INDEX_NAME_STRUCT:
	case INDEX_NAME_UNION:
	case INDEX_NAME_TYPEDEF:
		if (q->f->kind == FACT_OFFSET || q->f->kind == FACT_SIZE)
			offer_type(q, name->row);
		break;
	case INDEX_NAME_FUNC:
		if (of_func)
			offer_func(q, name->row);
		break;
	case INDEX_NAME_ENUMERATOR:
		e = index_row(q->ix, INDEX_ENUMERATORS, name->row);
		if (e && q->f->kind == FACT_ENUM)
			offer(q, (u64)e->value);
		break;
	}
}

static int answer(const void *types, struct fact *f)
{
	struct question q = { .ix = types, .f = f };
	u32 first, nr, i;

	snprintf(q.subject, sizeof(q.subject), "%.*s", (int)f->subject_len,
		 f->subject);
	nr = index_find_name(types, q.subject, &first);
	for (i = 0; i < nr; i++) {
		const struct index_name *name =
			index_row(types, INDEX_NAMES, first + i);

		if (name)
			offer_row(&q, name);
	}
	if (q.conflict)
		fact_set_note(f, "several of that name disagree");
	else if (q.bits && !q.found)
		fact_set_note(f, "it is a bit-field");
	if (q.found && !q.conflict)
		fact_set_value(f, FACT_INDEX, q.value);
	else
		fact_set_absent(f, FACT_ABSENT);
	return 0;
}

const struct kload_types facts_of_index = {
	.open = open_types,
	.close = close_types,
	.name = name_types,
	.answer = answer,
};
