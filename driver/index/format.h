/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The index file of one ELF file: what scripts can ask about it, without its
 * debug information. docs/index-format.md describes it for readers of the
 * file; here are its rows.
 *
 * One block of bytes, little-endian: a head, then the sections of
 * sections.def, each 8-byte aligned. Rows are of fixed size and name other
 * rows by number, strings by offset. Addresses are 32 bits from
 * index_head.base, the lowest address of the ELF file's loadable segments.
 *
 * A file may come from anywhere. What index_open() checks holds for every
 * reader; every number inside a row is checked where it is used.
 */
#ifndef STAPX_INDEX_FORMAT_H
#define STAPX_INDEX_FORMAT_H

#include <stapx/types.h>

#include "index/format_code.h"
#include "index/format_symbols.h"
#include "index/format_types.h"

#define INDEX_MAGIC	   0x31495853u /* "SXI1" */
#define INDEX_VERSION	   3
#define INDEX_BUILD_ID_MAX 32 /* bytes */
#define INDEX_NONE	   0xffffffffu /* no row */

/* What the file was made of: index_head.has. */
#define INDEX_HAS_DWARF	 1u /* functions, variables, types */
#define INDEX_HAS_LINES	 2u
#define INDEX_HAS_SYMTAB 4u /* all symbols, not only the dynamic ones */

enum index_section {
#define INDEX_SECTION(name, type, text) INDEX_##name,
#include "index/sections.def"
#undef INDEX_SECTION
	INDEX_SECTION_NR
};

struct index_extent {
	u64 off; /* from the start of the file, 8-byte aligned */
	u64 len; /* bytes (unpacked), a multiple of the row's size */
};

struct index_head {
	u32 magic;
	u16 version;
	u16 head_len; /* sizeof(struct index_head) */
	u64 file_len;
	u64 checksum; /* index_checksum() of all that follows the head */
	u64 base; /* what addresses count from */
	u16 machine; /* EM_* */
	u8 build_id_len;
	u8 build_id[INDEX_BUILD_ID_MAX];
	u8 packed; /* the sections are: chunks.h, pack.h */
	u32 has; /* INDEX_HAS_* */
	struct index_extent section[INDEX_SECTION_NR];
};

/* producer of the unit of an index that was made of BTF */
#define INDEX_PRODUCER_BTF "BTF"

struct index_unit {
	u32 name; /* string: the source file as compiled */
	u32 directory; /* string: where it was compiled */
	u32 producer; /* string */
	u16 language; /* DW_LANG_* */
	u16 pad;
};

struct index_src {
	u32 path; /* string */
	u32 block_first; /* FILE_BLOCKS */
	u32 block_nr; /* 0: it has no lines */
};

#define INDEX_FUNC_EXTERNAL  1u
#define INDEX_FUNC_PROTOTYPE 2u /* its parameters are known */
#define INDEX_FUNC_NORETURN  4u
#define INDEX_FUNC_VARIADIC  8u

struct index_func {
	u32 name; /* string; with its namespaces: a::b */
	u32 linkage; /* string; "" where it is the name */
	u32 type; /* of the result */
	u32 unit;
	u32 file; /* of the declaration; INDEX_NONE: unknown */
	u32 line; /* 0: unknown */
	u32 flags; /* INDEX_FUNC_* */
	u32 scope; /* of its body; INDEX_NONE: only ever inlined */
	u32 param_first; /* in VARS, of the abstract function */
	u32 param_nr;
};

/*
 * Scopes of a function stand behind each other, parents before children; the
 * next row that is no descendant is row `end`.
 */
enum index_scope_kind {
	INDEX_SCOPE_BODY,
	INDEX_SCOPE_BLOCK,
	INDEX_SCOPE_INLINE,
};

struct index_scope {
	u32 func; /* whose body, or which function is inlined */
	u32 parent; /* INDEX_NONE for a body */
	u32 end;
	u32 entry; /* address: of a body, behind its prologue */
	u32 range_first;
	u32 range_nr;
	u32 var_first;
	u32 var_nr;
	u32 call_file; /* of an inlined call; INDEX_NONE: unknown */
	u32 call_line;
	u32 kind; /* enum index_scope_kind */
};

struct index_range {
	u32 low;
	u32 high; /* one behind the last byte */
};

struct index_func_addr {
	u32 low;
	u32 high;
	u32 scope; /* the body */
};

enum index_var_kind {
	INDEX_VAR_PARAM,
	INDEX_VAR_LOCAL,
};

struct index_var {
	u32 name; /* string */
	u32 type;
	u32 file;
	u32 line;
	u32 loc_first;
	u32 loc_nr; /* 0: optimised out */
	u32 kind; /* enum index_var_kind */
};

/* low = 0, high = INDEX_NONE: everywhere. */
struct index_loc {
	u32 low;
	u32 high;
	u32 expr; /* offset in EXPRS */
	u32 len; /* bytes of it */
};

#define INDEX_GLOBAL_EXTERNAL 1u
#define INDEX_GLOBAL_TLS      2u /* addr: offset in the thread's block */
#define INDEX_GLOBAL_PERCPU   4u /* addr: offset in a kernel's per-CPU area */

struct index_global {
	u32 name; /* string, with its namespaces */
	u32 linkage; /* string; "" where it is the name */
	u32 type;
	u32 unit;
	u32 file;
	u32 line;
	u32 addr; /* INDEX_NONE: a kernel's symbol table alone knows it */
	u32 flags; /* INDEX_GLOBAL_* */
};

/*
 * A section of a relocatable file, which has no addresses of its own: those of
 * the index are from this layout. What lies at `addr + n` here is `n` bytes
 * behind where a loader put the section (/sys/module/NAME/sections/SECTION).
 */
struct index_part {
	u32 name; /* string, such as ".text"; may be there twice */
	u32 addr;
	u32 size; /* bytes */
};

enum index_name_kind {
	INDEX_NAME_FUNC,
	INDEX_NAME_GLOBAL,
	INDEX_NAME_TYPEDEF, /* typedefs and base types */
	INDEX_NAME_STRUCT, /* and class */
	INDEX_NAME_UNION,
	INDEX_NAME_ENUM,
	INDEX_NAME_ENUMERATOR,
	INDEX_NAME_KIND_NR,
};

struct index_name {
	u32 name; /* string */
	u32 kind; /* enum index_name_kind */
	u32 row; /* of the kind's section */
};

#endif
