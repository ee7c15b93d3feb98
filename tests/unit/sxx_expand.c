// SPDX-License-Identifier: GPL-2.0
/* The stap++ macros over a text, as one text: for tests. */
#include "sxx_expand.h"

#include <stdlib.h>

#include "base/log.h"

static void put_logged(const char *line, void *arg)
{
	fprintf(arg, "%s\n", line);
}

static void put_files(const struct sxx_result *result, FILE *out)
{
	for (u32 i = 0; i < result->files_nr; i++) {
		const struct sxx_file *file = &result->files[i];

		if (i)
			fprintf(out, "-- %s --\n", file->name);
		fwrite(file->text, 1, file->len, out);
	}
}

char *sxx_expand_text(const struct sxx_request *req, int *ret_err)
{
	struct arena *arena = arena_create();
	struct diag *diag = diag_create();
	struct sxx_result result;
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	int err;

	log_set_sink(put_logged, out);
	err = sxx_expand(req, arena, diag, &result);
	log_set_sink(NULL, NULL);
	diag_render(diag, out, 0);
	if (!err)
		put_files(&result, out);
	fclose(out);
	diag_destroy(diag);
	arena_destroy(arena);
	if (ret_err)
		*ret_err = err;
	return text;
}

int sxx_expand_files(const struct compile_source *src,
		     const struct sxx_options *options, struct arena *arena,
		     struct diag *diag, struct compile_module *ret,
		     size_t *ret_modules_nr)
{
	static const char *const dirs[] = { "tests/language" };
	static const char *const libs[] = { "/usr/lib/libexample-2.1.so.0" };
	const struct sxx_request req = {
		.name = src->name,
		.text = src->text,
		.len = src->len,
		.args = options->args,
		.args_nr = options->args_nr,
		.dirs = dirs,
		.dirs_nr = 1,
		.target = { "/usr/bin/example", "pid() == target()", "42", libs,
			    1 },
	};
	struct sxx_result result;
	int err = sxx_expand(&req, arena, diag, &result);

	for (u32 i = 0; i < result.files_nr && !err; i++) {
		const struct sxx_file *file = &result.files[i];

		ret[i].source = (struct compile_source){ file->name, file->text,
							 file->len };
		ret[i].origin = &file->origin;
	}
	*ret_modules_nr = result.files_nr - 1;
	return err;
}
