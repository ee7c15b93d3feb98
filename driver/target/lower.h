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
};

/*
 * The hook of passes_opts: arg is a struct lower_opts. 0, or -EINVAL after
 * errors were recorded or reported.
 */
int lower_script(struct script *script, void *arg);

#endif
