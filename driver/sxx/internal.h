/* SPDX-License-Identifier: GPL-2.0 */
/* What the macros share. */
#ifndef STAPX_SXX_INTERNAL_H
#define STAPX_SXX_INTERNAL_H

#include <ctype.h>
#include <string.h>

#include "sxx/line.h"
#include "sxx/names.h"
#include "sxx/sxx.h"

/* Names beyond this are an error, so that looking for one costs nothing. */
#define NAME_MAX_LEN 128

/* One run: the script and its modules. */
struct sxx {
	const struct sxx_request *req;
	struct arena *arena;
	struct diag *diag;
	struct names args; /* $^arg_NAME */
	struct names libs; /* $^libNAME_path: the path */
	struct names modules; /* of @use: those that were loaded */
	struct vec files; /* struct sxx_file */
	struct line lines[2]; /* a line is finished before a module begins */
	u32 depth; /* of @use */
};

/* One file while it is read. */
struct reader {
	struct sxx *sxx;
	u32 src; /* of diag */
	struct names records; /* $*NAME: this file's only */
	size_t records_len; /* of their texts, all that ever were */
	struct vec wanted; /* struct module_use: of this line */
	u32 parens_at; /* of the line in work: no ')' from here ... */
	u32 paren; /* ... to this one */
	bool stop; /* too large: what follows is not read */
};

struct module_use {
	const char *name;
	struct span span;
};

/*
 * One macro: puts what the text of in from at stands for to out and returns
 * the offset behind it, or returns at when this is no such macro.
 */
typedef u32 macro_fn(struct reader *r, const struct line *in, u32 at,
		     struct line *out);

macro_fn args_expand; /* $^arg_NAME */
macro_fn vars_expand_pfunc; /* @pfunc(F) */
macro_fn vars_expand; /* $^NAME */
macro_fn records_define; /* $*NAME := ... */
macro_fn records_expand; /* $*NAME */
macro_fn modules_use; /* @use */

/* " :default(" at this place: the offset behind it, or at. */
u32 args_skip_default(const struct line *in, u32 at);

/* Takes the arguments of the command line. */
void args_init(struct sxx *x);
/* Every one of them was used, else -EINVAL, logged. */
int args_check_used(const struct sxx *x);
void args_list(const struct sxx *x, struct sxx_result *ret);

/* The path that $^libNAME_path stands for; NULL after it was reported. */
const char *libs_path(struct reader *r, const char *name, size_t len,
		      struct span span);

/* Loads what the line in work asked for. */
void modules_load(struct reader *r);

/* Reads one file to the end of ->files. */
void reader_run(struct sxx *x, const char *name, const char *text, size_t len);

/* The place of len bytes of a line in its file. */
struct span reader_span(const struct reader *r, const struct line *line, u32 at,
			u32 len);

static inline bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static inline u32 skip_word(const struct line *line, u32 at)
{
	while (at < line->len && is_word(line->text[at]))
		at++;
	return at;
}

static inline u32 skip_blanks(const struct line *line, u32 at)
{
	while (at < line->len && isspace((unsigned char)line->text[at]))
		at++;
	return at;
}

/* Does text stand at this place? */
static inline bool has_text(const struct line *line, u32 at, const char *text)
{
	size_t len = strlen(text);

	return line->len - at >= len && !memcmp(line->text + at, text, len);
}

#endif
