// SPDX-License-Identifier: GPL-2.0
/*
 * The names nearest to a mistyped one, by edit distance.
 *
 * The distance is the restricted Damerau-Levenshtein one: three rows of the
 * usual matrix, and no work beyond the limit, because symbol tables have a
 * million names and nearly all of them are far away.
 */
#include "base/suggest.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* A name that holds the wanted one whole, or the other way round. */
#define SCORE_CONTAINS 2
#define CONTAINS_MIN   4 /* shorter ones occur everywhere */

static bool same_char(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

static unsigned int min_u(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

/* Cell j of row i; prev2 is row i-2, which exists from i == 2 on. */
static unsigned int cell(const char *a, const char *b, size_t i, size_t j,
			 const unsigned int *prev2, const unsigned int *prev,
			 const unsigned int *row)
{
	bool same = same_char(a[i - 1], b[j - 1]);
	unsigned int best = prev[j - 1] + !same;

	best = min_u(best, min_u(prev[j], row[j - 1]) + 1);
	if (i > 1 && j > 1 && same_char(a[i - 1], b[j - 2]) &&
	    same_char(a[i - 2], b[j - 1]))
		best = min_u(best, prev2[j - 2] + 1);
	return best;
}

unsigned int suggest_distance(const char *a, const char *b, unsigned int limit)
{
	unsigned int rows[3][SUGGEST_NAME_LEN + 1];
	size_t a_len = strnlen(a, SUGGEST_NAME_LEN + 1);
	size_t b_len = strnlen(b, SUGGEST_NAME_LEN + 1);

	if (a_len > SUGGEST_NAME_LEN || b_len > SUGGEST_NAME_LEN ||
	    (a_len > b_len ? a_len - b_len : b_len - a_len) > limit)
		return limit + 1;
	for (size_t j = 0; j <= b_len; j++)
		rows[0][j] = (unsigned int)j;
	for (size_t i = 1; i <= a_len; i++) {
		unsigned int *row = rows[i % 3];
		unsigned int least = row[0] = (unsigned int)i;

		for (size_t j = 1; j <= b_len; j++) {
			row[j] = cell(a, b, i, j, rows[(i + 1) % 3],
				      rows[(i + 2) % 3], row);
			least = min_u(least, row[j]);
		}
		/* No later row has a smaller minimum, swaps included. */
		if (least > limit)
			return limit + 1;
	}
	return min_u(rows[a_len % 3][b_len], limit + 1);
}

void suggest_init(struct suggest *s, const char *want)
{
	memset(s, 0, sizeof(*s));
	s->want = want;
	s->want_len = strlen(want);
	/* Any letter is near any other: that says nothing. */
	s->limit = s->want_len < 2
			   ? 0
			   : 1 + min_u((unsigned int)s->want_len, 24) / 4;
}

/* One holds the other whole, and the shorter one is no mere syllable of it. */
static bool contains(const struct suggest *s, const char *name)
{
	size_t len = strlen(name);

	if (s->want_len >= CONTAINS_MIN && strstr(name, s->want))
		return true;
	return len >= CONTAINS_MIN && len * 2 > s->want_len &&
	       strstr(s->want, name);
}

static unsigned int score(const struct suggest *s, const char *name,
			  unsigned int limit)
{
	unsigned int d = suggest_distance(s->want, name, limit);

	return d > SCORE_CONTAINS && contains(s, name) ? SCORE_CONTAINS : d;
}

static bool known(const struct suggest *s, const char *name)
{
	for (unsigned int i = 0; i < s->nr; i++)
		if (!strcmp(s->best[i].name, name))
			return true;
	return false;
}

void suggest_add(struct suggest *s, const char *name)
{
	bool full = s->nr == SUGGEST_MAX;
	unsigned int limit = full ? s->best[s->nr - 1].score - 1 : s->limit;
	unsigned int sc;
	unsigned int i;

	if ((full && !s->best[s->nr - 1].score) || !name[0])
		return;
	limit = min_u(limit, s->limit);
	sc = score(s, name, limit);
	if (sc > limit || strlen(name) > SUGGEST_NAME_LEN || known(s, name))
		return;
	if (!full)
		s->nr++;
	for (i = s->nr - 1; i && s->best[i - 1].score > sc; i--)
		s->best[i] = s->best[i - 1];
	s->best[i].name = name;
	s->best[i].score = sc;
}

unsigned int suggest_text(const struct suggest *s, char *buf, size_t len)
{
	size_t used = 0;

	if (len)
		buf[0] = '\0';
	for (unsigned int i = 0; i < s->nr && used < len; i++) {
		const char *sep = !i ? "" : i + 1 < s->nr ? ", " : " or ";

		used += (size_t)snprintf(buf + used, len - used, "%s`%s'", sep,
					 s->best[i].name);
	}
	return s->nr;
}
