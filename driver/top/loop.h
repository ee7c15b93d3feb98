/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The one loop: waits for the next frame, a key or a signal, and lets the
 * front draw. A front is where frames go: a terminal or a file.
 */
#ifndef STAPX_TOP_LOOP_H
#define STAPX_TOP_LOOP_H

#include <stdbool.h>

#include "top/model.h"

#define TOP_FRONT_FDS 2

struct top_front {
	int (*open)(struct top_model *model);
	void (*close)(struct top_model *model);
	/* Descriptors to wait for, -1 for none; returns how many. */
	int (*fds)(int fds[TOP_FRONT_FDS]);
	/* What came from them, as TOP_* flags; never waits. */
	unsigned int (*input)(struct top_model *model);
	/* Shows the model; flags: TOP_*. 0 or -errno: the end. */
	int (*draw)(struct top_model *model, unsigned int flags);
	bool draws_start; /* also the reading before the first delay */
	bool outlives; /* goes on showing when the script has ended */
};

extern const struct top_front top_front_live;
extern const struct top_front top_front_batch;

/*
 * Runs until it is told to quit, run/signals.h tells to end, the script ends,
 * or frames_max frames (0: no limit) were shown. signals_init() was called.
 * 0, or -errno after it was reported.
 */
int top_loop_run(struct top_model *model, const struct top_front *front,
		 unsigned int frames_max);

#endif
