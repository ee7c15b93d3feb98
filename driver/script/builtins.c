// SPDX-License-Identifier: GPL-2.0
/* The machine's own functions. */
#include "script/builtins.h"

#include <string.h>

const struct builtin builtins[SX_BUILTIN_NR] = {
#define SX_BUILTIN(fn, result, operands, bits, text) \
	[SX_BUILTIN_##fn] = { #fn, operands, result, bits },
#include <stapx/builtins.def>
#undef SX_BUILTIN
};

const struct builtin *builtins_find(const char *name)
{
	u32 i;

	for (i = 0; i < SX_BUILTIN_NR; i++)
		if (!strcmp(builtins[i].name, name))
			return &builtins[i];
	return NULL;
}
