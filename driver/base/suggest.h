/* SPDX-License-Identifier: GPL-2.0 */
/*
 * "Did you mean ...?": the names nearest to a mistyped one.
 *
 *	struct suggest s;
 *	char text[SUGGEST_TEXT_LEN];
 *
 *	suggest_init(&s, "ngx_http_proces_request");
 *	for (each known name)
 *		suggest_add(&s, name);
 *	if (suggest_text(&s, text, sizeof(text)))
 *		... "did you mean %s?", text
 */
#ifndef STAPX_BASE_SUGGEST_H
#define STAPX_BASE_SUGGEST_H

#include <stddef.h>

#define SUGGEST_MAX	 3 /* names kept */
#define SUGGEST_NAME_LEN 128 /* longer names are not compared */
#define SUGGEST_TEXT_LEN (SUGGEST_MAX * (SUGGEST_NAME_LEN + 8))

struct suggest {
	const char *want;
	size_t want_len;
	unsigned int limit; /* a score above this one is not near */
	unsigned int nr;
	struct {
		const char *name;
		unsigned int score;
	} best[SUGGEST_MAX]; /* ascending score, then order of adding */
};

/* Starts a search; borrows want until the last call. */
void suggest_init(struct suggest *s, const char *want);

/* Offers one name, borrowed until the last call; equal names count once. */
void suggest_add(struct suggest *s, const char *name);

/*
 * Writes "`a', `b' or `c'" to buf (SUGGEST_TEXT_LEN holds everything).
 * Returns the number of names; with 0 buf is "".
 */
unsigned int suggest_text(const struct suggest *s, char *buf, size_t len);

/*
 * Edits (insert, delete, replace, swap of two neighbours) that turn a into
 * b; any number above limit stands for "more than limit". Letter case is
 * ignored. Both at most SUGGEST_NAME_LEN bytes, else limit + 1.
 */
unsigned int suggest_distance(const char *a, const char *b, unsigned int limit);

#endif
