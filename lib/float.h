/* SPDX-License-Identifier: GPL-2.0 */
/*
 * IEEE 754 binary64 arithmetic on bit patterns, without floating-point
 * registers: round to nearest, ties to even; no exceptions, no signalling.
 */
#ifndef STAPX_LIB_FLOAT_H
#define STAPX_LIB_FLOAT_H

#include <stapx/types.h>

enum sx_float_round {
	SX_FLOAT_NEAREST_EVEN,
	SX_FLOAT_TO_ZERO,
	SX_FLOAT_DOWN,
	SX_FLOAT_UP,
	SX_FLOAT_NEAREST_AWAY,
	SX_FLOAT_ODD = 6, /* the odd one of two neighbours */
	SX_FLOAT_ROUND_NR,
};

u64 sx_float_add(u64 a, u64 b);
u64 sx_float_sub(u64 a, u64 b);
u64 sx_float_mul(u64 a, u64 b);
u64 sx_float_div(u64 a, u64 b);
/* The remainder of the quotient's nearest integer, the even one of two. */
u64 sx_float_rem(u64 a, u64 b);
u64 sx_float_sqrt(u64 a);

/* 0 with a NaN. */
int sx_float_eq(u64 a, u64 b);
int sx_float_lt(u64 a, u64 b);
int sx_float_le(u64 a, u64 b);

u64 sx_float_from_int(s64 value);
u64 sx_float_from_32(u32 bits); /* of binary32 */

/* INT64_MIN for what does not fit, and for a NaN. */
s64 sx_float_to_int(u64 a, enum sx_float_round round);

/* NaN and the infinities. */
static inline int sx_float_is_special(u64 a)
{
	return (a >> 52 & 0x7ff) == 0x7ff;
}

#endif
