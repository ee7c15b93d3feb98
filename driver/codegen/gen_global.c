// SPDX-License-Identifier: GPL-2.0
/* Rows of globals. */
#include "codegen/gen.h"

static u8 kind_of(const struct symbol *sym)
{
	switch (types_of(sym->type)) {
	case TYPE_STRING:
		return sym->nkeys ? SX_G_MAP_STR : SX_G_STR;
	case TYPE_STAT:
		return sym->nkeys ? SX_G_MAP_STAT : SX_G_STAT;
	default:
		return sym->nkeys ? SX_G_MAP_INT : SX_G_INT;
	}
}

static void set_initial(struct gen *g, const struct symbol *sym,
			struct sx_global *row)
{
	if (row->kind == SX_G_STR) {
		const char *text = sym->init
					   ? sym->init->text
					   : intern_str(g->script->intern, "");

		row->init_str = gen_string(g, text, sym->span);
	}
	if (row->kind == SX_G_INT && sym->init)
		row->init_int = sym->init->num;
}

static void gen_global(struct gen *g, struct symbol *sym)
{
	struct sx_global *row = build_row(&g->img, SX_SEC_GLOBALS);
	int i;

	sym->index = build_rows(&g->img, SX_SEC_GLOBALS) - 1;
	row->kind = kind_of(sym);
	row->flags = sym->wrap ? SX_GLOBAL_WRAP : 0;
	row->nkeys = (u8)sym->nkeys;
	for (i = 0; i < sym->nkeys; i++)
		row->key[i] = types_of(sym->keys[i]) == TYPE_STRING ? SX_T_STR
								    : SX_T_INT;
	if (sym->nkeys)
		row->max_entries = sym->size ? (u32)sym->size->num
					     : g->maxmapentries;
	if (types_of(sym->type) == TYPE_STAT &&
	    sym->aggs & (1u << SX_AGG_VARIANCE)) {
		row->stat_ops = SX_STAT_VARIANCE;
		row->bit_shift = sym->shift;
	}
	row->hist = sym->hist;
	row->hist_start = sym->hist_bounds[0];
	row->hist_stop = sym->hist_bounds[1];
	row->hist_step = sym->hist_bounds[2];
	row->name = gen_string(g, sym->name, sym->span);
	set_initial(g, sym, row);
}

void gen_globals(struct gen *g)
{
	u32 i;

	for (i = 0; i < g->script->globals.nr; i++) {
		struct symbol *sym = vec_ptr(&g->script->globals, i);

		if (sym->used)
			gen_global(g, sym);
	}
}
