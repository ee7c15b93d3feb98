// SPDX-License-Identifier: GPL-2.0
/* Probe points as text. */
#include "script/point_text.h"

#include "base/strbuf.h"

static void put_component(struct strbuf *sb, const struct component *comp)
{
	const char *c;

	strbuf_puts(sb, comp->name);
	if (comp->arg_kind == TOK_NUM)
		strbuf_printf(sb, "(%lld)", (long long)comp->num);
	if (comp->arg_kind != TOK_STR)
		return;
	strbuf_puts(sb, "(\"");
	for (c = comp->str; *c; c++) {
		if (*c == '"' || *c == '\\')
			strbuf_printf(sb, "\\%c", *c);
		else if (*c > 0 && *c < 0x20)
			strbuf_printf(sb, "\\%03o", *c);
		else
			strbuf_put(sb, *c);
	}
	strbuf_puts(sb, "\")");
}

const char *point_text(struct script *script, const struct point *point)
{
	struct strbuf sb;
	u32 i;

	strbuf_init(&sb, script->arena);
	for (i = 0; i < point->components.nr; i++) {
		if (i)
			strbuf_put(&sb, '.');
		put_component(&sb, vec_at(&point->components, i));
	}
	return intern_str(script->intern, sb.text);
}
