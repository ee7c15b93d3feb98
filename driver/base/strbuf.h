/* SPDX-License-Identifier: GPL-2.0 */
/* A growing text in an arena. */
#ifndef STAPX_BASE_STRBUF_H
#define STAPX_BASE_STRBUF_H

#include "base/arena.h"

struct strbuf {
	struct arena *arena; /* borrowed */
	char *text; /* always ends with a NUL */
	size_t len;
	size_t cap;
};

void strbuf_init(struct strbuf *sb, struct arena *arena);
void strbuf_put(struct strbuf *sb, char c);
void strbuf_add(struct strbuf *sb, const char *s, size_t len);
void strbuf_puts(struct strbuf *sb, const char *s);
void strbuf_printf(struct strbuf *sb, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Empties it; the text so far stays valid. */
void strbuf_reset(struct strbuf *sb);

#endif
