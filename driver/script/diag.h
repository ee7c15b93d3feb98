/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Messages about the script: code, place, sentence, source line, caret, and
 * notes that say what to do. They are collected while the passes run and
 * rendered afterwards; several can be found in one run.
 */
#ifndef STAPX_SCRIPT_DIAG_H
#define STAPX_SCRIPT_DIAG_H

#include <stddef.h>
#include <stdio.h>

#include <stapx/types.h>

/* A place in the text of one source. */
struct span {
	u32 src; /* as returned by diag_add_source() */
	u32 off; /* bytes */
	u32 len;
};

/* From the start of a to the end of b; of one source, else a. */
struct span span_join(struct span a, struct span b);

enum diag_code {
#define DIAG_CODE(name, text) name,
#include "diag_codes.def"
#undef DIAG_CODE
	DIAG_CODE_NR
};

struct diag;

/* NULL after the reason was logged. */
struct diag *diag_create(void);
void diag_destroy(struct diag *diag);

/*
 * Makes a text known: spans refer to it by the returned number. name is
 * copied; text is borrowed until diag_destroy().
 */
u32 diag_add_source(struct diag *diag, const char *name, const char *text,
		    size_t len);

/*
 * Where a text that was made out of another one comes from: rows by ascending
 * place, the first at 0. Messages then show the other one.
 */
struct diag_origin_row {
	u32 at; /* in the text */
	u32 from; /* in the other one */
	int macro; /* up to the next row all of it stands for what is there */
};

struct diag_origin {
	const char *text;
	size_t len;
	const struct diag_origin_row *rows;
	u32 rows_nr;
};

/* All of it is borrowed until diag_destroy(). */
void diag_set_origin(struct diag *diag, u32 src,
		     const struct diag_origin *origin);

/* The same; text is copied. */
u32 diag_add_copy(struct diag *diag, const char *name, const char *text,
		  size_t len);

/*
 * The text of source src once more, for tokens that stand in the script
 * because of `used_at`: what (copied) is "the macro '@x'". Messages about
 * them show both places.
 */
u32 diag_add_expansion(struct diag *diag, u32 src, struct span used_at,
		       const char *what);

/* The source that was read when a token of src came up: src, or its user. */
u32 diag_file(const struct diag *diag, u32 src);

/* Between them nothing is recorded; they nest. */
void diag_mute(struct diag *diag);
void diag_unmute(struct diag *diag);

/* Records an error and returns -EINVAL. The same twice is recorded once. */
int diag_error(struct diag *diag, enum diag_code code, struct span span,
	       const char *fmt, ...) __attribute__((format(printf, 4, 5)));
void diag_warning(struct diag *diag, enum diag_code code, struct span span,
		  const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* Adds to the message before: advice, or a second place. */
void diag_note(struct diag *diag, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void diag_note_at(struct diag *diag, struct span span, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

struct suggest;

/* Adds "did you mean ...?"; 0 when no name is near. */
int diag_note_suggest(struct diag *diag, const struct suggest *s);

u32 diag_errors(const struct diag *diag);
u32 diag_warnings(const struct diag *diag);

/* Nothing behind the error before is worth a message. */
void diag_stop(struct diag *diag);

/* True when so many errors were recorded that going on has no use. */
int diag_full(const struct diag *diag);

struct diag_place {
	const char *file;
	u32 line; /* 1.. */
	u32 column; /* 1.., bytes */
};

/* Line and column of the start of a span. */
struct diag_place diag_place(const struct diag *diag, struct span span);

/* The text of a span; not NUL-terminated, *ret_len bytes. */
const char *diag_text(const struct diag *diag, struct span span,
		      size_t *ret_len);

/* The name of a code ("E_TYPE") and the sentence that explains it. */
const char *diag_code_name(enum diag_code code);
const char *diag_code_text(enum diag_code code);

#define DIAG_COLOUR	 1
#define DIAG_NO_WARNINGS 2

/* Writes all messages. flags: DIAG_*. */
void diag_render(const struct diag *diag, FILE *out, int flags);

#endif
