// SPDX-License-Identifier: GPL-2.0
/* States, transitions and byte classes. */
#include "regex/table.h"

#include <string.h>

/* Splits every class into the bytes that are in the set, and the others. */
static u32 split_classes(u8 class_of[256], u32 nr, const struct byte_set *set)
{
	u16 moved[256];

	memset(moved, 0xff, sizeof(moved));
	for (u32 kept = 0; kept < nr; kept++) {
		bool in = false, out = false;

		for (u32 c = 0; c < 256; c++) {
			if (class_of[c] != kept)
				continue;
			if (byte_set_has(set, (u8)c))
				in = true;
			else
				out = true;
		}
		if (in && out)
			moved[kept] = 0;
	}
	for (u32 c = 0; c < 256; c++) {
		u8 old = class_of[c];

		if (moved[old] == 0xffff || !byte_set_has(set, (u8)c))
			continue;
		if (!moved[old])
			moved[old] = (u16)nr++;
		class_of[c] = (u8)moved[old];
	}
	return nr;
}

void regex_table_init(struct regex_ctx *ctx, const struct regex_automaton *a,
		      struct regex_table *ret)
{
	struct keymap *sets = keymap_create(ctx->arena);
	u32 number;

	memset(ret, 0, sizeof(*ret));
	vec_init(&ret->next, ctx->arena, sizeof(u32));
	vec_init(&ret->list, ctx->arena, sizeof(u32));
	vec_init(&ret->at_end, ctx->arena, sizeof(u32));
	ret->lists = keymap_create(ctx->arena);
	keymap_find(ret->lists, "", 0, &number);
	ret->classes_nr = 1;
	for (u32 i = 0; i < a->nr; i++) {
		const struct byte_set *set = &regex_position(a, i)->bytes;

		if (!keymap_find(sets, set, sizeof(*set), &number))
			ret->classes_nr = split_classes(ret->class_of,
							ret->classes_nr, set);
	}
}

int regex_table_add(struct regex_ctx *ctx, const struct regex_automaton *a,
		    struct regex_table *t, u32 *ret)
{
	*ret = t->states_nr;
	if (t->states_nr == REGEX_STATES_MAX)
		return regex_fail(ctx, a->blame,
				  "the expression is too complex: more than "
				  "%u states",
				  REGEX_STATES_MAX);
	t->states_nr++;
	vec_push(&t->at_end);
	for (u32 i = 0; i < t->classes_nr; i++) {
		vec_push(&t->next);
		if (ctx->captures)
			vec_push(&t->list);
	}
	return 0;
}

void regex_table_classes(const struct regex_table *t,
			 const struct regex_position *p, bool ret[256])
{
	memset(ret, 0, 256);
	for (u32 c = 0; c < 256; c++)
		if (byte_set_has(&p->bytes, (u8)c))
			ret[t->class_of[c]] = true;
}
