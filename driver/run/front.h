/* SPDX-License-Identifier: GPL-2.0 */
/* What the command line says of compiling. */
#ifndef STAPX_RUN_FRONT_H
#define STAPX_RUN_FRONT_H

#include "codegen/compile.h"
#include "run/expand.h"
#include "run/input.h"
#include "run/options.h"
#include "target/lower.h"

/* All that a compilation needs; opts borrows the rest, and the options. */
struct front {
	struct compile_opts opts;
	struct compile_source *more;
	const char **library;
	char *env; /* STAPX_TAPSETS, cut into folders */
	char *installed;
	char *release; /* found in the folder of -r */
	struct diag *diag;
	struct expansion expanded; /* where the script has stap++ macros */
	struct place_finder *finder;
	struct lower_opts lower;
	char *exe; /* the program of -c */
	const struct options *options;
};

/* Reports; nothing to free after an error. */
int front_init(struct front *front, const struct options *options);

/*
 * The text to compile: the input, with its stap++ macros replaced. 0, or -errno
 * after errors were recorded or reported.
 */
int front_read(struct front *front, const struct input *in,
	       struct compile_source *ret);

/*
 * Renders the diagnostics; 0, or err, or -EINVAL for warnings that are errors.
 */
int front_finish(struct front *front, int err);
void front_deinit(struct front *front);

#endif
