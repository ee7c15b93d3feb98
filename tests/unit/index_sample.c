// SPDX-License-Identifier: GPL-2.0
/* An index with something in every section. */
#include "index_sample.h"

#include <elf.h>
#include <errno.h>

#include "index/expr.h"
#include "index/lines_writer.h"
#include "index/writer.h"

const char *const index_sample_names[INDEX_SAMPLE_NR] = { "delta", "alpha",
							  "charlie", "bravo" };

/* Function n is at 0x100 * n, 0x80 bytes, with a block in its middle. */
static void add_function(struct index_writer *w, u32 n)
{
	struct index_func *f = index_writer_row(w, INDEX_FUNCS);
	struct index_func_addr *addr = index_writer_row(w, INDEX_FUNC_ADDRS);
	struct index_scope *scope;
	struct index_range *range;
	u32 i;

	f->name = index_writer_str(w, index_sample_names[n]);
	f->scope = 2 * n;
	f->file = INDEX_NONE;
	index_writer_name(w, f->name, INDEX_NAME_FUNC, n);
	addr->low = 0x100 * n;
	addr->high = addr->low + 0x80;
	addr->scope = f->scope;
	for (i = 0; i < 2; i++) {
		scope = index_writer_row(w, INDEX_SCOPES);
		scope->func = n;
		scope->parent = i ? 2 * n : INDEX_NONE;
		scope->end = 2 * n + 2;
		scope->kind = i ? INDEX_SCOPE_BLOCK : INDEX_SCOPE_BODY;
		scope->range_first = 2 * n + i;
		scope->range_nr = 1;
		range = index_writer_row(w, INDEX_RANGES);
		range->low = 0x100 * n + 0x20 * i;
		range->high = 0x100 * n + (i ? 0x40 : 0x80);
	}
}

/* Type 1 is an int, type 2 a struct that holds a pointer to itself. */
static void add_types(struct index_writer *w)
{
	struct index_type *t = index_writer_row(w, INDEX_TYPES);
	struct index_member *m;

	t->name = index_writer_str(w, "int");
	t->kind = INDEX_TYPE_INT;
	t->size = 4;
	index_writer_name(w, t->name, INDEX_NAME_TYPEDEF, 1);
	t = index_writer_row(w, INDEX_TYPES);
	t->name = index_writer_str(w, "alpha");
	t->kind = INDEX_TYPE_STRUCT;
	t->size = 16;
	t->member_nr = 2;
	index_writer_name(w, t->name, INDEX_NAME_STRUCT, 2);
	t = index_writer_row(w, INDEX_TYPES);
	t->kind = INDEX_TYPE_POINTER;
	t->size = 8;
	t->ref = 2;
	m = index_writer_row(w, INDEX_MEMBERS);
	m->name = index_writer_str(w, "next");
	m->type = 3;
	m = index_writer_row(w, INDEX_MEMBERS);
	m->name = index_writer_str(w, "value");
	m->type = 1;
	m->bit_off = 64;
}

/* A parameter and a variable of function n, in a register and in memory. */
static void add_vars(struct index_writer *w, u32 n)
{
	static const u8 exprs[] = { INDEX_EXPR_REG, 5, INDEX_EXPR_BREG, 6, 8 };
	u32 i;

	for (i = 0; i < 2; i++) {
		struct index_var *v = index_writer_row(w, INDEX_VARS);
		struct index_loc *l = index_writer_row(w, INDEX_LOCS);
		struct index_scope *s =
			index_writer_at(w, INDEX_SCOPES, 2 * n + i);

		v->name = index_writer_str(w, i ? "sum" : "list");
		v->type = i ? 1 : 3;
		v->file = n % 2;
		v->line = 10 * n + i;
		v->kind = i ? INDEX_VAR_LOCAL : INDEX_VAR_PARAM;
		v->loc_first = 2 * n + i;
		v->loc_nr = 1;
		l->low = 0x100 * n;
		l->high = l->low + 0x80;
		l->len = i ? 3 : 2;
		l->expr = index_writer_bytes(w, exprs + 2 * i, l->len);
		s->var_first = 2 * n + i;
		s->var_nr = 1;
	}
}

