// SPDX-License-Identifier: GPL-2.0
/*
 * Answers facts. Type facts: facts file, then BTF, then an index, then the donor; symbol
 * facts: the kernel's symbol table. The first source that mentions a fact
 * decides, also when it says that there is no such thing.
 */
#include "kload/resolve.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

/* What the loader asks for itself; extable.c, module.c, kernel.c, fact.c. */
static const char *const own_facts[] = {
	"ksize.module",
	"koff.module.name",
	"koff.module.init",
	"koff.module.exit",
	"ksize.exception_table_entry",
	"koff.exception_table_entry.handler",
	"ksize.kernel_symbol",
	"koff.pcpu_hot.current_task",
	"koff.pcpu_hot.cpu_number",
	"khave.per_cpu__current_task",
	"kany.ex_handler_default",
};

int resolve_add_own(struct fact_set *set)
{
	size_t i;

	for (i = 0; i < sizeof(own_facts) / sizeof(own_facts[0]); i++) {
		if (!fact_add(set, own_facts[i], true))
			return -ENOMEM;
	}
	return 0;
}

static bool is_hidden(const struct sources *src, const char *name)
{
	size_t i;

	for (i = 0; i < src->without_nr; i++) {
		if (!fnmatch(src->without[i], name, 0))
			return true;
	}
	return false;
}

int resolve_want_symbols(const struct fact_set *set, struct kallsyms *ks)
{
	struct fact_candidate cand[FACT_CANDIDATES_MAX];
	size_t i, j;

	for (i = 0; i < set->nr; i++) {
		size_t nr;

		if (fact_is_type(set->fact[i]))
			continue;
		nr = fact_candidates(set->fact[i], cand);
		for (j = 0; j < nr; j++) {
			if (kallsyms_want(ks, cand[j].symbol))
				return -ENOMEM;
		}
	}
	return 0;
}

static int ask_file(struct fact_set *set, const struct factsfile *file)
{
	size_t i;
	int err = 0;

	for (i = 0; i < set->nr && !err; i++) {
		struct fact *f = set->fact[i];

		if (fact_is_type(f) && f->source == FACT_UNKNOWN)
			err = factsfile_answer(file, f);
	}
	return err;
}

bool resolve_file_is_complete(const struct fact_set *set,
			      const struct factsfile *file)
{
	size_t i;

	for (i = 0; i < set->nr; i++) {
		if (fact_is_type(set->fact[i]) &&
		    !factsfile_get(file, set->fact[i]->name))
			return false;
	}
	return true;
}

static enum btf_class class_of(enum fact_kind kind)
{
	switch (kind) {
	case FACT_ARGS:
	case FACT_PARAM:
		return BTF_FUNCTION;
	case FACT_ENUM:
		return BTF_ENUMERATOR;
	default:
		return BTF_AGGREGATE;
	}
}

/* One type's answer to the fact. */
static int ask_type(const struct btf *btf, uint32_t id, const struct fact *f,
		    uint64_t *ret)
{
	switch (f->kind) {
	case FACT_OFFSET:
		return btf_member_offset(btf, id, f->rest, ret);
	case FACT_SIZE:
		return btf_aggregate_size(btf, id, ret);
	case FACT_ARGS:
		return btf_param_nr(btf, id, ret);
	default:
		return btf_param_position(btf, id, f->rest, ret);
	}
}

/*
 * Several types may have the name (a driver's own struct, say): those that
 * have an answer must agree.
 */
static int answer_by_types(const struct btf *btf, const struct btf_query *q,
			   struct fact *f)
{
	bool found = false;
	uint64_t first = 0;
	unsigned int i;

	for (i = 0; i < q->id_nr; i++) {
		uint64_t value;
		int err = ask_type(btf, q->id[i], f, &value);

		if (err == -EINVAL)
			return err;
		if (err == -ERANGE)
			fact_set_note(f, "it is a bit-field");
		if (err)
			continue;
		if (found && value != first) {
			fact_set_note(f, "types of that name disagree");
			fact_set_absent(f, FACT_ABSENT);
			return 0;
		}
		found = true;
		first = value;
	}
	if (q->conflict)
		fact_set_note(f, "too many types of that name");
	if (found && !q->conflict)
		fact_set_value(f, FACT_BTF, first);
	else
		fact_set_absent(f, FACT_ABSENT);
	return 0;
}

