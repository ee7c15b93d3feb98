/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a script says of the probed program, as ordinary expressions: $x, ->,
 * [], &, @cast, @var, @defined, $$vars, $x$.
 *
 * A pass between aliases and names. A handler that depends on its place is
 * copied for each spot of its points; copies that turn out equal are one
 * probe again.
 */
#ifndef STAPX_TARGET_LOWER_H
#define STAPX_TARGET_LOWER_H

#include "place/place.h"
#include "script/ast.h"

/* A function or tracepoint of the kernel, of those that a point means. */
struct lower_name {
	const char *module; /* "": the kernel itself */
	const char *name;
};

/* All pointers are borrowed for the compilation. */
struct lower_opts {
	struct place_finder *places;
	bool skip_badvars; /* what is not there is 0, with a warning */
	/*
	 * The index of the running kernel: module is "kernel". As
	 * provide_index(). NULL: nothing is known of the kernel.
	 */
	int (*kernel_index)(const char *module, bool optional,
			    const struct index **ret);
	/*
	 * The functions or tracepoints of the running kernel that a point with
	 * wildcards means, or one of any module: struct lower_name, in the
	 * script's arena. None: nothing is said. 0 or -errno, reported. NULL:
	 * nobody knows.
	 */
	int (*kernel_names)(struct script *script, const struct point *point,
			    struct vec *ret);
};

/*
 * The hook of passes_opts: arg is a struct lower_opts. 0, or -EINVAL after
 * errors were recorded or reported.
 */
int lower_script(struct script *script, void *arg);

#endif
