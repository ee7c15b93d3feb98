/* SPDX-License-Identifier: GPL-2.0 */
/* Inside of btf.c (parsing) and btf_find.c (lookups): records of a BTF. */
#ifndef STAPX_KLOAD_BTF_IMPL_H
#define STAPX_KLOAD_BTF_IMPL_H

#include "kload/btf.h"
#include "kload/bytes.h"

#define BTF_TYPE_LEN   12 /* name_off, info, size or type */
#define BTF_MEMBER_LEN 12 /* name_off, type, offset */
#define BTF_PARAM_LEN  8 /* name_off, type */
#define BTF_KIND_NR    128

enum {
	BTF_KIND_STRUCT = 4,
	BTF_KIND_UNION = 5,
	BTF_KIND_ENUM = 6,
	BTF_KIND_TYPEDEF = 8,
	BTF_KIND_VOLATILE = 9,
	BTF_KIND_CONST = 10,
	BTF_KIND_RESTRICT = 11,
	BTF_KIND_FUNC = 12,
	BTF_KIND_FUNC_PROTO = 13,
	BTF_KIND_TYPE_TAG = 18,
	BTF_KIND_ENUM64 = 19,
};

/* Bytes behind a record of this kind: fixed, and for each of vlen elements. */
struct btf_kind_layout {
	uint8_t known;
	uint8_t info_len;
	uint8_t elem_len;
};

struct btf {
	char *name;
	void *owned;
	struct bytes types;
	struct bytes strs; /* ends in NUL */
	struct btf_kind_layout layout[BTF_KIND_NR];
	uint32_t *off; /* of each type's record, [1] to [nr - 1] */
	uint32_t nr;
};

struct btf_record {
	uint32_t name_off;
	uint32_t kind;
	uint32_t vlen;
	bool flag;
	uint32_t size; /* or type */
	const uint8_t *body;
};

static inline uint32_t btf_read_u32(const uint8_t *at)
{
	uint32_t v;

	memcpy(&v, at, sizeof(v));
	return v;
}

static inline void btf_read_record(const uint8_t *at, struct btf_record *ret)
{
	uint32_t info = btf_read_u32(at + 4);

	ret->name_off = btf_read_u32(at);
	ret->kind = info >> 24 & 0x7f;
	ret->vlen = info & 0xffffff;
	ret->flag = info >> 31;
	ret->size = btf_read_u32(at + 8);
	ret->body = at + BTF_TYPE_LEN;
}

#endif
