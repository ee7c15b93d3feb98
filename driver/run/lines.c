// SPDX-License-Identifier: GPL-2.0
/* The bytecode listing, with the lines of the script. */
#include "run/lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "disasm.h"

#define MAX_TEXT (1u << 20)

struct lines {
	const struct sx_program *prog;
	const char *name; /* of text */
	const char *text;
	char *file_text; /* of file */
	u32 file; /* string constant */
	const struct sx_span *shown; /* NULL: none in this function */
	FILE *out;
};

static const struct sx_span *find_span(const struct sx_program *prog, u32 pc)
{
	const struct sx_span *found = NULL;
	u32 i;

	for (i = 0; i < prog->spans_nr && prog->spans[i].pc <= pc; i++)
		found = &prog->spans[i];
	return found;
}

static const char *source_text(struct lines *l, u32 file)
{
	const char *name = sx_program_str(l->prog, file)->data;

	if (l->text && !strcmp(name, l->name))
		return l->text;
	if (l->file_text && l->file == file)
		return l->file_text;
	free(l->file_text);
	l->file = file;
	if (file_read_all(name, MAX_TEXT, &l->file_text, NULL))
		l->file_text = NULL;
	return l->file_text;
}

static void print_line(struct lines *l, const struct sx_span *span)
{
	const char *text = source_text(l, span->file);
	u32 line;

	fprintf(l->out, "%s:%u", sx_program_str(l->prog, span->file)->data,
		span->line);
	for (line = 1; text && line < span->line; line++) {
		text = strchr(text, '\n');
		text += text != NULL;
	}
	if (text) {
		text += strspn(text, " \t");
		fprintf(l->out, ": %.*s", (int)strcspn(text, "\n"), text);
	}
	fputc('\n', l->out);
}

/* The instruction's place, when it differs from that of the one before. */
static void print_place(struct lines *l, u32 pc)
{
	const struct sx_span *span = find_span(l->prog, pc);

	if (!span || (l->shown && l->shown->line == span->line &&
		      l->shown->file == span->file))
		return;
	l->shown = span;
	print_line(l, span);
}

static void print_row(struct lines *l, const char *row)
{
	char *end;
	unsigned long pc = strtoul(row, &end, 10);

	if (*row != ' ' || end == row)
		l->shown = NULL;
	else
		print_place(l, (u32)pc);
	fprintf(l->out, "%s\n", row);
}

int lines_print(const struct sx_program *prog, const char *name,
		const char *text, FILE *out)
{
	struct lines l = {
		.prog = prog,
		.name = name,
		.text = text,
		.out = out,
	};
	size_t len = sx_disasm_program(prog, NULL, 0);
	char *listing = malloc(len + 1);
	char *save = NULL;
	char *row;

	if (!listing)
		return -ENOMEM;
	sx_disasm_program(prog, listing, len + 1);
	for (row = strtok_r(listing, "\n", &save); row;
	     row = strtok_r(NULL, "\n", &save))
		print_row(&l, row);
	free(listing);
	free(l.file_text);
	return 0;
}