static void answer_by_value(const struct btf_query *q, struct fact *f)
{
	if (q->conflict)
		fact_set_note(f, "enumerators of that name disagree");
	if (q->found && !q->conflict)
		fact_set_value(f, FACT_BTF, (uint64_t)q->value);
	else
		fact_set_absent(f, FACT_ABSENT);
}

static int ask_btf(struct fact_set *set, const struct btf *btf)
{
	struct btf_query *query = calloc(set->nr + 1, sizeof(*query));
	struct fact **asked = calloc(set->nr + 1, sizeof(*asked));
	size_t nr = 0;
	size_t i;
	int err = -ENOMEM;

	if (!query || !asked)
		goto free_queries;
	for (i = 0; i < set->nr; i++) {
		struct fact *f = set->fact[i];

		if (!fact_is_type(f) || f->source != FACT_UNKNOWN)
			continue;
		query[nr].cls = class_of(f->kind);
		query[nr].name = f->subject;
		query[nr].name_len = f->subject_len;
		asked[nr++] = f;
	}
	err = btf_find(btf, query, nr);
	for (i = 0; i < nr && !err; i++) {
		if (asked[i]->kind == FACT_ENUM)
			answer_by_value(&query[i], asked[i]);
		else
			err = answer_by_types(btf, &query[i], asked[i]);
	}
free_queries:
	free(asked);
	free(query);
	return err;
}

static int ask_types(struct fact_set *set, const struct sources *src)
{
	size_t i;
	int err = 0;

	for (i = 0; i < set->nr && !err; i++) {
		struct fact *f = set->fact[i];

		if (fact_is_type(f) && f->source == FACT_UNKNOWN)
			err = src->types->answer(src->types_opened, f);
	}
	return err;
}

static void ask_donor(struct fact_set *set, const struct donor *donor)
{
	const struct {
		const char *name;
		uint64_t value;
	} known[] = {
		{ "ksize.module", donor->module_size },
		{ "koff.module.name", donor->name_off },
		{ "koff.module.init", donor->init_off },
		{ "koff.module.exit", donor->exit_off },
	};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		struct fact *f = fact_find(set, known[i].name);

		if (f && !fact_present(f) && f->source != FACT_HIDDEN)
			fact_set_value(f, FACT_DONOR, known[i].value);
	}
}

/* A type source has been asked and lacks the enumerator. */
static int use_default(struct fact *f)
{
	char *end;
	long long value;

	if (f->kind != FACT_ENUM || !f->rest || f->source != FACT_ABSENT)
		return 0;
	errno = 0;
	value = strtoll(f->rest, &end, 0);
	if (*end || errno) {
		log_err("fact %s: the default is not a number", f->name);
		return -EINVAL;
	}
	fact_set_value(f, FACT_DEFAULT, (uint64_t)value);
	return 0;
}

int resolve_types(struct fact_set *set, const struct sources *src)
{
	size_t i;
	int err = 0;

	for (i = 0; i < set->nr; i++) {
		if (is_hidden(src, set->fact[i]->name))
			fact_set_absent(set->fact[i], FACT_HIDDEN);
	}
	if (src->file)
		err = ask_file(set, src->file);
	if (!err && src->btf)
		err = ask_btf(set, src->btf);
	if (!err && src->types_opened)
		err = ask_types(set, src);
	if (!err && src->donor)
		ask_donor(set, src->donor);
	for (i = 0; i < set->nr && !err; i++)
		err = use_default(set->fact[i]);
	return err;
}

