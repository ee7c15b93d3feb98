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

static struct passes_source to_source(const struct compile_source *src,
				      const struct compile_opts *opts)
{
	return (struct passes_source){
		.name = src->name,
		.text = src->text,
		.len = src->len,
		.args = opts->args,
		.args_nr = (u32)opts->args_nr,
	};
}

int compile_script(const struct compile_source *src,
		   const struct compile_opts *opts, struct diag *diag,
		   struct compile_result *ret)
{
	struct passes_source source = to_source(src, opts);
	struct arena *arena = arena_create();
	struct script script;
	int err;

	if (!arena)
		return -ENOMEM;
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
	struct passes_source source = to_source(src, opts);
	struct arena *arena = arena_create();
	struct script script;
	int err;

	if (!arena)
		return -ENOMEM;
	ast_init(&script, arena, intern_create(arena), diag);
	err = passes_parse(&script, &source);
	if (!err)
		print_script(&script, out);
	arena_destroy(arena);
	return err;
}
