// SPDX-License-Identifier: GPL-2.0
/* Operands of a printed record, user side only: the bytes are not trusted. */
#include "format.h"
#include "mem.h"

/* Bytes of the operand at data, 0 when it does not lie in len bytes. */
static u32 operand_len(int is_bytes, const u8 *data, u32 len)
{
	const struct sx_str *s = (const struct sx_str *)data;
	u64 need = sizeof(u64);

	if (len < need)
		return 0;
	if (is_bytes)
		need = SX_ALIGN(sizeof(*s) + (u64)s->len, (u64)8);
	return need <= len ? (u32)need : 0;
}

/* A bit for each operand that is an address of memory. */
static u32 memory_operands(const struct sx_str *fmt)
{
	struct sx_format_piece piece;
	u32 pos = 0, error, nr = 0, mask = 0;

	while (sx_format_next(fmt->data, fmt->len, &pos, &piece, &error) > 0) {
		if (!piece.conv)
			continue;
		nr += (u32)piece.star_width + piece.star_precision;
		if ((piece.conv == 'm' || piece.conv == 'M') && nr < 32)
			mask |= 1u << nr;
		nr++;
	}
	return mask;
}

int sx_format_operands(const struct sx_format *f, const struct sx_str *fmt,
		       const void *data, u32 len, union sx_reg *ints,
		       union sx_reg *strs)
{
	u32 memory = f->flags & SX_FORMAT_READS ? memory_operands(fmt) : 0;
	const u8 *p = data;
	u32 i, step;

	for (i = 0; i < f->nargs && i < SX_MAX_FORMAT_ARGS; i++) {
		int is_bytes = f->args[i] == SX_T_STR || memory & (1u << i);

		step = operand_len(is_bytes, p, len);
		if (!step)
			return -1;
		if (is_bytes)
			(strs++)->s = (const struct sx_str *)p;
		else
			(ints++)->i = *(const s64 *)p;
		p += step;
		len -= step;
	}
	return 0;
}
