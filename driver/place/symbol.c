// SPDX-License-Identifier: GPL-2.0
/* Functions that only a symbol table knows. */
#include <stdlib.h>
#include <string.h>

#include "place/internal.h"

/*
 * A symbol may be another name of a function that the debug information
 * describes under its own one, as puts is of _IO_puts.
 */
static void add_symbol(struct place_query *q, const struct elf_func *sym)
{
	u32 body = func_body_at(q, sym->addr);
	const struct index_scope *scope =
		body != INDEX_NONE ? index_row(q->ix, INDEX_SCOPES, body)
				   : NULL;
	struct place_spot spot = {
		.file = q->file,
		.program = q->program,
		.ix = q->ix,
		.func = INDEX_NONE,
		.scope = INDEX_NONE,
		.caller = INDEX_NONE,
	};

	if (sym->indirect || (q->process->exported && sym->bind == STB_LOCAL) ||
	    (scope && func_is_selected(q, scope->func)))
		return;
	if (scope)
		spot = func_spot(q, body);
	spot.addr = scope && !q->process->at_return
			    ? func_body_addr(q->ix, scope)
			    : sym->addr;
	spot.name =
		arena_strndup(q->script->arena, sym->name, strlen(sym->name));
	spot.kind = q->process->at_return ? PLACE_RETURN : PLACE_CALL;
	*(struct place_spot *)vec_push(q->ret) = spot;
}

int symbol_find(struct place_query *q)
{
	struct elf_func *syms;
	u32 i, nr;
	int err;

	if (q->process->spec.file || q->process->inlined)
		return 0;
	if (!q->ix)
		vec_init(&q->funcs, q->script->arena, sizeof(u32));
	err = elf_symbols_find(q->file->syms, q->process->spec.name, &syms,
			       &nr);
	for (i = 0; !err && i < nr; i++)
		add_symbol(q, &syms[i]);
	free(syms);
	return err;
}