static void add_global(struct index_writer *w)
{
	struct index_global *g = index_writer_row(w, INDEX_GLOBALS);
	struct index_unit *unit = index_writer_row(w, INDEX_UNITS);

	unit->name = index_writer_str(w, "dir/one.c");
	g->name = index_writer_str(w, "zebra");
	g->type = 2;
	g->addr = 0x1000;
	index_writer_name(w, g->name, INDEX_NAME_GLOBAL, 0);
}

static void add_symbols(struct index_writer *w)
{
	static const u32 by_name[] = { 1, 3, 2, 0, 5, 4 };
	struct index_symbol *s;
	u32 i;

	for (i = 0; i < INDEX_SAMPLE_NR + 2; i++) {
		s = index_writer_row(w, INDEX_SYMBOLS);
		s->name = index_writer_str(
			w, i < INDEX_SAMPLE_NR	  ? index_sample_names[i]
			   : i == INDEX_SAMPLE_NR ? "tls"
						  : "number");
		s->addr = i < INDEX_SAMPLE_NR ? 0x100 * i : 8;
		s->size = i == 2 ? 0 : 0x80; /* charlie's is not known */
		s->bind = STB_GLOBAL;
		s->type = i == INDEX_SAMPLE_NR ? STT_TLS : STT_FUNC;
		s->flags = i > INDEX_SAMPLE_NR ? INDEX_SYMBOL_ABSOLUTE
					       : INDEX_SYMBOL_CODE;
		s->sources = INDEX_SYMBOL_SYMTAB;
		*(u32 *)index_writer_row(w, INDEX_SYMBOL_NAMES) = by_name[i];
	}
}

static void add_places(struct index_writer *w)
{
	struct index_mark *m = index_writer_row(w, INDEX_MARKS);
	struct index_label *l = index_writer_row(w, INDEX_LABELS);
	u32 i;

	m->provider = index_writer_str(w, "sample");
	m->name = index_writer_str(w, "mark");
	m->addr = 0x10;
	m->semaphore = INDEX_NONE;
	m->args = index_writer_str(w, "8@%rdi -4@-20(%rbp) 2@zebra(%rip)");
	l->name = index_writer_str(w, "again");
	l->scope = 3;
	l->addr = 0x130;
	l->line = 12;
	for (i = 0; i < 3; i++) {
		struct index_plt *p = index_writer_row(w, INDEX_PLT);

		p->name = index_writer_str(w, i ? "free" : "malloc");
		p->addr = 0x800 + 16 * i;
		p->len = i == 1 ? 8 : 16;
		p->slot = 0x2000 + 8 * i;
	}
}

/*
 * INDEX_SAMPLE_LINES rows: row n is at 7 * n, line 1 + n / 2 * 3, of file
 * n / 100 % 2, a statement where n is even; each 250th ends a sequence.
 */
static void add_lines(struct index_writer *w)
{
	static const char *const paths[] = { "dir/one.c", "dir/two.c" };
	struct index_line rows[INDEX_SAMPLE_LINES];
	u32 i;

	for (i = 0; i < 2; i++) {
		struct index_src *src = index_writer_row(w, INDEX_FILES);

		src->path = index_writer_str(w, paths[i]);
	}
	for (i = 0; i < INDEX_SAMPLE_LINES; i++) {
		rows[i] = (struct index_line){ 7 * i, i / 100 % 2,
					       1 + i / 2 * 3, 0 };
		if (!(i % 2))
			rows[i].flags = INDEX_LINE_STMT;
		if (i % 50 == 4)
			rows[i].flags |= INDEX_LINE_PROLOGUE_END;
		if (i % 250 == 249)
			rows[i] = (struct index_line){ 7 * i, 0, 0,
						       INDEX_LINE_END };
	}
	lines_writer_pack(w, rows, INDEX_SAMPLE_LINES);
}

int index_sample_write(const char *path, u8 packed)
{
	struct arena *arena = arena_create();
	struct index_writer w;
	int err;
	u32 i;

	if (!arena)
		return -ENOMEM;
	index_writer_init(&w, arena);
	w.base = 0x400000;
	w.packed = packed;
	w.has = INDEX_HAS_DWARF | INDEX_HAS_LINES | INDEX_HAS_SYMTAB;
	for (i = 0; i < INDEX_SAMPLE_NR; i++) {
		add_function(&w, i);
		add_vars(&w, i);
	}
	add_types(&w);
	add_global(&w);
	add_symbols(&w);
	add_places(&w);
	add_lines(&w);
	err = index_writer_save(&w, path);
	arena_destroy(arena);
	return err;
}
