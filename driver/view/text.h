/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The output of a script as text: what it prints and its histograms on one
 * stream, its errors and warnings on another.
 */
#ifndef STAPX_VIEW_TEXT_H
#define STAPX_VIEW_TEXT_H

#include <stdbool.h>
#include <stdio.h>

#include "program.h"
#include "session/merge.h"

struct text_view;

struct text_options {
	FILE *out;
	FILE *err;
	bool soft_errors; /* errors are called warnings */
};

/* Borrows everything; the program is a verified one. 0 or -ENOMEM. */
int text_create(const struct sx_program *prog,
		const struct text_options *options, struct text_view **ret);
void text_destroy(struct text_view *view);

/*
 * A merge_emit_fn; arg is the struct text_view. A record that makes no sense
 * is counted and passed over. Returns 0, or -EPIPE (or another write error)
 * when nobody reads the output any more.
 */
int text_record(const struct ring_record *record, void *arg);

/* Writes what is buffered; same results. Call it after each merge run. */
int text_flush(struct text_view *view);

/* Records that made no sense. */
u64 text_damaged(const struct text_view *view);

#endif
