// SPDX-License-Identifier: GPL-2.0
/* JSON as lines that a test can look for. */
#include "json_flat.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flame/text.h"

struct json {
	const char *at;
	const char *end;
	char path[256];
	FILE *out;
};

static bool parse_value(struct json *j, int depth);

static void skip_blanks(struct json *j)
{
	while (j->at < j->end && strchr(" \t\r\n", *j->at) && *j->at)
		j->at++;
}

static bool take(struct json *j, char c)
{
	skip_blanks(j);
	if (j->at == j->end || *j->at != c)
		return false;
	j->at++;
	return true;
}

static bool parse_escape(struct json *j)
{
	char c = j->at < j->end ? *j->at++ : 0;

	if (c != 'u')
		return c && strchr("\"\\/bfnrt", c);
	for (int i = 0; i < 4; i++, j->at++)
		if (j->at == j->end || !*j->at ||
		    !strchr("0123456789abcdefABCDEF", *j->at))
			return false;
	return true;
}

/* With its quotes, at *ret. */
static bool parse_string(struct json *j, const char **ret)
{
	skip_blanks(j);
	*ret = j->at;
	if (!take(j, '"'))
		return false;
	while (j->at < j->end && *j->at != '"') {
		const char *from = j->at;
		u32 c = text_next(&j->at, j->end);

		if (c < 0x20 || (c == TEXT_REPLACEMENT && j->at - from == 1))
			return false;
		if (c == '\\' && !parse_escape(j))
			return false;
	}
	return take(j, '"');
}

static bool parse_number(struct json *j, const char **ret)
{
	size_t nr;

	skip_blanks(j);
	*ret = j->at;
	nr = strspn(j->at, "0123456789");
	j->at += nr;
	return nr && (nr == 1 || **ret != '0');
}

static bool parse_member(struct json *j, int depth)
{
	const char *key;
	size_t len = strlen(j->path);
	bool ok = parse_string(j, &key);

	snprintf(j->path + len, sizeof(j->path) - len, "/%.*s",
		 (int)(j->at - key) - 2, key + 1);
	ok = ok && take(j, ':') && parse_value(j, depth);
	j->path[len] = '\0';
	return ok;
}

static bool parse_object(struct json *j, int depth)
{
	if (take(j, '}'))
		return true;
	do {
		if (!parse_member(j, depth))
			return false;
	} while (take(j, ','));
	return take(j, '}');
}

static bool parse_list(struct json *j, int depth)
{
	size_t len = strlen(j->path);
	bool ok = true;
	unsigned int nr = 0;

	if (take(j, ']'))
		return fprintf(j->out, "%s = []\n", j->path) > 0;
	do {
		snprintf(j->path + len, sizeof(j->path) - len, "/%u", nr++);
		ok = parse_value(j, depth);
		j->path[len] = '\0';
	} while (ok && take(j, ','));
	return ok && take(j, ']');
}

static bool parse_value(struct json *j, int depth)
{
	const char *from;
	bool ok;

	skip_blanks(j);
	if (j->at == j->end || depth > 8)
		return false;
	if (take(j, '{'))
		return parse_object(j, depth + 1);
	if (take(j, '['))
		return parse_list(j, depth + 1);
	ok = *j->at == '"' ? parse_string(j, &from) : parse_number(j, &from);
	if (ok)
		fprintf(j->out, "%s = %.*s\n", j->path, (int)(j->at - from),
			from);
	return ok;
}

char *json_flat(const char *text, size_t len)
{
	struct json j = { .at = text, .end = text + len };
	size_t flat_len;
	char *flat;
	bool ok;

	j.out = open_memstream(&flat, &flat_len);
	ok = parse_value(&j, 0);
	skip_blanks(&j);
	fclose(j.out);
	if (ok && j.at == j.end)
		return flat;
	free(flat);
	return NULL;
}
