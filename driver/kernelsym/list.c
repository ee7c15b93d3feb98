// SPDX-License-Identifier: GPL-2.0
/* Listing functions and tracepoints of the kernel. */
#include "kernelsym/locate.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernelsym/blacklist.h"
#include "kernelsym/symbols.h"

struct form {
	const char
		*before; /* with the module's name behind it, if it takes one */
	bool has_module;
	const char *module; /* without */
	u32 kind;
};

static const struct form forms[] = {
	{ "kernel.function(\"", false, "", SX_POINT_KFUNCTION },
	{ "kernel.trace(\"", false, SX_POINT_ANY_MODULE, SX_POINT_TRACE },
	{ "kprobe.function(\"", false, SX_POINT_ANY_MODULE,
	  SX_POINT_KFUNCTION },
	{ "module(\"", true, NULL, SX_POINT_KFUNCTION },
	{ "kprobe.module(\"", true, NULL, SX_POINT_KFUNCTION },
};

/* The text up to the next quotation mark; *at moves behind `")'. */
static char *take_string(const char **at)
{
	const char *end = strchr(*at, '"');
	char *text;

	if (!end || end[1] != ')')
		return NULL;
	text = strndup(*at, (size_t)(end - *at));
	*at = end + 2;
	return text;
}

/* The rest of a pattern; 0, or -EINVAL when it is no point of the kernel. */
static int parse_rest(const char *at, u32 *kind)
{
	if (!*at || (*kind == SX_POINT_KFUNCTION && !strcmp(at, ".call")))
		return 0;
	if (*kind != SX_POINT_KFUNCTION || strcmp(at, ".return"))
		return -EINVAL;
	*kind = SX_POINT_KRETURN;
	return 0;
}

struct request {
	u32 kind;
	char *module;
	char *name;
	kernel_list_vars *vars;
};

static int parse_form(const struct form *form, const char *at,
		      struct request *ret)
{
	static const char function[] = ".function(\"";

	ret->kind = form->kind;
	if (form->has_module) {
		ret->module = take_string(&at);
		if (!ret->module || strncmp(at, function, strlen(function)))
			return -EINVAL;
		at += strlen(function);
	} else {
		ret->module = strdup(form->module);
	}
	ret->name = take_string(&at);
	if (!ret->module || !ret->name)
		return -EINVAL;
	return parse_rest(at, &ret->kind);
}

static int parse(const char *pattern, struct request *ret)
{
	size_t i;

	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		size_t len = strlen(forms[i].before);

		if (!strncmp(pattern, forms[i].before, len))
			return parse_form(&forms[i], pattern + len, ret);
	}
	return -EINVAL;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* With its variables, if they are asked for. */
static char *row_text(const struct request *req, const struct kernelsym *sym)
{
	char *text = kernelsym_text(req->kind, sym->module, sym->name);
	char *vars = req->vars ? req->vars(req->kind, sym->module, sym->name)
			       : NULL;
	char *both;

	if (!text || !vars || asprintf(&both, "%s%s", text, vars) < 0) {
		free(vars);
		return text;
	}
	free(text);
	free(vars);
	return both;
}

static int print_rows(const struct request *req,
		      const struct kernelsym_want *want,
		      const struct blacklist *blacklist)
{
	char **text = calloc(want->nr + 1, sizeof(*text));
	u32 nr = 0;
	u32 i;

	if (!text)
		return -ENOMEM;
	for (i = 0; i < want->nr; i++) {
		const struct kernelsym *sym = &want->rows[i];

		if (!want->trace && blacklist_has(blacklist, sym->addr))
			continue;
		text[nr] = row_text(req, sym);
		nr += text[nr] != NULL;
	}
	qsort(text, nr, sizeof(*text), by_text);
	for (i = 0; i < nr; i++) {
		if (!i || strcmp(text[i], text[i - 1]))
			puts(text[i]);
	}
	for (i = 0; i < nr; i++)
		free(text[i]);
	free(text);
	return nr ? 0 : -ENOENT;
}

int kernel_list(const char *pattern, kernel_list_vars *vars)
{
	struct request req = { .vars = vars };
	struct kernelsym_want want = { 0 };
	struct blacklist blacklist = { 0 };
	int err = parse(pattern, &req);

	if (!err) {
		want.trace = req.kind == SX_POINT_TRACE;
		want.module = req.module;
		want.name = req.name;
		err = blacklist_read(NULL, &blacklist);
	}
	if (!err)
		err = kernelsym_find(&want, 1);
	if (!err)
		err = print_rows(&req, &want, &blacklist);
	kernelsym_free_rows(&want);
	blacklist_deinit(&blacklist);
	free(req.module);
	free(req.name);
	return err;
}
