/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Globals out of text: a source for stapx-top without a kernel.
 *
 * The type of a global is a letter a key (i integer, s string), a colon, and
 * i, s or t (statistic) for the value: "si:i". A frame is a line an entry,
 * its keys and its values separated by tabs. FAKE_LOCKED as a frame is
 * answered with -EAGAIN, FAKE_BROKEN with -EIO.
 */
#ifndef STAPX_TESTS_TOP_FAKE_H
#define STAPX_TESTS_TOP_FAKE_H

#include "top/source.h"

#define FAKE_GLOBALS 8
#define FAKE_FRAMES  6
#define FAKE_LOCKED  "\001locked"
#define FAKE_BROKEN  "\001broken"

struct fake_global {
	const char *name;
	const char *type;
	/* One a reading; the last one is given again and again. */
	const char *frames[FAKE_FRAMES];
};

struct fake {
	struct top_source source;
	/* What the script does at each tick, counted from 1; may be NULL. */
	void (*on_tick)(struct fake *fake, unsigned int tick, bool *ret_ended);
	struct top_output *output; /* for on_tick */
	unsigned int ticks;
	struct top_global globals[FAKE_GLOBALS];
	struct sx_global decls[FAKE_GLOBALS];
	const struct fake_global *script; /* ends with an empty row */
	size_t reads[FAKE_GLOBALS];
};

void fake_init(struct fake *fake, const struct fake_global *script);

/* Encodes a frame as SX_IOC_DUMP does; *ret is malloc'ed. */
void fake_encode(const struct sx_global *decl, const char *frame,
		 unsigned char **ret, size_t *ret_len, size_t *ret_nr);

void fake_declare(struct sx_global *decl, const char *type);

#endif
