// SPDX-License-Identifier: GPL-2.0
/* &@var("function"): what pointers to functions are compared with. */
#include <elf.h>

#include "index/find.h"
#include "index/symbols.h"
#include "target/node.h"

/* The address of a function's first instruction; false: it has no code. */
static bool entry_of(const struct index *ix, u32 row, u32 *ret)
{
	const struct index_func *func = index_row(ix, INDEX_FUNCS, row);
	const struct index_scope *body =
		func ? index_row(ix, INDEX_SCOPES, func->scope) : NULL;
	const struct index_range *range =
		body && body->range_nr
			? index_row(ix, INDEX_RANGES, body->range_first)
			: NULL;

	if (range)
		*ret = range->low;
	return range;
}

/* Of several of one name, which one is meant is not known. */
bool symbol_addr(const struct index *ix, const char *name, u32 *ret)
{
	u32 first, i, nr = index_find_symbols(ix, name, &first);
	const struct index_symbol *found = NULL;

	for (i = 0; i < nr; i++) {
		const struct index_symbol *s =
			index_symbol_named(ix, first + i);

		if (!s || s->type == STT_TLS ||
		    s->flags & (INDEX_SYMBOL_ABSOLUTE | INDEX_SYMBOL_OLD))
			continue;
		if (found && found->addr != s->addr)
			return false;
		found = s;
	}
	if (found)
		*ret = found->addr;
	return found;
}

bool func_object(struct lowering *lo, const struct lower_module *mod,
		 const char *name, struct object *ret)
{
	u32 first, nr = index_find_name(mod->ix, name, &first);
	u32 i, entry, found = INDEX_NONE;

	for (i = 0; i < nr; i++) {
		const struct index_name *row =
			index_row(mod->ix, INDEX_NAMES, first + i);

		if (!row || row->kind != INDEX_NAME_FUNC ||
		    !entry_of(mod->ix, row->row, &entry) || entry == found)
			continue;
		/* Static functions of one name: which is meant is not said. */
		if (found != INDEX_NONE)
			return false;
		found = entry;
	}
	if (found == INDEX_NONE && !symbol_addr(mod->ix, name, &found))
		return false;
	*ret = (struct object){ .mod = mod,
				.kernel = !mod->file,
				.is_func = true };
	object_in_memory(lo, ret, ttype_of(mod->ix, INDEX_NONE),
			 address_of(lo, mod, found), 0);
	return true;
}
