/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The instructions of one function, decoded from the first byte of each of
 * its ranges to the last. Compilers for Linux keep tables out of code; what
 * does not look like code from end to end is said to be undecodable.
 */
#ifndef STAPX_DWARF_SWEEP_H
#define STAPX_DWARF_SWEEP_H

#include <stdbool.h>

#include <Zydis/Zydis.h>

#include "dwarf/code_image.h"
#include "index/format.h"

#define SWEEP_RANGES_MAX 256 /* of a function */

struct sweep_range {
	u64 low;
	u64 high;
	u32 first_bit; /* of `starts` */
};

struct sweep_jump {
	u64 at;
	u64 to; /* of an indirect jump: 0 */
	bool conditional;
	/* Indirect: */
	bool table; /* made for a table of labels */
	bool plain; /* to what was loaded or given, not computed */
};

/* What follows a jump or a return, behind padding. */
struct sweep_block {
	u64 pad; /* where the padding begins */
	u64 at;
};

struct sweep_exit {
	u64 at;
	u64 to; /* of a tail jump; else 0 */
	u16 kind; /* enum index_return_kind */
	u16 flags;
};

struct sweep {
	const struct code_image *img; /* borrowed */
	ZydisDecoder decoder;
	struct vec ranges; /* struct sweep_range */
	struct vec starts; /* u8: a bit for each byte that begins one */
	struct vec jumps; /* struct sweep_jump, direct ones */
	struct vec indirect; /* struct sweep_jump */
	struct vec blocks; /* struct sweep_block */
	struct vec exits; /* struct sweep_exit, in any order */
	u64 budget; /* bytes that may still be decoded */
};

void sweep_init(struct sweep *s, const struct code_image *img,
		struct arena *arena);

/* Begins a function. */
void sweep_reset(struct sweep *s);

/* Decodes another range of it. */
void sweep_add(struct sweep *s, u64 low, u64 high);

bool sweep_holds(const struct sweep *s, u64 addr);

/* Whether an instruction begins there, or one behind its lock prefix. */
bool sweep_is_start(const struct sweep *s, u64 addr);

/*
 * Whether all blocks are reached by direct jumps, and none has to be by an
 * indirect one. Sorts the jumps.
 */
bool sweep_is_connected(struct sweep *s);

struct sweep_exit *sweep_exit_add(struct sweep *s, u64 at,
				  enum index_return_kind kind);

#endif
