// SPDX-License-Identifier: GPL-2.0
/* String values that are not in the arena of a running handler. */
#include "value.h"
#include "mem.h"

static const struct {
	u32 len;
	char nul[4];
} empty;

const struct sx_str *const sx_empty_str = (const struct sx_str *)&empty;

int sx_str_compare(const struct sx_str *a, const struct sx_str *b)
{
	int d = sx_memcmp(a->data, b->data, a->len < b->len ? a->len : b->len);

	if (d)
		return d;
	return (a->len > b->len) - (a->len < b->len);
}

void sx_str_store(struct sx_str *slot, const struct sx_str *s, u32 maxstringlen)
{
	u32 len = sx_str_cut(s, maxstringlen);

	slot->len = len;
	sx_memcpy(slot->data, s->data, len);
	slot->data[len] = 0;
}
