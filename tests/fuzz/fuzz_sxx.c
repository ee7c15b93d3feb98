// SPDX-License-Identifier: GPL-2.0
/*
 * Arbitrary bytes as a stap++ script. Whatever they are: no line is added or
 * lost, the result has its bounds, and every byte of it leads back to a byte
 * of its file.
 */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "fuzz_text.h"
#include "sxx/sxx.h"

static const char *const args[] = {
	"a=1",
	"b=$^arg_a$^arg_b$^arg_c",
	"p=@pfunc(f)",
	"r=$*r := @cast($*r)$*r",
	"a.b-c=@use sxx.text, sxx.number",
};

static const char *const libs[] = {
	"/lib/liba.so.1",
	"/lib/liba-2.so",
	"/lib/libab \"c\\.so",
};

static const char *const dirs[] = { "tests/language" };

static void drop(const char *line, void *arg)
{
	(void)line;
	(void)arg;
}

static size_t count_lines(const char *text, size_t len)
{
	size_t nr = 0;

	for (size_t i = 0; i < len; i++)
		nr += text[i] == '\n';
	return nr;
}

static void check_origin(const struct sxx_file *file)
{
	const struct diag_origin *o = &file->origin;

	if (file->len && (!o->rows_nr || o->rows[0].at))
		abort();
	for (u32 i = 0; i < o->rows_nr; i++) {
		u32 next = i + 1 < o->rows_nr ? o->rows[i + 1].at
					      : (u32)file->len;
		u32 bytes = o->rows[i].macro ? 1 : next - o->rows[i].at;

		if (next <= o->rows[i].at || o->rows[i].from + bytes > o->len)
			abort();
	}
}

/* Every line of the result is the line of the file that it says. */
static void check_places(struct diag *diag, const struct sxx_file *file)
{
	struct span span = { .len = 1 };
	u32 line = 1;

	span.src = diag_add_source(diag, file->name, file->text, file->len);
	diag_set_origin(diag, span.src, &file->origin);
	for (; span.off < file->len && line < 100; span.off++) {
		if (diag_place(diag, span).line != line)
			abort();
		line += file->text[span.off] == '\n';
	}
}

static void check_file(struct diag *diag, const struct sxx_file *file)
{
	if (file->len > SXX_MAX_TEXT ||
	    count_lines(file->text, file->len) !=
		    count_lines(file->origin.text, file->origin.len))
		abort();
	check_origin(file);
	check_places(diag, file);
}

void fuzz_text(const char *text, size_t len)
{
	struct sxx_request req = {
		.name = "fuzz.sxx",
		.text = text,
		.len = len,
		.args = args,
		.args_nr = sizeof(args) / sizeof(args[0]),
		.dirs = dirs,
		.dirs_nr = 1,
		.target = { "/bin/\"x", "pid() == 1", "1", libs, 3 },
		.list = len & 1,
	};
	struct arena *arena = arena_create();
	struct diag *diag = diag_create();
	FILE *out = fopen("/dev/null", "w");
	struct sxx_result result;

	if (!arena || !diag || !out)
		abort();
	log_set_sink(drop, NULL);
	sxx_expand(&req, arena, diag, &result);
	for (u32 i = 0; i < result.files_nr && !diag_errors(diag); i++)
		check_file(diag, &result.files[i]);
	diag_render(diag, out, 0);
	fclose(out);
	diag_destroy(diag);
	arena_destroy(arena);
}

const char *const fuzz_seeds = "tests/language/*.sxx";

const char *const fuzz_words[] = {
	"$^arg_", "$^",	   "$*",  " := ",	":default(", ")",
	"@cast(", "@var(", "[1]", "&",		"@use ",     ", ",
	"@pfunc", "(",	   "\"",  "\n",		"a.b-c",     "sxx.text",
	"lib",	  "_path", "a",	  "exec_path",	"target",    "pid_ok",
	"#!",	  "r",	   "\\",  "sxx.number", NULL,
};
