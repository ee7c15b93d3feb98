// SPDX-License-Identifier: GPL-2.0
/* Regular expressions: compiled once each, whatever uses them. */
#include "codegen/gen.h"

emit_reg gen_regex(struct gen *g, struct expr *e, emit_reg want)
{
	diag_error(g->diag, E_UNSUPPORTED, e->at,
		   "regular expressions are not available in this version");
	return gen_number(g, 0, want);
}
