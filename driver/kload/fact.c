// SPDX-License-Identifier: GPL-2.0
/* Facts: their names and values. */
#include "kload/fact.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

static const struct {
	const char *prefix;
	bool types;
	int64_t absent;
	bool optional;
} kinds[] = {
#define FACT_KIND(id, prefix, types, absent, optional) \
	[FACT_##id] = { prefix, types, absent, optional },
#include "kload/fact.def"
#undef FACT_KIND
};

static enum fact_kind kind_of(const char *name)
{
	enum fact_kind kind = 0;

	while (strncmp(name, kinds[kind].prefix, strlen(kinds[kind].prefix)))
		kind++;
	return kind;
}

static int bad_name(const char *name, const char *form)
{
	log_err("fact %s: the name should be %s", name, form);
	return -EINVAL;
}

/* Splits at the separator; required or not. False: it is not there. */
static bool split(struct fact *f, const char *separator)
{
	const char *at = strstr(f->subject, separator);

	if (!at)
		return false;
	f->subject_len = (size_t)(at - f->subject);
	f->rest = at + strlen(separator);
	return true;
}

static int parse_name(struct fact *f)
{
	f->kind = kind_of(f->name);
	f->subject = f->name + strlen(kinds[f->kind].prefix);
	f->subject_len = strlen(f->subject);
	switch (f->kind) {
	case FACT_OFFSET:
		if (!split(f, ".") || !f->subject_len || !*f->rest)
			return bad_name(f->name, "koff.STRUCT.MEMBER");
		break;
	case FACT_PARAM:
		if (!split(f, ".") || !f->subject_len || !*f->rest)
			return bad_name(f->name, "kparam.FUNCTION.NAME");
		break;
	case FACT_ENUM:
		if (split(f, ".or.") && !*f->rest)
			return bad_name(f->name, "kenum.NAME.or.NUMBER");
		break;
	case FACT_THUNK:
	case FACT_THUNKR:
		f->subject = f->name;
		f->subject_len = strlen(f->name);
		break;
	default:
		break;
	}
	if (!f->subject_len)
		return bad_name(f->name, "PREFIX.NAME");
	return 0;
}

static void free_fact(struct fact *f)
{
	if (!f)
		return;
	free(f->name);
	free(f->note);
	free(f);
}

struct fact *fact_find(const struct fact_set *set, const char *name)
{
	size_t i;

	for (i = 0; i < set->nr; i++) {
		if (!strcmp(set->fact[i]->name, name))
			return set->fact[i];
	}
	return NULL;
}

static int append(struct fact_set *set, struct fact *f)
{
	struct fact **more;

	more = realloc(set->fact, (set->nr + 1) * sizeof(*more));
	if (!more)
		return -ENOMEM;
	set->fact = more;
	set->fact[set->nr++] = f;
	return 0;
}

struct fact *fact_add(struct fact_set *set, const char *name, bool weak)
{
	struct fact *f = fact_find(set, name);

	if (f) {
		f->weak &= weak;
		return f;
	}
	if (strlen(name) >= FACT_NAME_MAX) {
		bad_name(name, "shorter than 256 characters");
		return NULL;
	}
	f = calloc(1, sizeof(*f));
	if (!f)
		return NULL;
	f->weak = weak;
	f->name = strdup(name);
	if (!f->name || parse_name(f) || append(set, f)) {
		free_fact(f);
		return NULL;
	}
	f->value = fact_absent_value(f);
	return f;
}

void fact_set_free(struct fact_set *set)
{
	size_t i;

	for (i = 0; i < set->nr; i++)
		free_fact(set->fact[i]);
	free(set->fact);
	memset(set, 0, sizeof(*set));
}

bool fact_is_type(const struct fact *f)
{
	return kinds[f->kind].types;
}

uint64_t fact_absent_value(const struct fact *f)
{
	return (uint64_t)kinds[f->kind].absent;
}

bool fact_present(const struct fact *f)
{
	return f->source >= FACT_FILE;
}

bool fact_may_be_absent(const struct fact *f)
{
	return f->weak || kinds[f->kind].optional;
}

void fact_set_value(struct fact *f, enum fact_source source, uint64_t value)
{
	f->source = source;
	f->value = value;
}

void fact_set_absent(struct fact *f, enum fact_source source)
{
	f->source = source;
	f->value = fact_absent_value(f);
}

void fact_set_note(struct fact *f, const char *fmt, ...)
{
	char note[FACT_NAME_MAX + 128];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(note, sizeof(note), fmt, ap);
	va_end(ap);
	free(f->note);
	f->note = strdup(note);
}

const char *fact_source_name(enum fact_source source)
{
	static const char *const names[] = {
		[FACT_UNKNOWN] = "nowhere",  [FACT_ABSENT] = "absent",
		[FACT_HIDDEN] = "--without", [FACT_FILE] = "facts file",
		[FACT_BTF] = "BTF",	     [FACT_INDEX] = "index",
		[FACT_DONOR] = "donor",	     [FACT_KALLSYMS] = "kallsyms",
		[FACT_DEFAULT] = "default",
	};

	return names[source];
}

static void add_candidate(struct fact_candidate *ret, size_t *nr,
			  const char *prefix, const char *name, size_t len,
			  const char *offset_fact)
{
	struct fact_candidate *c = &ret[*nr];

	if (*nr == FACT_CANDIDATES_MAX || !len)
		return;
	if (snprintf(c->symbol, sizeof(c->symbol), "%s%.*s", prefix, (int)len,
		     name) >= (int)sizeof(c->symbol))
		return;
	c->offset_fact = offset_fact;
	(*nr)++;
}

static size_t any_candidates(const struct fact *f, struct fact_candidate *ret)
{
	const char *at = f->subject;
	size_t nr = 0;

	for (;;) {
		const char *end = strstr(at, "..");
		size_t len = end ? (size_t)(end - at) : strlen(at);

		add_candidate(ret, &nr, "", at, len, NULL);
		if (!end)
			return nr;
		at = end + 2;
	}
}

/* Two variables that lived in struct pcpu_hot for some releases. */
static size_t pcpu_candidates(const struct fact *f, struct fact_candidate *ret)
{
	static const struct {
		const char *subject;
		const char *symbol;
		const char *offset_fact;
	} moved[] = {
		{ "current", "current_task", "koff.pcpu_hot.current_task" },
		{ "cpu", "cpu_number", "koff.pcpu_hot.cpu_number" },
	};
	const char *symbol = f->subject;
	size_t nr = 0;
	size_t i;

	for (i = 0; i < sizeof(moved) / sizeof(moved[0]); i++) {
		if (strcmp(f->subject, moved[i].subject))
			continue;
		symbol = moved[i].symbol;
		add_candidate(ret, &nr, "", "pcpu_hot", 8,
			      moved[i].offset_fact);
	}
	add_candidate(ret, &nr, "", symbol, strlen(symbol), NULL);
	add_candidate(ret, &nr, "per_cpu__", symbol, strlen(symbol), NULL);
	return nr;
}

size_t fact_candidates(const struct fact *f,
		       struct fact_candidate ret[FACT_CANDIDATES_MAX])
{
	size_t nr = 0;

	if (f->kind == FACT_ANY)
		return any_candidates(f, ret);
	if (f->kind == FACT_PCPU)
		return pcpu_candidates(f, ret);
	add_candidate(ret, &nr, "", f->subject, f->subject_len, NULL);
	return nr;
}
