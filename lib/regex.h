/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Regular expressions as tables: what the driver makes of a pattern, and the
 * matcher that both sides run.
 *
 * A block is one piece of memory without pointers, little-endian, 4-byte
 * aligned, a multiple of 4 bytes long:
 *
 *	struct sx_regex_head
 *	without SX_REGEX_CAPTURES:
 *		u16 next[states][classes]	row of the next state
 *		u8  at_end[states]		1: a match if the subject ends
 *	with it:
 *		struct sx_regex_step step[states][classes]
 *		u16 at_end[states]		list of moves if it ends, or
 *						SX_REGEX_NONE: nothing new
 *		u16 first[lists + 1]		where a list of moves begins
 *		struct sx_regex_move move[moves]
 *	padding of zeros
 *
 * A state is named by its row: its number times the number of classes. State
 * 0 is the end of the search. Without captures state 1 is a match; with them,
 * register 0 tells: it has the start of the longest match so far.
 */
#ifndef STAPX_LIB_REGEX_H
#define STAPX_LIB_REGEX_H

#include <stapx/types.h>

#define SX_REGEX_MAGIC	   0x31525853u /* "SXR1" */
#define SX_REGEX_BYTES_MAX (160u << 10) /* of a block */
#define SX_REGEX_TABLE_MAX (64u << 10) /* bytes of next[] or step[] */
#define SX_REGEX_GROUPS	   32 /* with group 0, the whole match */
#define SX_REGEX_REGS	   192
#define SX_REGEX_LIST_MAX  256 /* moves in one list */

#define SX_REGEX_CAPTURES 1u /* flag of a block */

#define SX_REGEX_NONE  0xffffu /* no list */
#define SX_REGEX_UNSET 0xffffffffu /* a register without a position */

struct sx_regex_head {
	u32 magic;
	u32 states_nr;
	u16 classes_nr; /* 1..256 */
	u16 flags;
	u16 groups_nr; /* with group 0; 0 without captures */
	u16 regs_nr; /* at least 2 * groups_nr, or 0 */
	u16 lists_nr; /* list 0 is empty */
	u16 moves_nr;
	u16 start; /* row of the first state */
	u16 reserved;
	u8 class_of[256]; /* of each byte */
};

/* Moves are made before the byte is consumed. */
struct sx_regex_step {
	u16 next; /* row */
	u16 list;
};

/* Sources that are no register. */
#define SX_REGEX_POS 0xff /* the number of bytes consumed, less `back` */
#define SX_REGEX_NIL 0xfe /* SX_REGEX_UNSET */

struct sx_regex_move {
	u8 to;
	u8 from;
	u16 back; /* 0 unless from is SX_REGEX_POS */
};

/*
 * Registers of a match; 2n and 2n+1 are the start and the end of group n
 * when it is over. groups_nr is 0 unless the block has captures and matched.
 */
struct sx_match {
	u32 groups_nr;
	u32 reg[SX_REGEX_REGS];
};

/* One row a reason: SX_REGEX_BAD(NAME, "sentence"). */
enum sx_regex_code {
#define SX_REGEX_BAD(name, text) SX_REGEX_BAD_##name,
#include "regex_codes.def"
#undef SX_REGEX_BAD
	SX_REGEX_CODE_NR
};

/*
 * Verifies all of a block, in time linear in len. 0, or the reason why it is
 * refused. Any context.
 */
int sx_regex_check(const u8 *data, u32 len);

/* The sentence for a reason; "?" for an unknown one. */
const char *sx_regex_check_text(u32 code);

/*
 * 1 if the verified block at data matches the n bytes at s, else 0. At most n
 * steps; each makes at most SX_REGEX_LIST_MAX moves. Any context.
 */
int sx_regex_match(const u8 *data, const char *s, u32 n, struct sx_match *m);

/*
 * Group n of the last match: its first byte and its length, 0 and 0 where the
 * group took no part. -1 if there is no such group.
 */
int sx_regex_group(const struct sx_match *m, u64 n, u32 *ret_start,
		   u32 *ret_len);

#endif
