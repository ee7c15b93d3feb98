/* SPDX-License-Identifier: GPL-2.0 */
/* BTF made by hand, for tests and fuzzers: what fails ends the program. */
#ifndef STAPX_TESTS_BTF_MAKER_H
#define STAPX_TESTS_BTF_MAKER_H

#include <stddef.h>
#include <stdint.h>

#include "kload/buf.h"

/* A BTF under construction. All zero is an empty one. */
struct btf_maker {
	struct buf types;
	struct buf strs;
	uint32_t nr; /* types so far; of a module: the kernel's too */
	uint32_t strs_from; /* of a module: bytes of the kernel's strings */
};

enum {
	MAKE_INT = 1,
	MAKE_PTR,
	MAKE_ARRAY,
	MAKE_STRUCT,
	MAKE_UNION,
	MAKE_ENUM,
	MAKE_FWD,
	MAKE_TYPEDEF,
	MAKE_VOLATILE,
	MAKE_CONST,
	MAKE_RESTRICT,
	MAKE_FUNC,
	MAKE_PROTO,
	MAKE_VAR,
	MAKE_DATASEC,
	MAKE_FLOAT,
	MAKE_DECL_TAG,
	MAKE_TYPE_TAG,
	MAKE_ENUM64,
};

#define MAKE_FLAG 0x80000000u

/* Appends a record's head; its id. size is size or type. */
uint32_t make_type(struct btf_maker *m, uint32_t kind, uint32_t vlen,
		   const char *name, uint32_t size);
/* Appends words of a record's tail. */
void make_u32(struct btf_maker *m, uint32_t word);
/* Appends a member (name, type, bit offset). */
void make_member(struct btf_maker *m, const char *name, uint32_t type,
		 uint32_t bit_off);
/* Offset of a string, appended. */
uint32_t make_string(struct btf_maker *m, const char *text);
/* The blob, malloc'ed; frees the maker. layout may be NULL. */
void *make_btf(struct btf_maker *m, const void *layout, size_t layout_len,
	       size_t *ret_len);

/*
 * A kernel's BTF in which every kind is, and the one of a module over it;
 * malloc'ed. btf_samples.c shows what they would be in C.
 */
void *make_kernel_sample(size_t *ret_len);
void *make_module_sample(size_t *ret_len);

#endif
