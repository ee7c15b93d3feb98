// SPDX-License-Identifier: GPL-2.0
/*
 * Functions that only a symbol table knows: the file's own, or that of its
 * index, which has what was stripped from the file.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "index/symbols.h"
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

/* A function of the index; false: the symbol is none, or not wanted. */
static bool take_indexed(const struct place_query *q, u32 n,
			 struct elf_func *ret)
{
	const struct index_symbol *s = index_symbol_named(q->ix, n);
	const char *name = s ? index_str(q->ix, s->name) : "";

	if (!s || (s->type != STT_FUNC && s->type != STT_GNU_IFUNC) ||
	    !(s->flags & INDEX_SYMBOL_CODE) ||
	    s->flags & (INDEX_SYMBOL_ABSOLUTE | INDEX_SYMBOL_OLD) ||
	    !elf_symbols_matches(name, q->process->spec.name))
		return false;
	*ret = (struct elf_func){
		.name = name,
		.addr = index_head(q->ix)->base + s->addr,
		.size = s->size,
		.bind = s->bind,
		.indirect = s->type == STT_GNU_IFUNC,
	};
	return true;
}

/* Adds those of the index to the nr that the file has. */
static int add_indexed(const struct place_query *q, struct elf_func **syms,
		       u32 *nr)
{
	const char *want = q->process->spec.name;
	u32 i = 0, all = index_nr(q->ix, INDEX_SYMBOL_NAMES);
	bool pattern = name_is_pattern(want);
	struct elf_func *bigger;

	/* Names that begin with it stand behind it. */
	if (!pattern)
		index_find_symbols(q->ix, want, &i);
	for (; i < all; i++) {
		const struct index_symbol *s = index_symbol_named(q->ix, i);
		struct elf_func func;

		if (!pattern && s &&
		    strncmp(index_str(q->ix, s->name), want, strlen(want)) != 0)
			break;
		if (!take_indexed(q, i, &func))
			continue;
		bigger = reallocarray(*syms, *nr + 1, sizeof(*bigger));
		if (!bigger)
			return -ENOMEM;
		*syms = bigger;
		bigger[(*nr)++] = func;
	}
	*nr = elf_symbols_sort(*syms, *nr);
	return 0;
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
	if (!err && q->ix && !elf_symbols_are_full(q->file->syms))
		err = add_indexed(q, &syms, &nr);
	for (i = 0; !err && i < nr; i++)
		add_symbol(q, &syms[i]);
	free(syms);
	return err;
}
