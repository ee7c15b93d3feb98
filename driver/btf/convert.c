// SPDX-License-Identifier: GPL-2.0
/*
 * The order of a conversion. Equal types were joined by whoever made the BTF,
 * and its strings are kept as they are: an index of a kernel is made while a
 * command starts.
 */
#include "btf/convert.h"

#include <elf.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/log.h"
#include "btf/impl.h"

#define LANGUAGE_C11 0x1d /* DW_LANG_C11 */

void btf_damaged(struct btf_conversion *c, u32 id, const char *fmt, ...)
{
	char text[256];
	va_list ap;

	if (c->err)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	log_err("%s: BTF: type %u: %s", btf_name(c->btf), id, text);
	c->err = -EINVAL;
}

u32 btf_type_row(struct btf_conversion *c, u32 id, u32 type)
{
	if (type < btf_nr(c->btf) && c->row[type] != BTF_NO_TYPE)
		return c->row[type];
	btf_damaged(c, id, "it refers to %u, which is no type", type);
	return 0;
}

u32 btf_text(struct btf_conversion *c, u32 id, u32 name_off)
{
	if (btf_str(c->btf, name_off))
		return name_off;
	btf_damaged(c, id, "its name lies outside of the strings");
	return 0;
}

static void adopt_strings(struct index_writer *w, const struct btf *btf)
{
	size_t len;
	const char *strs;

	if (btf_base(btf))
		adopt_strings(w, btf_base(btf));
	strs = btf_own_strs(btf, &len);
	index_strings_adopt(&w->strings, strs, (u32)len);
}

static void add_unit(struct index_writer *w, const char *name)
{
	struct index_unit *unit = index_writer_row(w, INDEX_UNITS);

	unit->name = index_writer_str(w, name);
	unit->producer = index_writer_str(w, INDEX_PRODUCER_BTF);
	unit->language = LANGUAGE_C11;
}

static void convert_record(struct btf_conversion *c, u32 id)
{
	bool own = id >= btf_own(c->btf);
	struct btf_record t;

	if (btf_get(c->btf, id, &t)) {
		c->err = -EINVAL;
		return;
	}
	if (t.kind == BTF_KIND_TYPE_TAG ||
	    (t.kind == BTF_KIND_FWD && c->made[id]))
		return; /* it is the row of another one */
	if (c->row[id] != BTF_NO_TYPE)
		btf_fill(c, id, &t);
	else if (own && t.kind == BTF_KIND_FUNC)
		btf_add_func(c, id, &t);
	else if (own && t.kind == BTF_KIND_VAR)
		btf_add_var(c, id, &t);
}

/* A section may stand in front of its variables. */
static void place_all_vars(struct btf_conversion *c)
{
	struct btf_record t;
	u32 id;

	for (id = btf_own(c->btf); id < btf_nr(c->btf) && !c->err; id++)
		if (!btf_get(c->btf, id, &t) && t.kind == BTF_KIND_DATASEC)
			btf_place_vars(c, id, &t);
}

int btf_convert(const struct btf *btf, const char *unit, struct index_writer *w)
{
	struct btf_conversion c = { .btf = btf, .w = w };
	u32 nr = btf_nr(btf), rows, id;

	c.row = arena_alloc(w->arena, (size_t)nr * sizeof(*c.row));
	c.made = arena_alloc(w->arena, (size_t)nr * sizeof(*c.made));
	w->machine = EM_X86_64;
	adopt_strings(w, btf);
	add_unit(w, unit);
	rows = btf_number(&c);
	if (c.err)
		return c.err;
	/* The writer begins with void, which BTF's 0 is too. */
	vec_push_many(&w->section[INDEX_TYPES], rows - 1);
	for (id = 1; id < nr && !c.err; id++)
		convert_record(&c, id);
	place_all_vars(&c);
	return c.err;
}
