// SPDX-License-Identifier: GPL-2.0
/* The list of passes. */
#include "script/passes.h"

#include <errno.h>

#include "script/bind.h"
#include "script/fold.h"
#include "script/infer.h"
#include "script/parse.h"
#include "script/points.h"

static int (*const passes[])(struct script *script) = {
	bind_script, /* names */
	points_resolve, /* probe points */
	infer_script, /* types */
	fold_script, /* constants */
};

static int parse_source(struct script *script,
			const struct passes_source *source, bool library)
{
	struct preproc pp;
	u32 src = diag_add_source(script->diag, source->name, source->text,
				  source->len);

	if (source->origin)
		diag_set_origin(script->diag, src, source->origin);
	if (source->len > PASSES_MAX_SOURCE)
		return diag_error(script->diag, E_TOO_LARGE,
				  (struct span){ src, 0, 0 },
				  "the script has %zu bytes, more than %u",
				  source->len, PASSES_MAX_SOURCE);
	*(struct source *)vec_push(&script->sources) =
		(struct source){ .file = src, .library = library };
	preproc_init(&pp, script->arena, script->intern, script->diag, src,
		     source->text, source->len, source->args, source->args_nr);
	return parse_script(script, &pp);
}

int passes_parse(struct script *script, const struct passes_source *source)
{
	int err = parse_source(script, source, false);
	u32 i;

	for (i = 0; i < source->modules_nr && !diag_full(script->diag); i++)
		if (parse_source(script, &source->modules[i], true))
			err = -EINVAL;
	return err;
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
