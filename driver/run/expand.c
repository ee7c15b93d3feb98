// SPDX-License-Identifier: GPL-2.0
/* The stap++ macros of the command line's script. */
#include "run/expand.h"

#include <errno.h>
#include <string.h>

#include "base/install.h"
#include "run/sxx_target.h"

#define TAPSETS "tapsets"

/* Where modules are: -I, here, and those that came with the program. */
static void find_dirs(const struct options *opt, struct arena *arena,
		      struct sxx_request *req)
{
	u32 nr = opt->includes.nr;
	const char **dirs = arena_alloc(arena, (nr + 2) * sizeof(*dirs));
	char *installed = arena_alloc(arena, INSTALL_PATH_MAX);

	for (u32 i = 0; i < nr; i++)
		dirs[i] = opt->includes.items[i];
	dirs[nr++] = ".";
	dirs[nr++] = install_find(TAPSETS, installed);
	req->dirs = dirs;
	req->dirs_nr = nr;
}

static int expand_macros(const struct options *opt,
			 const struct compile_source *src, struct diag *diag,
			 struct expansion *ret)
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

	find_dirs(opt, ret->arena, &req);
	if (!req.list)
		err = sxx_target_find(opt, ret->arena, &req.target);
	return err ? err : sxx_expand(&req, ret->arena, diag, &ret->result);
}

/* A script without macros is what it will be. */
static void take_plain(const struct compile_source *src, struct expansion *ret)
{
	struct sxx_file *file = arena_alloc(ret->arena, sizeof(*file));

	file->name = src->name;
	file->text = src->text;
	file->len = src->len;
	ret->result.files = file;
	ret->result.files_nr = 1;
}

static void list_files(struct expansion *e)
{
	const struct sxx_result *result = &e->result;

	e->files = arena_alloc(e->arena, result->files_nr * sizeof(*e->files));
	for (u32 i = 0; i < result->files_nr; i++) {
		const struct sxx_file *file = &result->files[i];

		e->files[i].source.name = file->name;
		e->files[i].source.text = file->text;
		e->files[i].source.len = file->len;
		if (file->origin.text)
			e->files[i].origin = &file->origin;
	}
}

int expand_script(const struct options *opt, const struct compile_source *src,
		  struct diag *diag, struct expansion *ret)
{
	int err = 0;

	memset(ret, 0, sizeof(*ret));
	ret->arena = arena_create();
	if (!ret->arena)
		return -ENOMEM;
	if (opt->sxx.on)
		err = expand_macros(opt, src, diag, ret);
	else
		take_plain(src, ret);
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
