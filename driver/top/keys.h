/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Keys and what they do to the model. A handler changes the model and returns
 * TOP_* flags; it never draws. The tables are also the text of the help view.
 */
#ifndef STAPX_TOP_KEYS_H
#define STAPX_TOP_KEYS_H

#include "top/keycode.h"
#include "top/model.h"

struct top_key {
	int key;
	unsigned int (*handle)(struct top_model *model, int key);
	const char *label; /* for help; NULL: another name of a key above */
	const char *help;
};

/* Keys of every view, and those of the arrays; ending with an empty row. */
extern const struct top_key top_keys_common[];
extern const struct top_key top_keys_table[];

/* What the key does, 0 for a key without a meaning. */
unsigned int top_keys_handle(struct top_model *model, int key);

#endif
