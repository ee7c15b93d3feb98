// SPDX-License-Identifier: GPL-2.0
/* Functions and tracepoints of the running kernel. */
#include "kernelsym/symbols.h"

#include <errno.h>
#include <fnmatch.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/suggest.h"
#include "kload/kallsyms_lines.h"

#define TRACE_PREFIX "__tracepoint_"
#define NAME_MAX_LEN 512 /* KSYM_NAME_LEN of the kernel */

struct search {
	struct kernelsym_want *wants;
	u32 nr;
	bool seen_address;
};

bool kernelsym_is_pattern(const char *name)
{
	return strpbrk(name, "*?[") != NULL;
}

static bool has_prefix(const char *text, const char *prefix)
{
	return !strncmp(text, prefix, strlen(prefix));
}

/* The name of a tracepoint; NULL: the symbol is something else. */
static const char *trace_name(const char *symbol)
{
	if (!has_prefix(symbol, TRACE_PREFIX))
		return NULL;
	symbol += strlen(TRACE_PREFIX);
	return has_prefix(symbol, "ptr_") ? NULL : symbol;
}

static bool is_function(const char *symbol, char type)
{
	return strchr("tTwW", type) && !has_prefix(symbol, "__pfx_") &&
	       !has_prefix(symbol, "__cfi_");
}

/* Bytes of the name in the source; 0: a part of a function, no function. */
static size_t source_len(const char *symbol)
{
	const char *dot = strchr(symbol, '.');

	if (!dot)
		return strlen(symbol);
	if (strstr(dot, ".cold") || strstr(dot, ".part."))
		return 0;
	return (size_t)(dot - symbol);
}

static bool name_fits(const char *pattern, const char *symbol, bool as_it_is)
{
	char plain[NAME_MAX_LEN];
	size_t len;

	if (as_it_is || strchr(pattern, '.'))
		return !fnmatch(pattern, symbol, 0);
	len = source_len(symbol);
	if (!len || len >= sizeof(plain))
		return false;
	memcpy(plain, symbol, len);
	plain[len] = '\0';
	return !fnmatch(pattern, plain, 0);
}

/* A module's name is written with either sign. */
static void underscores(char *name)
{
	for (; *name; name++)
		if (*name == '-')
			*name = '_';
}

static bool module_fits(const char *wanted, const char *module)
{
	char pattern[64];

	if (!strcmp(wanted, SX_POINT_ANY_MODULE))
		return true;
	if (!*wanted || !module)
		return !*wanted && !module;
	snprintf(pattern, sizeof(pattern), "%s", wanted);
	underscores(pattern);
	return !fnmatch(pattern, module, 0);
}

static int add_row(struct kernelsym_want *w, u64 addr, const char *name,
		   const char *module)
{
	struct kernelsym *row;

	if (w->nr == w->cap) {
		u32 cap = w->cap ? w->cap * 2 : 16;
		void *bigger = reallocarray(w->rows, cap, sizeof(*w->rows));

		if (!bigger)
			return -ENOMEM;
		w->rows = bigger;
		w->cap = cap;
	}
	row = &w->rows[w->nr];
	row->addr = addr;
	row->name = strdup(name);
	row->module = module ? strdup(module) : NULL;
	if (!row->name || (module && !row->module)) {
		free(row->name);
		free(row->module);
		return -ENOMEM;
	}
	w->nr++;
	return 0;
}

/* Most lines go at their first letters. */
static bool may_fit(const char *wanted, const char *symbol)
{
	return strchr("*?[", wanted[0]) || wanted[0] == symbol[0];
}

static const char *bare_name(const struct kernelsym_want *w)
{
	const char *colon = w->trace ? strchr(w->name, ':') : NULL;

	return colon ? colon + 1 : w->name;
}

static int offer(struct search *s, const char *symbol, char type, u64 addr,
		 const char *module)
{
	const char *trace = trace_name(symbol);
	bool function = is_function(symbol, type);
	int err = 0;
	u32 i;

	for (i = 0; i < s->nr && !err; i++) {
		struct kernelsym_want *w = &s->wants[i];
		const char *name = w->trace ? trace : symbol;
		const char *wanted = bare_name(w);

		if (name && (w->trace || function) && may_fit(wanted, name) &&
		    module_fits(w->module, module) &&
		    name_fits(wanted, name, w->trace || w->exact))
			err = add_row(w, addr, name, module);
	}
	return err;
}

static int take_line(const struct kallsyms_line *line, void *arg)
{
	char name[NAME_MAX_LEN];
	char module[64];
	struct search *s = arg;

	s->seen_address |= line->addr != 0;
	if (line->len >= sizeof(name) || line->module_len >= sizeof(module))
		return 0;
	memcpy(name, line->name, line->len);
	name[line->len] = '\0';
	if (line->module) {
		memcpy(module, line->module, line->module_len);
		module[line->module_len] = '\0';
	}
	return offer(s, name, line->type, line->addr,
		     line->module ? module : NULL);
}

