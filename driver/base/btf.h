/* SPDX-License-Identifier: GPL-2.0 */
/*
 * BTF, the kernel's type information: its records. The format is
 * Documentation/bpf/btf.rst of the kernel; the bytes are untrusted.
 *
 * btf_parse() proves that every record lies inside the type section, with all
 * its elements. What a record says (type ids, offsets of names) stays
 * untrusted: btf_get() and btf_str() check it where it is followed.
 */
#ifndef STAPX_BASE_BTF_H
#define STAPX_BASE_BTF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define BTF_FILE_MAX (64u << 20) /* bytes: ten times that of a kernel */

/* Bytes of an element behind a record. */
#define BTF_MEMBER_LEN	  12 /* name_off, type, offset */
#define BTF_PARAM_LEN	  8 /* name_off, type */
#define BTF_ENUM_LEN	  8 /* name_off, value */
#define BTF_ENUM64_LEN	  12 /* name_off, value: low, high word */
#define BTF_SECT_LEN	  12 /* type (a VAR), offset, size */
#define BTF_FORWARD_UNION 1 /* record.flag of a FWD */
#define BTF_FUNC_GLOBAL	  1 /* record.vlen of a FUNC */
#define BTF_INT_SIGNED	  1u /* encoding, the word's bits 24 to 27 */
#define BTF_INT_CHAR	  2u
#define BTF_INT_BOOL	  4u

enum btf_kind {
	BTF_KIND_INT = 1, /* one word: encoding, bit offset, bits */
	BTF_KIND_PTR,
	BTF_KIND_ARRAY, /* words: element type, index type, elements */
	BTF_KIND_STRUCT,
	BTF_KIND_UNION,
	BTF_KIND_ENUM,
	BTF_KIND_FWD,
	BTF_KIND_TYPEDEF,
	BTF_KIND_VOLATILE,
	BTF_KIND_CONST,
	BTF_KIND_RESTRICT,
	BTF_KIND_FUNC, /* type: a FUNC_PROTO; vlen is its linkage */
	BTF_KIND_FUNC_PROTO,
	BTF_KIND_VAR, /* one word: linkage */
	BTF_KIND_DATASEC,
	BTF_KIND_FLOAT,
	BTF_KIND_DECL_TAG,
	BTF_KIND_TYPE_TAG,
	BTF_KIND_ENUM64,
	BTF_KIND_NR = 128, /* what an encoder may number */
};

struct btf;

struct btf_record {
	uint32_t name_off;
	uint32_t kind; /* enum btf_kind, or one that is not known here */
	uint32_t vlen;
	bool flag;
	uint32_t size; /* bytes, or a type id */
	const uint8_t *body; /* words of the kind, then vlen elements */
};

/*
 * Takes data (malloc'ed), also on failure. name is copied and used in
 * messages. base is borrowed until close: the kernel's BTF, where this is the
 * one of a module, whose ids and strings go on behind it; else NULL. Reports;
 * 0, -ENOMEM or -EINVAL.
 */
int btf_parse(const char *name, void *data, size_t len, const struct btf *base,
	      struct btf **ret);

void btf_close(struct btf *btf);

/* For messages; borrowed. */
const char *btf_name(const struct btf *btf);

/* Ids are from 1 to below this; those of the base come first. */
uint32_t btf_nr(const struct btf *btf);
/* The first id that is not the base's. */
uint32_t btf_own(const struct btf *btf);

/* Reports an id that does not exist; 0 or -EINVAL. */
int btf_get(const struct btf *btf, uint32_t id, struct btf_record *ret);

/* The string at an offset, borrowed; NULL where there is none. */
const char *btf_str(const struct btf *btf, uint32_t off);

/* All strings that are not the base's: offsets count on behind the base's. */
const char *btf_own_strs(const struct btf *btf, size_t *ret_len);
const struct btf *btf_base(const struct btf *btf);

static inline uint32_t btf_word(const uint8_t *at)
{
	uint32_t v;

	memcpy(&v, at, sizeof(v));
	return v;
}

/* Where element i of a record begins, and its first words. */
static inline const uint8_t *btf_element(const struct btf_record *t, uint32_t i,
					 size_t len)
{
	return t->body + i * len;
}

#endif
