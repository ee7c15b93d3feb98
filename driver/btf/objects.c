// SPDX-License-Identifier: GPL-2.0
/* Functions and variables of BTF. */
#include <string.h>

#include "btf/impl.h"

#define PERCPU_SECTION ".data..percpu"

static void add_params(struct btf_conversion *c, u32 id,
		       const struct btf_record *proto)
{
	u32 i;

	for (i = 0; i < proto->vlen; i++) {
		const uint8_t *at = btf_element(proto, i, BTF_PARAM_LEN);
		struct index_var *v;

		if (i == proto->vlen - 1 && !btf_word(at) && !btf_word(at + 4))
			return;
		v = index_writer_row(c->w, INDEX_VARS);
		v->name = btf_text(c, id, btf_word(at));
		v->type = btf_type_row(c, id, btf_word(at + 4));
		v->file = INDEX_NONE;
		v->kind = INDEX_VAR_PARAM;
	}
}

/*
 * Functions of one prototype share the rows of their parameters. Encoders call
 * all functions static: what is said of linkage means nothing.
 */
void btf_add_func(struct btf_conversion *c, u32 id, const struct btf_record *t)
{
	struct index_func f = {
		.file = INDEX_NONE,
		.scope = INDEX_NONE,
		.flags = INDEX_FUNC_EXTERNAL | INDEX_FUNC_PROTOTYPE,
	};
	struct btf_record proto = { 0 };
	u32 row = index_writer_nr(c->w, INDEX_FUNCS);

	if (t->size && t->size < btf_nr(c->btf))
		btf_get(c->btf, t->size, &proto);
	if (proto.kind != BTF_KIND_FUNC_PROTO) {
		btf_damaged(c, id, "a function of type %u, no prototype",
			    t->size);
		return;
	}
	f.name = btf_text(c, id, t->name_off);
	f.type = btf_type_row(c, t->size, proto.size);
	if (!c->made[t->size]) {
		c->made[t->size] = index_writer_nr(c->w, INDEX_VARS) + 1;
		add_params(c, t->size, &proto);
	}
	f.param_first = c->made[t->size] - 1;
	f.param_nr = proto.vlen;
	if (proto.vlen) {
		const uint8_t *last =
			btf_element(&proto, proto.vlen - 1, BTF_PARAM_LEN);

		if (!btf_word(last) && !btf_word(last + 4)) {
			f.flags |= INDEX_FUNC_VARIADIC;
			f.param_nr--;
		}
	}
	*(struct index_func *)index_writer_row(c->w, INDEX_FUNCS) = f;
	index_writer_name(c->w, f.name, INDEX_NAME_FUNC, row);
}

void btf_add_var(struct btf_conversion *c, u32 id, const struct btf_record *t)
{
	struct index_global *g = index_writer_row(c->w, INDEX_GLOBALS);
	u32 row = index_writer_nr(c->w, INDEX_GLOBALS) - 1;

	g->name = btf_text(c, id, t->name_off);
	g->type = btf_type_row(c, id, t->size);
	g->file = INDEX_NONE;
	g->addr = INDEX_NONE;
	if (btf_word(t->body))
		g->flags = INDEX_GLOBAL_EXTERNAL;
	c->made[id] = row + 1;
	index_writer_name(c->w, g->name, INDEX_NAME_GLOBAL, row);
}

/*
 * Of other sections it is not known where they lie: the kernel's symbol table
 * has the addresses of their variables.
 */
void btf_place_vars(struct btf_conversion *c, u32 id,
		    const struct btf_record *t)
{
	const char *section = btf_str(c->btf, t->name_off);
	u32 i;

	for (i = 0; i < t->vlen; i++) {
		const uint8_t *at = btf_element(t, i, BTF_SECT_LEN);
		struct btf_record var = { 0 };
		struct index_global *g;
		u32 n = btf_word(at);

		if (n >= btf_own(c->btf) && n < btf_nr(c->btf))
			btf_get(c->btf, n, &var);
		if (var.kind != BTF_KIND_VAR) {
			btf_damaged(c, id, "%u in a section is no variable", n);
			return;
		}
		if (!section || strcmp(section, PERCPU_SECTION))
			continue;
		g = index_writer_at(c->w, INDEX_GLOBALS, c->made[n] - 1);
		g->addr = btf_word(at + 4);
		g->flags |= INDEX_GLOBAL_PERCPU;
	}
}
