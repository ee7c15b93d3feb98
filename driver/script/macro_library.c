// SPDX-License-Identifier: GPL-2.0
/*
 * The macros of the library. Its files NAME.stpm hold macros and nothing else;
 * one is read when one of its macros is used first.
 */
#include "script/library.h"
#include "script/preproc_internal.h"

static void add_macro(struct preproc *pp, struct macro *macro)
{
	struct macros *all = &pp->input.common->macros;
	const struct macro *known = macros_find(all, macro->name);

	if (known) {
		diag_error(pp->diag, E_DUPLICATE, macro->span,
			   "the macro '%s' is defined by two files of the "
			   "library",
			   macro->name);
		diag_note_at(pp->diag, known->span, "first here");
		return;
	}
	vec_push_ptr(&all->list, macro);
	ptrmap_put(&all->by_name, macro->name, macro);
}

static void read_file(struct preproc *user, const struct library_text *file)
{
	const struct preproc_text text = {
		.src = file->src,
		.text = file->text,
		.len = file->len,
		.common = user->input.common,
	};
	struct preproc *pp = arena_alloc(user->arena, sizeof(*pp));
	struct token tok;
	u32 i;

	preproc_init(pp, user->arena, user->intern, user->diag, &text);
	preproc_next(pp, &tok);
	if (tok.kind != TOK_EOF) {
		diag_error(pp->diag, E_MACRO, tok.span,
			   "a file of macros holds '@define ...' only");
		diag_note(pp->diag, "functions, globals and probes of a "
				    "library stand in its .stp files");
	}
	for (i = 0; i < pp->macros.list.nr; i++)
		add_macro(pp, vec_ptr(&pp->macros.list, i));
}

const struct macro *macro_library_find(struct preproc *pp, const char *name)
{
	struct preproc_common *common = pp->input.common;
	const struct macro *macro = macros_find(&common->macros, name);
	struct library_text file;

	if (macro || !common->library || ptrmap_get(&common->tried, name))
		return macro;
	ptrmap_put(&common->tried, name, common);
	if (library_find_macro(common->library, name + 1, &file))
		return NULL;
	read_file(pp, &file);
	return macros_find(&common->macros, name);
}
