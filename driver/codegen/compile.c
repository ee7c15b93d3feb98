// SPDX-License-Identifier: GPL-2.0
/* The way from text to image. */
#include "codegen/compile.h"

#include <errno.h>
#include <string.h>

#include "base/log.h"
#include "codegen/gen.h"
#include "script/library.h"
#include "script/listing.h"
#include "script/passes.h"
#include "script/preproc_env.h"
#include "script/print.h"
#include "script/resolved.h"

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
	gen_modules(g);
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

/* One compilation: everything of it lies in the arena. */
struct compilation {
	struct arena *arena;
	struct passes_opts opts;
	struct preproc_env env;
	struct script script;
};

static struct passes_opts front_opts(const struct compile_opts *opts)
{
	return (struct passes_opts){
		.args = opts->args,
		.args_nr = (u32)opts->args_nr,
		.globals = opts->globals,
		.globals_nr = (u32)opts->globals_nr,
		.unoptimized = opts->unoptimized,
		.no_display = opts->no_display,
		.target = opts->target,
		.target_arg = opts->target_arg,
	};
}

static int parse(struct compilation *c, const struct compile_source *src,
		 const struct diag_origin *origin, bool library)
{
	const struct passes_text text = { src->name, src->text, src->len,
					  origin };

	return passes_parse_text(&c->script, &text, library, NULL);
}

/* The script and its modules. */
static int parse_script_files(struct compilation *c,
			      const struct compile_source *src,
			      const struct compile_opts *opts)
{
	int err = parse(c, src, opts->origin, false);
	size_t i;

	for (i = 0; i < opts->modules_nr; i++)
		if (parse(c, &opts->modules[i].source, opts->modules[i].origin,
			  true))
			err = -EINVAL;
	return err;
}

static int begin(struct compilation *c, const struct compile_opts *opts,
		 struct diag *diag)
{
	c->arena = arena_create();
	if (!c->arena)
		return -ENOMEM;
	c->opts = front_opts(opts);
	preproc_env_host(&c->env, c->arena, opts->release);
	if (opts->compatible)
		c->env.systemtap_v = opts->compatible;
	c->opts.env = &c->env;
	ast_init(&c->script, c->arena, intern_create(c->arena), diag);
	c->script.opts = &c->opts;
	if (opts->library_nr)
		c->script.library = library_open(&c->script, opts->library,
						 (u32)opts->library_nr);
	return 0;
}

/* To the end of the passes. */
static int resolve(struct compilation *c, const struct compile_source *src,
		   const struct compile_opts *opts, struct diag *diag)
{
	int err = begin(c, opts, diag);
	size_t i;

	if (err)
		return err;
	parse_script_files(c, src, opts);
	for (i = 0; i < opts->more_nr; i++)
		parse(c, &opts->more[i], NULL, false);
	return passes_run(&c->script);
}

int compile_script(const struct compile_source *src,
		   const struct compile_opts *opts, struct diag *diag,
		   struct compile_result *ret)
{
	struct compilation c;
	int err = resolve(&c, src, opts, diag);

	if (!err)
		err = generate(&c.script, opts, ret);
	arena_destroy(c.arena);
	return err;
}

int compile_print(const struct compile_source *src,
		  const struct compile_opts *opts, struct diag *diag, FILE *out)
{
	struct compilation c;
	int err = begin(&c, opts, diag);

	if (!err)
		err = parse_script_files(&c, src, opts);
	if (!err)
		print_script(&c.script, out);
	arena_destroy(c.arena);
	return err;
}

int compile_resolve(const struct compile_source *src,
		    const struct compile_opts *opts, struct diag *diag,
		    FILE *out)
{
	struct compilation c;
	int err = resolve(&c, src, opts, diag);

	if (!err)
		resolved_print(&c.script, out);
	arena_destroy(c.arena);
	return err;
}

int compile_list(const char *pattern, bool variables,
		 const struct compile_opts *opts, struct diag *diag, FILE *out)
{
	struct compilation c;
	int err = begin(&c, opts, diag);

	if (!err)
		err = listing_print(&c.script, pattern, variables, out);
	arena_destroy(c.arena);
	return err;
}
