// SPDX-License-Identifier: GPL-2.0
/* The tables of opcodes.def and builtins.def as data. */
#include "op.h"

#include <stapx/program.h>

const struct sx_op_info sx_op_infos[SX_OP_NR] = {
#define SX_OP(name, a, b, c, imm, text) \
	{ SX_KIND_##a, SX_KIND_##b, SX_KIND_##c, SX_KIND_##imm },
#include <stapx/opcodes.def>
#undef SX_OP
};

const struct sx_builtin_info sx_builtin_infos[SX_BUILTIN_NR] = {
#define SX_BUILTIN(name, ret, params, flags, text) { params, ret, flags },
#include <stapx/builtins.def>
#undef SX_BUILTIN
};

void sx_builtin_signature(u32 builtin, struct sx_signature *ret)
{
	const char *p = sx_builtin_infos[builtin].params;

	ret->ints = ret->strs = 0;
	for (; *p; p++) {
		if (*p == 's')
			ret->strs++;
		else
			ret->ints++;
	}
}
