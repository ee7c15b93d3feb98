// SPDX-License-Identifier: GPL-2.0
/* Operands of a printed record, user side only: the bytes are not trusted. */
#include "format.h"
#include "mem.h"

/* Bytes of the operand at data, 0 when it does not lie in len bytes. */
static u32 operand_len(u8 type, const u8 *data, u32 len)
{
	const struct sx_str *s = (const struct sx_str *)data;
	u64 need = sizeof(u64);

	if (len < need)
		return 0;
	if (type == SX_T_STR)
		need = SX_ALIGN(sizeof(*s) + (u64)s->len, (u64)8);
	return need <= len ? (u32)need : 0;
}

int sx_format_operands(const struct sx_format *f, const void *data, u32 len,
		       union sx_reg *ints, union sx_reg *strs)
{
	const u8 *p = data;
	u32 i, step;

	for (i = 0; i < f->nargs && i < SX_MAX_FORMAT_ARGS; i++) {
		step = operand_len(f->args[i], p, len);
		if (!step)
			return -1;
		if (f->args[i] == SX_T_STR)
			(strs++)->s = (const struct sx_str *)p;
		else
			(ints++)->i = *(const s64 *)p;
		p += step;
		len -= step;
	}
	return 0;
}
