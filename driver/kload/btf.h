/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Questions to a kernel's type information (BTF): offsets, sizes, parameter
 * counts, enumerators.
 *
 * Names are looked up many at a time, in one walk over the types, because a
 * hash of all names of a kernel costs more than all the answers.
 */
#ifndef STAPX_KLOAD_BTF_H
#define STAPX_KLOAD_BTF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/btf.h"

/* Raw BTF or an ELF file with a .BTF section. Reports; 0 or -errno. */
int btf_open(const char *path, struct btf **ret);

enum btf_class {
	BTF_AGGREGATE, /* a struct or union, or a typedef of a nameless one */
	BTF_FUNCTION,
	BTF_ENUMERATOR,
};

/* Types of one name that are told apart; more count as a conflict. */
#define BTF_SAME_NAME_MAX 4

struct btf_query {
	enum btf_class cls;
	const char *name; /* borrowed, need not end in NUL */
	size_t name_len;
	/* Answers. Enumerators fill found, value and conflict only. */
	bool found;
	bool conflict; /* several enumerators of different values */
	int64_t value;
	uint32_t id[BTF_SAME_NAME_MAX];
	unsigned int id_nr;
};

/* Answers all queries in one walk. Reports; 0 or -EINVAL. */
int btf_find(const struct btf *btf, struct btf_query *query, size_t nr);

/*
 * Byte offset of member path "a.b" in aggregate id, through nameless members.
 * -ENOENT: no such member; -ERANGE: a bit-field; -EINVAL: malformed, reported.
 */
int btf_member_offset(const struct btf *btf, uint32_t id, const char *path,
		      uint64_t *ret);

/* Size in bytes of aggregate id. */
int btf_aggregate_size(const struct btf *btf, uint32_t id, uint64_t *ret);

/* Number of parameters of function id. */
int btf_param_nr(const struct btf *btf, uint32_t id, uint64_t *ret);

/* Position from 1 of the parameter called name, 0 if there is none. */
int btf_param_position(const struct btf *btf, uint32_t id, const char *name,
		       uint64_t *ret);

#endif
