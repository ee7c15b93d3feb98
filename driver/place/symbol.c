// SPDX-License-Identifier: GPL-2.0
/* Functions that only a symbol table knows. */
#include <stdlib.h>
#include <string.h>

#include "index/find.h"
#include "place/internal.h"

/* Is it the entry of a function that the debug information describes? */
static bool is_described(const struct place_query *q, u64 addr)
{
	u64 base;

	if (!q->ix)
		return false;
	base = index_head(q->ix)->base;
	return addr >= base && addr - base < INDEX_NONE &&
	       index_find_addr(q->ix, (u32)(addr - base)) != INDEX_NONE;
}

static void add_symbol(struct place_query *q, const struct elf_func *sym)
{
	struct place_spot spot = {
		.file = q->file,
		.ix = q->ix,
		.addr = sym->addr,
		.func = INDEX_NONE,
		.scope = INDEX_NONE,
		.name = arena_strndup(q->script->arena, sym->name,
				      strlen(sym->name)),
		.kind = q->process->at_return ? PLACE_RETURN : PLACE_CALL,
		.caller = INDEX_NONE,
	};

	if (sym->indirect || is_described(q, sym->addr))
		return;
	if (q->process->exported && sym->bind == STB_LOCAL)
		return;
	*(struct place_spot *)vec_push(q->ret) = spot;
}

int symbol_find(struct place_query *q)
{
	struct elf_func *syms;
	u32 i, nr;
	int err;

	if (q->process->spec.file || q->process->inlined)
		return 0;
	err = elf_symbols_find(q->file->syms, q->process->spec.name, &syms,
			       &nr);
	for (i = 0; !err && i < nr; i++)
		add_symbol(q, &syms[i]);
	free(syms);
	return err;
}
