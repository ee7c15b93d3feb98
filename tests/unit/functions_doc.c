// SPDX-License-Identifier: GPL-2.0
/* The comments of the script library as Markdown. */
#include "functions_doc.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"

#define TEXT_MAX   4096
#define PARAMS_MAX 9

/* A comment in front of a function or macro. */
struct doc {
	char name[64];
	char purpose[256];
	char param[PARAMS_MAX][64];
	char param_text[PARAMS_MAX][256];
	int params_nr;
	char text[TEXT_MAX]; /* behind the parameters */
	bool is_open; /* no function has followed yet */
};

struct reader {
	const char *path;
	char *next; /* the next line */
	int line_nr;
	FILE *out;
	FILE *faults;
	int faults_nr;
	struct doc doc;
	char about[TEXT_MAX]; /* the file's comment */
};

static void report(struct reader *r, const char *what, const char *name)
{
	fprintf(r->faults, "%s:%d: %s %s\n", r->path, r->line_nr, what, name);
	r->faults_nr++;
}

static char *read_line(struct reader *r)
{
	r->line_nr++;
	return strsep(&r->next, "\n");
}

static void append(char *to, const char *text)
{
	size_t len = strlen(to);

	snprintf(to + len, TEXT_MAX - len, "%s\n", text);
}

/* The text of a comment's line behind " * ". */
static const char *comment_text(const char *line)
{
	line += strspn(line, " \t");
	line += *line == '*';
	return line + (*line == ' ');
}

static bool ends_comment(const char *line)
{
	return strstr(line, "*/") != NULL;
}

static void copy(char *to, size_t size, const char *from, size_t len)
{
	snprintf(to, size, "%.*s", (int)len, from);
}

static void take_title(struct doc *doc, const char *text)
{
	const char *dash = strstr(text, " - ");

	if (!dash)
		return;
	copy(doc->name, sizeof(doc->name), text, (size_t)(dash - text));
	copy(doc->purpose, sizeof(doc->purpose), dash + 3, strlen(dash + 3));
}

static void take_param(struct doc *doc, const char *text)
{
	const char *colon = strchr(text, ':');
	int i = doc->params_nr;

	if (!colon || i == PARAMS_MAX)
		return;
	copy(doc->param[i], sizeof(doc->param[i]), text + 1,
	     (size_t)(colon - text - 1));
	colon += 1 + (colon[1] == ' ');
	copy(doc->param_text[i], sizeof(doc->param_text[i]), colon,
	     strlen(colon));
	doc->params_nr++;
}

static void read_doc(struct reader *r)
{
	struct doc *doc = &r->doc;
	char *line;

	if (doc->is_open)
		report(r, "no function follows the comment on", doc->name);
	memset(doc, 0, sizeof(*doc));
	doc->is_open = true;
	while ((line = read_line(r)) && !ends_comment(line)) {
		const char *text = comment_text(line);

		if (!doc->name[0])
			take_title(doc, text);
		else if (*text == '@')
			take_param(doc, text);
		else if (*text || doc->text[0])
			append(doc->text, text);
	}
}

/* The comment at the head of the file. */
static void read_about(struct reader *r, char *line)
{
	char *end = strstr(line, "*/");

	if (end) {
		*end = '\0';
		append(r->about, line + strspn(line, "/* "));
		return;
	}
	while ((line = read_line(r)) && !ends_comment(line))
		append(r->about, comment_text(line));
}

/* The names in "f:long (a:long, b)"; returns how many. */
static int
param_names(const char *signature,
	    char names[PARAMS_MAX][sizeof(((struct doc *)0)->param[0])])
{
	const char *p = strchr(signature, '(');
	int nr = 0;

	while (p && *p != ')' && nr < PARAMS_MAX) {
		size_t len;

		p += 1 + strspn(p + 1, " ");
		len = strcspn(p, ":,) ");
		if (len)
			copy(names[nr++], sizeof(names[0]), p, len);
		p += strcspn(p, ",)");
	}
	return nr;
}

static void check_params(struct reader *r, const char *signature)
{
	char names[PARAMS_MAX][sizeof(r->doc.param[0])];
	int nr = param_names(signature, names);
	int i;

	if (nr != r->doc.params_nr)
		report(r, "the comment tells of other parameters of",
		       r->doc.name);
	for (i = 0; i < nr && i < r->doc.params_nr; i++)
		if (strcmp(names[i], r->doc.param[i]))
			report(r, "the comment does not tell of parameter",
			       names[i]);
}

static void write_function(const struct reader *r, const char *signature)
{
	const struct doc *doc = &r->doc;
	int i;

	fprintf(r->out, "### `%s`\n\n%s\n\n", signature, doc->purpose);
	for (i = 0; i < doc->params_nr; i++)
		fprintf(r->out, "* `%s`: %s\n", doc->param[i],
			doc->param_text[i]);
	if (doc->params_nr)
		fputc('\n', r->out);
	if (doc->text[0])
		fprintf(r->out, "%s\n", doc->text);
}

/* "f:long (a:long)", or a name alone. */
static size_t signature_len(const char *text)
{
	const char *end = strchr(text, ')');

	return end ? (size_t)(end + 1 - text) : strcspn(text, " ");
}

/* mark: what stands before the name where it is used. */
static void take_declaration(struct reader *r, const char *mark,
			     const char *text)
{
	char signature[256];
	char name[64];

	copy(name, sizeof(name), text, strcspn(text, ":( "));
	if (!r->doc.is_open || strcmp(r->doc.name, name)) {
		report(r, "no comment on", name);
		return;
	}
	snprintf(signature, sizeof(signature), "%s%.*s", mark,
		 (int)signature_len(text), text);
	r->doc.is_open = false;
	check_params(r, signature);
	write_function(r, signature);
}

static void take_line(struct reader *r, char *line)
{
	static const char function[] = "function ";
	static const char macro[] = "@define ";

	if (!strcmp(line, "/**"))
		read_doc(r);
	else if (!r->about[0] && !strncmp(line, "/*", 2) && r->line_nr > 1)
		read_about(r, line);
	else if (!strncmp(line, function, strlen(function)))
		take_declaration(r, "", line + strlen(function));
	else if (!strncmp(line, macro, strlen(macro)))
		take_declaration(r, "@", line + strlen(macro));
}

int functions_doc_file(const char *path, FILE *out, FILE *faults)
{
	struct reader r = { .path = path, .faults = faults };
	char *text, *body;
	size_t body_len;
	char *line;

	if (file_read_all(path, 1 << 20, &text, NULL)) {
		fprintf(faults, "%s: cannot be read\n", path);
		return 1;
	}
	r.out = open_memstream(&body, &body_len);
	r.next = text;
	while ((line = read_line(&r)))
		take_line(&r, line);
	fclose(r.out);
	if (!r.about[0])
		report(&r, "no comment on the file", path);
	fprintf(out, "## %s\n\n%s\n%s", strrchr(path, '/') + 1, r.about, body);
	free(body);
	free(text);
	return r.faults_nr;
}
