/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Facts: what the kernel object wants to know of a kernel. Each is an
 * undefined ELF symbol whose name is the question; fact.def lists the forms.
 */
#ifndef STAPX_KLOAD_FACT_H
#define STAPX_KLOAD_FACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FACT_NAME_MAX 256

enum fact_kind {
#define FACT_KIND(id, prefix, types, absent, zero_is_answer) FACT_##id,
#include "kload/fact.def"
#undef FACT_KIND
};

enum fact_source {
	FACT_UNKNOWN, /* no source has been able to say anything */
	FACT_ABSENT, /* a source says that the kernel has no such thing */
	FACT_HIDDEN, /* --without */
	FACT_FILE,
	FACT_BTF,
	FACT_INDEX,
	FACT_DONOR,
	FACT_KALLSYMS,
	FACT_DEFAULT, /* the .or. of a kenum */
};

struct fact {
	char *name;
	enum fact_kind kind;
	bool weak;
	/* The name's parts, pointing into it: "kind.subject.rest". */
	const char *subject;
	size_t subject_len;
	const char *rest; /* NULL where the form has none */
	enum fact_source source;
	uint64_t value; /* already the absent value where absent */
	char *note; /* which symbol answered, or why none did; or NULL */
};

struct fact_set {
	struct fact **fact;
	size_t nr;
};

/*
 * Adds a fact, or finds it; it is weak while all who ask for it are. Reports
 * a name that does not fit its form; NULL then and when out of memory.
 */
struct fact *fact_add(struct fact_set *set, const char *name, bool weak);

struct fact *fact_find(const struct fact_set *set, const char *name);

void fact_set_free(struct fact_set *set);

/* Answered by type information, not by the symbol table. */
bool fact_is_type(const struct fact *f);

/* The value that stands for "the kernel has no such thing". */
uint64_t fact_absent_value(const struct fact *f);

/* Has a value from some source. */
bool fact_present(const struct fact *f);

/* "No such thing" is an answer, not a lack. */
bool fact_may_be_absent(const struct fact *f);

void fact_set_value(struct fact *f, enum fact_source source, uint64_t value);
void fact_set_absent(struct fact *f, enum fact_source source);

/* Replaces the note (printf style). */
void fact_set_note(struct fact *f, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

const char *fact_source_name(enum fact_source source);

/* One symbol that would answer, and a fact to add to its address or NULL. */
struct fact_candidate {
	char symbol[FACT_NAME_MAX];
	const char *offset_fact;
};

#define FACT_CANDIDATES_MAX 8

/* The symbols that answer a symbol fact, best first; how many. */
size_t fact_candidates(const struct fact *f,
		       struct fact_candidate ret[FACT_CANDIDATES_MAX]);

#endif
