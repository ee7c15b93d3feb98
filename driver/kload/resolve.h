/* SPDX-License-Identifier: GPL-2.0 */
/* Answers facts from the sources that there are, in their order. */
#ifndef STAPX_KLOAD_RESOLVE_H
#define STAPX_KLOAD_RESOLVE_H

#include <stdbool.h>
#include <stddef.h>

#include "kload/btf.h"
#include "kload/donor.h"
#include "kload/fact.h"
#include "kload/factsfile.h"
#include "kload/kallsyms.h"
#include "kload/kload.h"

/* All borrowed; NULL where there is no such source. */
struct sources {
	const struct factsfile *file;
	const struct btf *btf;
	const char *btf_path; /* also where it could not be opened */
	const struct kload_types *types;
	const void *types_opened; /* NULL: none */
	const struct donor *donor;
	const struct kallsyms *kallsyms;
	const char *kallsyms_path;
	const char *const *without; /* globs of facts and symbols to hide */
	size_t without_nr;
};

/* Adds the facts the loader itself needs. 0 or -ENOMEM. */
int resolve_add_own(struct fact_set *set);

/* Announces every symbol that could answer a fact. 0 or -ENOMEM. */
int resolve_want_symbols(const struct fact_set *set, struct kallsyms *ks);

/* Type facts from facts file, BTF, index and donor. Reports malformed sources. */
int resolve_types(struct fact_set *set, const struct sources *src);

/* The facts file leaves no type fact to other sources. */
bool resolve_file_is_complete(const struct fact_set *set,
			      const struct factsfile *file);

/* Symbol facts; type facts must have been resolved. */
void resolve_symbols(struct fact_set *set, const struct sources *src);

/* Reports every mandatory fact that is missing; 0 or -ENOENT. */
int resolve_check(const struct fact_set *set, const struct sources *src);

#endif
