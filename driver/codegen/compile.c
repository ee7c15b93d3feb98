// SPDX-License-Identifier: GPL-2.0
/* The way from text to image. */
#include "codegen/compile.h"

#include <errno.h>
#include <string.h>

#include "base/log.h"
#include "codegen/gen.h"
#include "script/passes.h"
#include "script/print.h"

static int generate(struct script *script, const struct compile_opts *opts,
		    struct compile_result *ret)
{
	struct gen *g = arena_alloc(script->arena, sizeof(*g));
	int err;

	g->script = script;
	g->diag = script->diag;
	g->maxmapentries = opts->maxmapentries ? opts->maxmapentries
					       : SX_MAXMAPENTRIES_DEFAULT;
	build_init(&g->img, script->arena);
	locks_init(&g->locks, script->arena);
	vec_init(&g->queue, script->arena, sizeof(void *));
	gen_globals(g);
	gen_program(g);
	if (diag_errors(script->diag))
		return -EINVAL;
	err = build_write(&g->img, &ret->image, &ret->image_len);
	if (err == -EFBIG)
		return diag_error(script->diag, E_LIMIT, (struct span){ 0 },
				  "the program has more than %u bytes",
				  SX_MAX_IMAGE);
	if (err)
		log_err("make the program image: %s", strerror(-err));
	return err;
}

static struct passes_source to_source(const struct compile_source *src)
{
	return (struct passes_source){
		.name = src->name,
		.text = src->text,
		.len = src->len,
	};
}

/* The script with its arguments and modules; the arena holds the latter. */
static struct passes_source to_sources(const struct compile_source *src,
				       const struct compile_opts *opts,
				       struct arena *arena)
{
	struct passes_source source = to_source(src);
	struct passes_source *modules;
	size_t i;

	source.args = opts->args;
	source.args_nr = (u32)opts->args_nr;
	source.origin = opts->origin;
	source.modules_nr = (u32)opts->modules_nr;
	modules = arena_alloc(arena, source.modules_nr * sizeof(*modules));
	for (i = 0; i < opts->modules_nr; i++) {
		modules[i] = to_source(&opts->modules[i].source);
		modules[i].origin = opts->modules[i].origin;
	}
	source.modules = modules;
	return source;
}

int compile_script(const struct compile_source *src,
		   const struct compile_opts *opts, struct diag *diag,
		   struct compile_result *ret)
{
	struct arena *arena = arena_create();
	struct passes_source source;
	struct script script;
	int err;

	if (!arena)
		return -ENOMEM;
	source = to_sources(src, opts, arena);
	ast_init(&script, arena, intern_create(arena), diag);
	err = passes_run(&script, &source);
	if (!err)
		err = generate(&script, opts, ret);
	arena_destroy(arena);
	return err;
}

int compile_print(const struct compile_source *src,
		  const struct compile_opts *opts, struct diag *diag, FILE *out)
{
	struct arena *arena = arena_create();
	struct passes_source source;
	struct script script;
	int err;

	if (!arena)
		return -ENOMEM;
	source = to_sources(src, opts, arena);
	ast_init(&script, arena, intern_create(arena), diag);
	err = passes_parse(&script, &source);
	if (!err)
		print_script(&script, out);
	arena_destroy(arena);
	return err;
}