static int by_address(const void *a, const void *b)
{
	const struct kernelsym *x = a;
	const struct kernelsym *y = b;

	if (x->addr != y->addr)
		return x->addr < y->addr ? -1 : 1;
	return strcmp(x->name, y->name);
}

static void free_row(struct kernelsym *row)
{
	free(row->name);
	free(row->module);
}

/* Of several names of one address the first stays. */
static void sort_rows(struct kernelsym_want *w)
{
	u32 nr = 0;
	u32 i;

	if (!w->nr)
		return;
	qsort(w->rows, w->nr, sizeof(*w->rows), by_address);
	for (i = 0; i < w->nr; i++) {
		if (nr && w->rows[nr - 1].addr == w->rows[i].addr)
			free_row(&w->rows[i]);
		else
			w->rows[nr++] = w->rows[i];
	}
	w->nr = nr;
}

static bool is_of_system(const char *events, const char *wanted,
			 const char *name)
{
	char path[512];
	glob_t found;
	int err;

	if (snprintf(path, sizeof(path), "%s/%.*s/%s", events,
		     (int)strcspn(wanted, ":"), wanted,
		     name) >= (int)sizeof(path))
		return false;
	err = glob(path, GLOB_NOSORT, NULL, &found);
	if (!err)
		globfree(&found);
	return !err;
}

/* Which system a tracepoint belongs to, only the file system of events says. */
static int keep_system(struct kernelsym_want *w)
{
	static const char *const folders[] = {
		"/sys/kernel/tracing/events",
		"/sys/kernel/debug/tracing/events",
	};
	const char *events = folders[access(folders[0], R_OK) != 0];
	u32 nr = 0, i;

	if (!w->trace || !strchr(w->name, ':') || !w->nr)
		return 0;
	if (access(events, R_OK)) {
		log_err("kernel.trace(\"%s\"): the systems of tracepoints are not to be seen in %s: mount it with: mount -t tracefs tracefs /sys/kernel/tracing, or write the name without its system",
			w->name, folders[0]);
		return -ENOTSUP;
	}
	for (i = 0; i < w->nr; i++) {
		if (is_of_system(events, w->name, w->rows[i].name))
			w->rows[nr++] = w->rows[i];
		else
			free_row(&w->rows[i]);
	}
	w->nr = nr;
	return 0;
}

int kernelsym_find(struct kernelsym_want *wants, u32 nr)
{
	struct search s = { .wants = wants, .nr = nr };
	int err = kallsyms_lines(NULL, take_line, &s);
	u32 i;

	if (!err && !s.seen_address)
		err = kallsyms_report_hidden();
	for (i = 0; i < nr; i++)
		sort_rows(&wants[i]);
	for (i = 0; i < nr && !err; i++)
		err = keep_system(&wants[i]);
	return err;
}

void kernelsym_free_rows(struct kernelsym_want *want)
{
	u32 i;

	for (i = 0; i < want->nr; i++)
		free_row(&want->rows[i]);
	free(want->rows);
	want->rows = NULL;
	want->nr = want->cap = 0;
}

char *kernelsym_text(u32 kind, const char *module, const char *name)
{
	bool own = !module || !*module || !strcmp(module, SX_POINT_ANY_MODULE);
	const char *end = kind == SX_POINT_KRETURN ? ".return" : "";
	char *text;
	int len;

	if (kind == SX_POINT_TRACE)
		len = asprintf(&text, "kernel.trace(\"%s\")", name);
	else if (own)
		len = asprintf(&text, "kernel.function(\"%s\")%s", name, end);
	else
		len = asprintf(&text, "module(\"%s\").function(\"%s\")%s",
			       module, name, end);
	return len < 0 ? NULL : text;
}

struct near {
	const struct kernelsym_want *want;
	struct arena *arena; /* of the names: they are borrowed to the end */
	struct suggest s;
};

static int take_near(const struct kallsyms_line *line, void *arg)
{
	char symbol[NAME_MAX_LEN];
	struct near *near = arg;
	const char *name = symbol;

	if (line->len >= sizeof(symbol))
		return 0;
	memcpy(symbol, line->name, line->len);
	symbol[line->len] = '\0';
	if (near->want->trace)
		name = trace_name(symbol);
	else if (!is_function(symbol, line->type))
		name = NULL;
	if (name)
		suggest_add(&near->s,
			    arena_strndup(near->arena, name, strlen(name)));
	return 0;
}

void kernelsym_suggest(const struct kernelsym_want *want, char *ret, size_t len)
{
	struct near near = { .want = want, .arena = arena_create() };

	*ret = '\0';
	if (!near.arena)
		return;
	suggest_init(&near.s, bare_name(want));
	if (!kallsyms_lines(NULL, take_near, &near))
		suggest_text(&near.s, ret, len);
	arena_destroy(near.arena);
}
