// SPDX-License-Identifier: GPL-2.0
/* The operators that begin with `@`. */
#include "script/at_word.h"

#include <stddef.h>
#include <string.h>

#include <stapx/program.h>

#include "base/suggest.h"

static const struct at_kind at_kinds[] = {
#define AT_WORD(name, text, min, max) [AT_##name] = { text, min, max },
#define STAT_WORD(text, hist, code)
#include "at_words.def"
#undef AT_WORD
#undef STAT_WORD
};

static const struct stat_word stat_words[] = {
#define AT_WORD(name, text, min, max)
#define STAT_WORD(text, hist, code) { text, hist, code },
#include "at_words.def"
#undef AT_WORD
#undef STAT_WORD
};

#define STAT_WORDS (sizeof(stat_words) / sizeof(stat_words[0]))

enum at_word at_word_find(const char *text)
{
	int word;

	for (word = AT_UNKNOWN + 1; word < AT_WORD_NR; word++)
		if (!strcmp(at_kinds[word].text, text))
			return (enum at_word)word;
	return AT_UNKNOWN;
}

const struct at_kind *at_word_kind(enum at_word word)
{
	return &at_kinds[word];
}

const struct stat_word *at_word_stat(const char *text)
{
	size_t i;

	for (i = 0; i < STAT_WORDS; i++)
		if (!strcmp(stat_words[i].text, text))
			return &stat_words[i];
	return NULL;
}

void at_word_suggest(struct suggest *s)
{
	size_t i;

	for (i = 0; i < STAT_WORDS; i++)
		suggest_add(s, stat_words[i].text);
	for (i = AT_UNKNOWN + 1; i < AT_WORD_NR; i++)
		suggest_add(s, at_kinds[i].text);
}