/* 0: answered; -ENOENT: the next candidate may. */
static int try_candidate(const struct fact_set *set, const struct sources *src,
			 const struct fact_candidate *c, struct fact *f)
{
	const struct fact *off = NULL;
	uint64_t addr = 0;
	int err;

	if (is_hidden(src, c->symbol))
		return -ENOENT;
	err = kallsyms_get(src->kallsyms, c->symbol, &addr);
	if (f->kind == FACT_HAVE) {
		fact_set_value(f, FACT_KALLSYMS, err != -ENOENT);
		return 0;
	}
	if (err == -ENOTUNIQ)
		fact_set_note(f, "several symbols are called %s", c->symbol);
	if (err)
		return -ENOENT;
	if (c->offset_fact) {
		off = fact_find(set, c->offset_fact);
		if (!off || !fact_present(off))
			return -ENOENT;
		addr += off->value;
	}
	fact_set_value(f, FACT_KALLSYMS, addr);
	if (strcmp(c->symbol, f->name))
		fact_set_note(f, "%s%s%s", c->symbol, off ? " + " : "",
			      off ? off->name : "");
	return 0;
}

void resolve_symbols(struct fact_set *set, const struct sources *src)
{
	struct fact_candidate cand[FACT_CANDIDATES_MAX];
	size_t i, j;

	for (i = 0; i < set->nr; i++) {
		struct fact *f = set->fact[i];
		size_t nr;

		if (fact_is_type(f) || f->source == FACT_HIDDEN)
			continue;
		fact_set_absent(f, FACT_ABSENT);
		nr = fact_candidates(f, cand);
		for (j = 0; j < nr; j++) {
			if (!try_candidate(set, src, &cand[j], f))
				break;
		}
	}
}

struct text {
	char at[1024];
	size_t len;
};

__attribute__((format(printf, 2, 3))) static void add_text(struct text *t,
							   const char *fmt, ...)
{
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(t->at + t->len, sizeof(t->at) - t->len, fmt, ap);
	va_end(ap);
	t->len += len > 0 ? (size_t)len : 0;
	if (t->len >= sizeof(t->at))
		t->len = sizeof(t->at) - 1;
}

static void list_type_sources(struct text *t, const struct sources *src)
{
	if (src->file)
		add_text(t, "; %s", factsfile_path(src->file));
	if (src->btf_path)
		add_text(t, "; %s%s", src->btf_path,
			 src->btf ? "" : " (does not exist)");
	if (src->types_opened)
		add_text(t, "; %s", src->types->name(src->types_opened));
	if (src->donor)
		add_text(t, "; %s", src->donor->path);
}

static void list_symbol_sources(struct text *t, const struct sources *src,
				const struct fact *f)
{
	struct fact_candidate cand[FACT_CANDIDATES_MAX];
	size_t nr = fact_candidates(f, cand);
	size_t i;

	add_text(t, "; %s for", src->kallsyms_path);
	for (i = 0; i < nr; i++)
		add_text(t, "%s %s%s%s", i ? "," : "", cand[i].symbol,
			 cand[i].offset_fact ? " and " : "",
			 cand[i].offset_fact ? cand[i].offset_fact : "");
}

static void report_missing(const struct fact *f, const struct sources *src)
{
	struct text t = { .len = 0 };

	if (f->source == FACT_HIDDEN)
		add_text(&t, "; hidden by --without");
	else if (fact_is_type(f))
		list_type_sources(&t, src);
	else
		list_symbol_sources(&t, src, f);
	if (f->note)
		add_text(&t, " (%s)", f->note);
	log_err("fact %s is missing; looked in: %s", f->name,
		t.len ? t.at + 2 : "nothing, there is no source");
}

/*
 * A weak type fact may be absent, but somebody must have been able to say so:
 * a facts file written for an older object cannot.
 */
static bool is_missing(const struct fact *f)
{
	if (fact_is_type(f) && f->source == FACT_UNKNOWN)
		return true;
	return !fact_present(f) && !fact_may_be_absent(f);
}

int resolve_check(const struct fact_set *set, const struct sources *src)
{
	size_t missing = 0;
	size_t i;

	for (i = 0; i < set->nr; i++) {
		if (!is_missing(set->fact[i]))
			continue;
		report_missing(set->fact[i], src);
		missing++;
	}
	if (!missing)
		return 0;
	log_err("facts about this kernel are missing (%zu): give its type information as --btf, --from or --facts-from, or report the kernel as unsupported",
		missing);
	return -ENOENT;
}
