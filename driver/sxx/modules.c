// SPDX-License-Identifier: GPL-2.0
/* @use a.b, c.d: finding and loading modules, each once. */
#include "sxx/internal.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/suggest.h"

#define USE    "@use"
#define SUFFIX ".sxx"

/* Behind "a.b" at this place, or at. */
static u32 module_end(const struct line *in, u32 at)
{
	u32 end = skip_word(in, at);

	while (end > at && end + 1 < in->len && in->text[end] == '.' &&
	       is_word(in->text[end + 1]))
		end = skip_word(in, end + 1);
	return end;
}

static void want(struct reader *r, const struct line *in, u32 at, u32 end)
{
	struct module_use *use = vec_push(&r->wanted);

	use->name = arena_strndup(r->sxx->arena, in->text + at, end - at);
	use->span = reader_span(r, in, at, end - at);
}

u32 modules_use(struct reader *r, const struct line *in, u32 at,
		struct line *out)
{
	u32 name = skip_blanks(in, at + (u32)strlen(USE));
	u32 end;

	(void)out;
	if (!has_text(in, at, USE) || name == at + strlen(USE))
		return at;
	end = module_end(in, name);
	if (end == name)
		return at;
	for (;;) {
		u32 comma;

		want(r, in, name, end);
		comma = skip_blanks(in, end);
		if (comma == in->len || in->text[comma] != ',')
			return end;
		name = skip_blanks(in, comma + 1);
		if (module_end(in, name) == name)
			return end;
		end = module_end(in, name);
	}
}

/* DIR/a/b.sxx */
static void join(char path[PATH_MAX], const char *dir, const char *name)
{
	size_t dir_len = strlen(dir);

	path[0] = '\0';
	if (dir_len + 1 + strlen(name) + sizeof(SUFFIX) > PATH_MAX)
		return;
	sprintf(path, "%s/%s" SUFFIX, dir, name);
	for (char *c = path + dir_len + 1; c[strlen(SUFFIX)]; c++)
		if (*c == '.')
			*c = '/';
}

/* The modules that one directory has beside the one that was asked for. */
static void suggest_dir(struct arena *arena, struct suggest *s, char *path,
			const char *name)
{
	const char *last = strrchr(name, '.');
	int prefix = last ? (int)(last - name) + 1 : 0;
	char *slash = strrchr(path, '/');
	const struct dirent *entry;
	DIR *dir;

	if (!slash)
		return;
	*slash = '\0';
	dir = opendir(path);
	while (dir && (entry = readdir(dir)) != NULL) {
		size_t len = strlen(entry->d_name);

		if (len <= strlen(SUFFIX) ||
		    strcmp(entry->d_name + len - strlen(SUFFIX), SUFFIX))
			continue;
		len -= strlen(SUFFIX);
		suggest_add(s, arena_printf(arena, "%.*s%.*s", prefix, name,
					    (int)len, entry->d_name));
	}
	if (dir)
		closedir(dir);
}

static void report_absent(const struct sxx *x, const struct module_use *use)
{
	char path[PATH_MAX];
	struct suggest s;

	diag_error(x->diag, E_SXX_MODULE, use->span, "no module is called `%s'",
		   use->name);
	suggest_init(&s, use->name);
	for (u32 i = 0; i < x->req->dirs_nr; i++) {
		join(path, x->req->dirs[i], use->name);
		suggest_dir(x->arena, &s, path, use->name);
	}
	diag_note_suggest(x->diag, &s);
	for (u32 i = 0; i < x->req->dirs_nr; i++) {
		join(path, x->req->dirs[i], use->name);
		diag_note(x->diag, "looked for %s", path);
	}
	diag_note(x->diag, "name the directory of modules with -I");
}

static void read_module(struct sxx *x, const char *path, const char *text,
			size_t len, struct span span)
{
	if (x->depth == SXX_MAX_DEPTH || x->files.nr == SXX_MAX_FILES) {
		diag_error(x->diag, E_TOO_LARGE, span,
			   x->depth == SXX_MAX_DEPTH
				   ? "modules use modules more than %d deep"
				   : "the script uses more than %d files",
			   x->depth == SXX_MAX_DEPTH ? SXX_MAX_DEPTH
						     : SXX_MAX_FILES);
		return;
	}
	x->depth++;
	reader_run(x, arena_strndup(x->arena, path, strlen(path)),
		   arena_strndup(x->arena, text, len), len);
	x->depth--;
}

static void load(struct sxx *x, const struct module_use *use)
{
	char path[PATH_MAX];
	char *text;
	size_t len;
	int err;

	if (names_find(&x->modules, use->name, strlen(use->name)))
		return;
	names_add(&x->modules, use->name, strlen(use->name));
	for (u32 i = 0; i < x->req->dirs_nr; i++) {
		join(path, x->req->dirs[i], use->name);
		err = file_read_all(path, SXX_MAX_TEXT, &text, &len);
		if (err == -ENOENT || err == -ENOTDIR)
			continue;
		if (err) {
			diag_error(x->diag, E_SXX_MODULE, use->span,
				   "cannot read %s: %s", path, strerror(-err));
			return;
		}
		read_module(x, path, text, len, use->span);
		free(text);
		return;
	}
	report_absent(x, use);
}

void modules_load(struct reader *r)
{
	for (u32 i = 0; i < r->wanted.nr && !diag_full(r->sxx->diag); i++)
		load(r->sxx, vec_at(&r->wanted, i));
	r->wanted.nr = 0;
}
