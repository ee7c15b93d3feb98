/* SPDX-License-Identifier: GPL-2.0 */
/* One register: an integer or a reference to an immutable string. */
#ifndef STAPX_LIB_VALUE_H
#define STAPX_LIB_VALUE_H

#include <stapx/program.h>

union sx_reg {
	s64 i;
	const struct sx_str *s;
};

/* The string "", never moved, never freed. */
extern const struct sx_str *const sx_empty_str;

/* <0, 0, >0, bytewise. */
int sx_str_compare(const struct sx_str *a, const struct sx_str *b);

/*
 * Strings in globals lie in slots of a fixed size: struct sx_str, bytes, NUL.
 * Both functions cut what does not fit.
 */
static inline u32 sx_str_slot_len(u32 maxstringlen)
{
	return ((u32)sizeof(struct sx_str) + maxstringlen + 7) & ~7u;
}

static inline u32 sx_str_cut(const struct sx_str *s, u32 maxstringlen)
{
	return s->len < maxstringlen ? s->len : maxstringlen - 1;
}

void sx_str_store(struct sx_str *slot, const struct sx_str *s,
		  u32 maxstringlen);

#endif
