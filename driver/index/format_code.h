/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Rows of an index file about code: where functions are left. Rows of stack
 * walks are those of <stapx/unwind.h>, addresses counted from index_head.base.
 */
#ifndef STAPX_INDEX_FORMAT_CODE_H
#define STAPX_INDEX_FORMAT_CODE_H

#include <stapx/types.h>
#include <stapx/unwind.h>

/*
 * ALL_RETURNS: whatever leaves this function by its own instructions is a row
 * of RETURNS. Not set where a part could not be decoded or is not known to be
 * a part, where a jump has an unknown target, or where it runs into what lies
 * behind it. Exceptions and longjmp() leave a function without any row.
 */
#define INDEX_CODE_ALL_RETURNS 1u
/* Where the function is known from; the first of these that knew it. */
#define INDEX_CODE_DWARF  2u
#define INDEX_CODE_SYMBOL 4u
#define INDEX_CODE_UNWIND 8u /* an FDE: it may be a part of a function */

struct index_code {
	u32 entry; /* ascending; its lowest address where it has no entry */
	u32 return_first; /* in RETURNS */
	u32 return_nr;
	u32 flags; /* INDEX_CODE_* */
};

enum index_return_kind {
	INDEX_RETURN_RET, /* ret, or ret with a number */
	INDEX_RETURN_TAIL_JUMP, /* to another function, which returns for it */
	INDEX_RETURN_TAIL_INDIRECT, /* the same, by a register or memory */
	INDEX_RETURN_UNDECODABLE, /* from here on nothing is known */
	INDEX_RETURN_NORETURN, /* a call at the end: it does not come back */
	INDEX_RETURN_FALL_THROUGH, /* it runs into what lies behind it */
	INDEX_RETURN_JUMP_UNKNOWN, /* it may stay in the function, or leave */
	INDEX_RETURN_KIND_NR,
};

#define INDEX_RETURN_CONDITIONAL 1u /* of a jump: it may go on behind it */

struct index_return {
	u32 addr; /* of the instruction with its prefixes; ascending */
	u32 target; /* TAIL_JUMP: to where; else INDEX_NONE */
	u16 kind; /* enum index_return_kind */
	u16 flags; /* INDEX_RETURN_* */
};

#endif
