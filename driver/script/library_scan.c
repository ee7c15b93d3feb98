// SPDX-License-Identifier: GPL-2.0
/* The declarations of a library file. */
#include "script/library_scan.h"

#include <stdbool.h>
#include <string.h>

struct scan {
	const char *at;
	const char *end;
	library_found_fn *found;
	void *arg;
};

/* A word of the text; len 0: there is none. */
struct word {
	const char *text;
	size_t len;
};

static bool looking_at(const struct scan *s, const char *text)
{
	size_t len = strlen(text);

	return (size_t)(s->end - s->at) >= len && !memcmp(s->at, text, len);
}

/* Moves behind the next `text`, or to the end. */
static void skip_past(struct scan *s, const char *text)
{
	while (s->at < s->end && !looking_at(s, text))
		s->at++;
	s->at += s->at < s->end ? strlen(text) : 0;
}

static void skip_string(struct scan *s)
{
	for (s->at++; s->at < s->end && *s->at != '"'; s->at++)
		if (*s->at == '\\' && s->at + 1 < s->end)
			s->at++;
	s->at += s->at < s->end;
}

/* Comments and C code: true when there was one. */
static bool skip_comment(struct scan *s)
{
	if (*s->at == '#' || looking_at(s, "//"))
		skip_past(s, "\n");
	else if (looking_at(s, "/*"))
		skip_past(s, "*/");
	else if (looking_at(s, "%{"))
		skip_past(s, "%}");
	else
		return false;
	return true;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void skip_blanks(struct scan *s)
{
	while (s->at < s->end && (is_blank(*s->at) || skip_comment(s)))
		s->at += s->at < s->end && is_blank(*s->at);
}

static bool in_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_';
}

static struct word take_word(struct scan *s)
{
	struct word word;

	skip_blanks(s);
	word.text = s->at;
	while (s->at < s->end && in_word(*s->at))
		s->at++;
	word.len = (size_t)(s->at - word.text);
	return word;
}

static bool take_char(struct scan *s, char c)
{
	skip_blanks(s);
	if (s->at == s->end || *s->at != c)
		return false;
	s->at++;
	return true;
}

/* From behind an opening bracket to behind its closing one. */
static void skip_brackets(struct scan *s)
{
	unsigned int depth = 1;

	while (depth && s->at < s->end) {
		if (!*s->at) {
			s->at++;
			continue;
		}
		if (skip_comment(s))
			continue;
		if (*s->at == '"') {
			skip_string(s);
			continue;
		}
		depth += strchr("([{", *s->at) != NULL;
		depth -= strchr(")]}", *s->at) != NULL;
		s->at++;
	}
}

static void skip_literal(struct scan *s)
{
	skip_blanks(s);
	if (s->at < s->end && *s->at == '"') {
		skip_string(s);
		return;
	}
	take_char(s, '-');
	take_word(s);
}

static bool is(struct word word, const char *text)
{
	return word.len == strlen(text) && !memcmp(word.text, text, word.len);
}

static void report(struct scan *s, enum library_kind kind, struct word word)
{
	if (word.len)
		s->found(s->arg, kind, word.text, word.len);
}

/* `a, b[10], c% = 3` */
static void scan_globals(struct scan *s, bool is_private)
{
	do {
		struct word name = take_word(s);

		if (!is_private)
			report(s, LIBRARY_GLOBAL, name);
		take_char(s, '%');
		if (take_char(s, '['))
			skip_brackets(s);
		take_char(s, '%');
		if (take_char(s, '='))
			skip_literal(s);
	} while (take_char(s, ','));
}

/* The length of a name without arguments, dots and wildcards inside. */
static size_t take_point(struct scan *s, char *buf, size_t size)
{
	size_t len = 0;

	for (skip_blanks(s); s->at < s->end; skip_blanks(s)) {
		if (*s->at == '(') {
			s->at++;
			skip_brackets(s);
		} else if (in_word(*s->at) || *s->at == '.' || *s->at == '*') {
			buf[len] = *s->at++;
			len += len + 1 < size;
		} else {
			break;
		}
	}
	return len;
}

/* `a.b = c.d {` defines a.b; `c.d {` defines nothing. */
static void scan_probe(struct scan *s)
{
	char name[256];
	size_t len;

	for (;;) {
		len = take_point(s, name, sizeof(name));
		if (looking_at(s, "+=") || looking_at(s, "?="))
			s->at++;
		if (!looking_at(s, "=") || looking_at(s, "=="))
			return;
		s->at++;
		report(s, LIBRARY_ALIAS, (struct word){ name, len });
	}
}

static void scan_word(struct scan *s, bool *is_private)
{
	struct word word = take_word(s);

	if (is(word, "private")) {
		*is_private = true;
		return;
	}
	if (is(word, "function")) {
		word = take_word(s);
		if (!*is_private)
			report(s, LIBRARY_FUNCTION, word);
	} else if (is(word, "global")) {
		scan_globals(s, *is_private);
	} else if (is(word, "probe")) {
		scan_probe(s);
	}
	*is_private = false;
}

/* A macro's body may hold conditions, and any bracket alone. */
static void skip_macro_body(struct scan *s)
{
	unsigned int depth = 1;

	skip_past(s, "%(");
	while (depth && s->at < s->end) {
		if (skip_comment(s))
			continue;
		if (*s->at == '"') {
			skip_string(s);
			continue;
		}
		depth += looking_at(s, "%(");
		depth -= looking_at(s, "%)");
		s->at++;
	}
	s->at += s->at < s->end;
}

static void scan_macro(struct scan *s)
{
	s->at++;
	if (!is(take_word(s), "define"))
		return;
	report(s, LIBRARY_MACRO, take_word(s));
	skip_macro_body(s);
}

/* `%(`, `%?`, `%:`, `%)`: all branches count. */
static bool skip_condition(struct scan *s)
{
	if (s->end - s->at < 2 || s->at[0] != '%' || !s->at[1] ||
	    !strchr("(?:)", s->at[1]))
		return false;
	s->at += 2;
	return true;
}

void library_scan(const char *text, size_t len, library_found_fn *found,
		  void *arg)
{
	struct scan s = { text, text + len, found, arg };
	bool is_private = false;

	while (s.at < s.end) {
		if (skip_comment(&s) || skip_condition(&s))
			continue;
		if (*s.at == '"') {
			skip_string(&s);
		} else if (*s.at == '@') {
			scan_macro(&s);
		} else if (*s.at == '{' || *s.at == '(') {
			s.at++;
			skip_brackets(&s);
		} else if (in_word(*s.at)) {
			scan_word(&s, &is_private);
		} else {
			s.at++;
		}
	}
}
