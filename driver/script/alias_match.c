// SPDX-License-Identifier: GPL-2.0
/* Names of probe points against names of aliases. */
#include "script/alias_match.h"

#include <string.h>

bool alias_match_word(const char *pattern, const char *text, size_t len)
{
	const char *end = text + len;
	const char *star = NULL, *from = NULL;

	while (text < end) {
		if (*pattern == '*') {
			star = ++pattern;
			from = text;
		} else if (*pattern == *text || *pattern == '?') {
			pattern++;
			text++;
		} else if (star) {
			pattern = star;
			text = ++from;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return !*pattern;
}

static bool same_arg(const struct component *a, const struct component *b)
{
	if (a->arg_kind != b->arg_kind)
		return false;
	if (a->arg_kind == TOK_STR)
		return alias_match_word(a->str, b->str, strlen(b->str));
	return a->arg_kind != TOK_NUM || a->num == b->num;
}

u32 alias_match(const struct point *point, const struct point *name)
{
	u32 i;

	if (name->components.nr > point->components.nr)
		return 0;
	for (i = 0; i < name->components.nr; i++) {
		const struct component *a = vec_at(&point->components, i);
		const struct component *b = vec_at(&name->components, i);

		if (!same_arg(a, b) ||
		    !alias_match_word(a->name, b->name, strlen(b->name)))
			return 0;
	}
	return i;
}

u32 alias_match_text(const struct point *point, const char *name)
{
	u32 i;

	for (i = 0; *name; i++) {
		const struct component *comp;
		size_t len = strcspn(name, ".");

		if (i == point->components.nr)
			return 0;
		comp = vec_at(&point->components, i);
		if (!alias_match_word(comp->name, name, len))
			return 0;
		name += len + (name[len] == '.');
	}
	return i;
}

bool alias_is_pattern(const struct point *point)
{
	u32 i;

	for (i = 0; i < point->components.nr; i++) {
		const struct component *comp = vec_at(&point->components, i);

		if (strchr(comp->name, '*'))
			return true;
	}
	return false;
}
