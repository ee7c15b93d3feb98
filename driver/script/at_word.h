/* SPDX-License-Identifier: GPL-2.0 */
/* The operators that begin with `@`. */
#ifndef STAPX_SCRIPT_AT_WORD_H
#define STAPX_SCRIPT_AT_WORD_H

#include <stdbool.h>

#include <stapx/types.h>

/* Those that speak of the probed program. */
enum at_word {
	AT_UNKNOWN, /* no word of the language, and no macro */
#define AT_WORD(name, text, min, max) AT_##name,
#define STAT_WORD(text, hist, code)
#include "at_words.def"
#undef AT_WORD
#undef STAT_WORD
	AT_WORD_NR
};

struct at_kind {
	const char *text;
	u32 min; /* arguments */
	u32 max;
};

/* AT_UNKNOWN when text (`@cast`) is none of them. */
enum at_word at_word_find(const char *text);

/* Not for AT_UNKNOWN. */
const struct at_kind *at_word_kind(enum at_word word);

/* Those that read a statistic. */
struct stat_word {
	const char *text;
	bool hist;
	u8 code; /* enum sx_agg, or enum sx_hist_kind */
};

/* NULL when text (`@count`) is none of them. */
const struct stat_word *at_word_stat(const char *text);

struct suggest;

/* Offers all of both. */
void at_word_suggest(struct suggest *s);

#endif
