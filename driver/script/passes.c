// SPDX-License-Identifier: GPL-2.0
/* The list of passes. */
#include "script/passes.h"

#include <errno.h>

#include "script/bind.h"
#include "script/fold.h"
#include "script/infer.h"
#include "script/parse.h"
#include "script/points.h"
#include "script/preproc.h"

static int (*const passes[])(struct script *script) = {
	bind_script, /* names */
	points_resolve, /* probe points */
	infer_script, /* types */
	fold_script, /* constants */
};

/* A text that is too long is known by its beginning only. */
static u32 add_source(struct script *script, const struct passes_source *source)
{
	size_t len = source->len < PASSES_MAX_SOURCE ? source->len
						     : PASSES_MAX_SOURCE;
	u32 src =
		diag_add_source(script->diag, source->name, source->text, len);

	*(struct source *)vec_push(&script->sources) =
		(struct source){ .file = src };
	return src;
}

int passes_parse(struct script *script, const struct passes_source *source)
{
	u32 src = add_source(script, source);
	struct preproc_text text = {
		.src = src,
		.text = source->text,
		.len = source->len,
		.args = source->args,
		.args_nr = source->args_nr,
		.env = source->env,
		.library = source->macros,
	};
	struct preproc_env host;
	struct preproc *pp;

	if (source->len > PASSES_MAX_SOURCE)
		return diag_error(script->diag, E_TOO_LARGE,
				  (struct span){ src, 0, 0 },
				  "the script has %zu bytes, more than %u",
				  source->len, PASSES_MAX_SOURCE);
	if (!text.env) {
		preproc_env_host(&host, script->arena, NULL);
		text.env = &host;
	}
	pp = arena_alloc(script->arena, sizeof(*pp));
	preproc_init(pp, script->arena, script->intern, script->diag, &text);
	return parse_script(script, pp);
}

int passes_run(struct script *script, const struct passes_source *source)
{
	size_t i;
	int err = passes_parse(script, source);

	for (i = 0; i < sizeof(passes) / sizeof(passes[0]); i++)
		if (!diag_full(script->diag) && passes[i](script))
			err = -EINVAL;
	return err;
}
