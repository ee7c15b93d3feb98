// SPDX-License-Identifier: GPL-2.0
/* A growing text in an arena. */
#include "base/strbuf.h"

#include <string.h>

void strbuf_init(struct strbuf *sb, struct arena *arena)
{
	*sb = (struct strbuf){ .arena = arena };
	strbuf_reset(sb);
}

void strbuf_reset(struct strbuf *sb)
{
	sb->len = 0;
	sb->cap = 32;
	sb->text = arena_alloc(sb->arena, sb->cap);
}

void strbuf_add(struct strbuf *sb, const char *s, size_t len)
{
	if (sb->len + len + 1 > sb->cap) {
		size_t cap = 2 * sb->cap + len;
		char *text = arena_alloc(sb->arena, cap);

		memcpy(text, sb->text, sb->len);
		sb->text = text;
		sb->cap = cap;
	}
	memcpy(sb->text + sb->len, s, len);
	sb->len += len;
	sb->text[sb->len] = '\0';
}

void strbuf_put(struct strbuf *sb, char c)
{
	strbuf_add(sb, &c, 1);
}

void strbuf_puts(struct strbuf *sb, const char *s)
{
	strbuf_add(sb, s, strlen(s));
}

void strbuf_printf(struct strbuf *sb, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	strbuf_puts(sb, arena_vprintf(sb->arena, fmt, ap));
	va_end(ap);
}
