// SPDX-License-Identifier: GPL-2.0
/* The list of passes. */
#include "script/passes.h"

#include <errno.h>

#include "script/alias.h"
#include "script/bind.h"
#include "script/condition.h"
#include "script/display.h"
#include "script/elide.h"
#include "script/fold.h"
#include "script/infer.h"
#include "script/library.h"
#include "script/overload.h"
#include "script/parse.h"
#include "script/pattern.h"
#include "script/preproc.h"
#include "script/prune.h"
#include "script/setglobal.h"

static int target_lower(struct script *script)
{
	const struct passes_opts *opts = script->opts;

	return opts->target ? opts->target(script, opts->target_arg) : 0;
}

static int (*const passes[])(struct script *script) = {
	library_load, /* what the script uses of the library */
	condition_check, /* conditions of probe points */
	alias_expand, /* probe points */
	target_lower, /* variables of the probed program */
	overload_link, /* functions of one name */
	bind_script, /* names */
	setglobal_apply, /* initial values of the command line */
	infer_script, /* types */
	pattern_script, /* regular expressions */
	fold_script, /* constants */
	prune_script, /* branches that are never taken */
	elide_script, /* what has no effect */
	display_script, /* globals that only are written */
};

/* A text that is too long is known by its beginning only. */
static u32 add_source(struct script *script, const struct passes_text *text,
		      bool library)
{
	size_t len = text->len < PASSES_MAX_SOURCE ? text->len
						   : PASSES_MAX_SOURCE;
	/* The texts of the library die before the messages about them. */
	u32 src = diag_add_copy(script->diag, text->name, text->text, len);

	*(struct source *)vec_push(&script->sources) =
		(struct source){ .file = src, .library = library };
	return src;
}

int passes_parse_text(struct script *script, const struct passes_text *text,
		      bool library, u32 *ret_src)
{
	u32 src = add_source(script, text, library);
	struct preproc_text source = {
		.src = src,
		.text = text->text,
		.len = text->len,
		.args = script->opts->args,
		.args_nr = script->opts->args_nr,
	};
	struct preproc *pp;

	if (ret_src)
		*ret_src = src;
	if (text->origin)
		diag_set_origin(script->diag, src, text->origin);
	if (text->len > PASSES_MAX_SOURCE)
		return diag_error(script->diag, E_TOO_LARGE,
				  (struct span){ src, 0, 0 },
				  "the script has %zu bytes, more than %u",
				  text->len, PASSES_MAX_SOURCE);
	if (!script->common) {
		script->common =
			arena_alloc(script->arena, sizeof(*script->common));
		preproc_common_init(script->common, script->arena,
				    script->opts->env, script->library);
	}
	source.common = script->common;
	pp = arena_alloc(script->arena, sizeof(*pp));
	preproc_init(pp, script->arena, script->intern, script->diag, &source);
	return parse_script(script, pp);
}

int passes_run(struct script *script)
{
	size_t i;
	int err = diag_errors(script->diag) ? -EINVAL : 0;

	for (i = 0; i < sizeof(passes) / sizeof(passes[0]); i++)
		if (!diag_full(script->diag) && passes[i](script))
			err = -EINVAL;
	return err;
}
