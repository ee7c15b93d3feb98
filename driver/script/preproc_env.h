/* SPDX-License-Identifier: GPL-2.0 */
/* What the conditions of a script's preprocessor can ask for. */
#ifndef STAPX_SCRIPT_PREPROC_ENV_H
#define STAPX_SCRIPT_PREPROC_ENV_H

#include <stdbool.h>

#include "base/arena.h"

struct preproc_env {
	const char *kernel_vr; /* "6.1.0-18-amd64" */
	const char *arch; /* "x86_64", "arm64" */
	const char *systemtap_v; /* the version whose language is meant */
	const char *runtime; /* "kernel" */
	const char *privilege; /* "stapdev" */
	const char *config; /* the kernel's .config; NULL: not read yet */
	bool no_config; /* there is none */
};

/*
 * The environment of this host, for kernel `release` or, with NULL, the
 * running one. Everything lives in the arena.
 */
void preproc_env_host(struct preproc_env *env, struct arena *arena,
		      const char *release);

/*
 * The value of CONFIG_x, without a line's end: `y`, `m`, `8`, `"text"`; ""
 * when it is not set. Reads the .config when it is asked for the first time;
 * no_config tells that there is none. In the arena.
 */
const char *preproc_env_config(struct preproc_env *env, struct arena *arena,
			       const char *name);

#endif
