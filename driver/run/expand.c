// SPDX-License-Identifier: GPL-2.0
/* The stap++ macros of the command line's script. */
#include "run/expand.h"

#include <errno.h>
#include <string.h>

#include "run/sxx_target.h"

/* Modules are looked for in this folder, too: behind those of -I. */
static void take_dirs(const struct options *opt, struct arena *arena,
		      const char *const *dirs, u32 dirs_nr,
		      struct sxx_request *req)
{
	const char **all = arena_alloc(arena, (dirs_nr + 1) * sizeof(*all));

	for (u32 i = 0; i < dirs_nr; i++)
		all[i + (i >= opt->includes.nr)] = dirs[i];
	all[opt->includes.nr] = ".";
	req->dirs = all;
	req->dirs_nr = dirs_nr + 1;
}

static void list_files(struct expansion *e)
{
	const struct sxx_result *result = &e->result;

	e->files = arena_alloc(e->arena, result->files_nr * sizeof(*e->files));
	for (u32 i = 0; i < result->files_nr; i++) {
		const struct sxx_file *file = &result->files[i];

		e->files[i].source = (struct compile_source){ file->name,
							      file->text,
							      file->len };
		e->files[i].origin = &file->origin;
	}
}

int expand_script(const struct options *opt, const char *const *dirs,
		  u32 dirs_nr, const struct compile_source *src,
		  struct diag *diag, struct expansion *ret)
{
	struct sxx_request req = {
		.name = src->name,
		.text = src->text,
		.len = src->len,
		.args = opt->sxx.args,
		.args_nr = opt->sxx.args_nr,
		.list = opt->sxx.list_args,
	};
	int err = 0;

	ret->arena = arena_create();
	if (!ret->arena)
		return -ENOMEM;
	take_dirs(opt, ret->arena, dirs, dirs_nr, &req);
	if (!req.list)
		err = sxx_target_find(opt, ret->arena, &req.target);
	if (!err)
		err = sxx_expand(&req, ret->arena, diag, &ret->result);
	if (!err)
		list_files(ret);
	return err;
}

void expand_deinit(struct expansion *e)
{
	arena_destroy(e->arena);
	memset(e, 0, sizeof(*e));
}

void expand_print(const struct options *opt, const struct expansion *e,
		  FILE *out)
{
	for (u32 i = 0; i < e->result.args_nr && opt->sxx.list_args; i++) {
		const struct sxx_arg *arg = &e->result.args[i];

		fprintf(out, "\t--arg %s=VALUE", arg->name);
		if (arg->fallback)
			fprintf(out, " (default: %s)", arg->fallback);
		fputc('\n', out);
	}
	if (opt->sxx.dump)
		fwrite(e->files[0].source.text, 1, e->files[0].source.len, out);
}
