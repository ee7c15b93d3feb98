// SPDX-License-Identifier: GPL-2.0
/* Instructions to recipes: decoding, and what is said of a refused one. */
#include "debuginfo/recipe.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "debuginfo/recipe_rules.h"

static void format(const struct decoded *d, u64 addr, char *buf, size_t len)
{
	static const struct {
		ZydisFormatterProperty prop;
		ZyanUPointer value;
	} style[] = {
		{ ZYDIS_FORMATTER_PROP_ADDR_PADDING_ABSOLUTE,
		  ZYDIS_PADDING_DISABLED },
		{ ZYDIS_FORMATTER_PROP_IMM_PADDING, ZYDIS_PADDING_DISABLED },
		{ ZYDIS_FORMATTER_PROP_FORCE_RELATIVE_RIPREL, ZYAN_TRUE },
		{ ZYDIS_FORMATTER_PROP_HEX_UPPERCASE, ZYAN_FALSE },
	};
	ZydisFormatter fmt;
	ZyanStatus status = ZydisFormatterInit(&fmt, ZYDIS_FORMATTER_STYLE_ATT);

	for (size_t i = 0; i < sizeof(style) / sizeof(style[0]); i++)
		if (ZYAN_SUCCESS(status))
			status = ZydisFormatterSetProperty(&fmt, style[i].prop,
							   style[i].value);
	if (ZYAN_SUCCESS(status))
		status = ZydisFormatterFormatInstruction(
			&fmt, &d->insn, d->ops, d->insn.operand_count_visible,
			buf, len, addr, NULL);
	if (!ZYAN_SUCCESS(status))
		snprintf(buf, len, "?");
}

/* Bytes that are no instruction, as text. */
static void format_bytes(const u8 *code, size_t len, char *buf, size_t cap)
{
	size_t used = 0;

	snprintf(buf, cap, "no bytes");
	for (size_t i = 0; i < len && i < 8; i++)
		used += (size_t)snprintf(buf + used, cap - used, "%s%02x",
					 i ? " " : "", code[i]);
}

static bool decode(const u8 *code, size_t len, struct decoded *ret)
{
	ZydisDecoder decoder;

	if (len > RECIPE_INSN_MAX)
		len = RECIPE_INSN_MAX;
	ret->code = code;
	return ZYAN_SUCCESS(ZydisDecoderInit(&decoder,
					     ZYDIS_MACHINE_MODE_LONG_64,
					     ZYDIS_STACK_WIDTH_64)) &&
	       ZYAN_SUCCESS(ZydisDecoderDecodeFull(&decoder, code, len,
						   &ret->insn, ret->ops));
}

u32 recipe_length(const u8 *code, size_t len)
{
	struct decoded d;

	return decode(code, len, &d) ? d.insn.length : 1;
}

int recipe_decode(const u8 *code, size_t len, u64 addr, struct sx_recipe *ret,
		  struct recipe_refusal *ret_why)
{
	struct decoded d;
	u8 op;

	memset(ret, 0, sizeof(*ret));
	if (!decode(code, len, &d)) {
		format_bytes(code, len, ret_why->insn, sizeof(ret_why->insn));
		ret_why->reason = "no valid instruction";
		return -EOPNOTSUPP;
	}
	op = recipe_rule(&d, ret, &ret_why->reason);
	if (!op) {
		memset(ret, 0, sizeof(*ret));
		format(&d, addr, ret_why->insn, sizeof(ret_why->insn));
		return -EOPNOTSUPP;
	}
	ret->op = op;
	ret->len = d.insn.length;
	memcpy(ret->insn, code, d.insn.length);
	return 0;
}

const char *recipe_op_name(u8 op)
{
	static const char *const names[SX_RECIPE_NR] = {
		[SX_RECIPE_NOP] = "nop",
		[SX_RECIPE_PUSH] = "push",
		[SX_RECIPE_MOV] = "move",
		[SX_RECIPE_SUB_SP] = "sub-sp",
		[SX_RECIPE_OUT_OF_LINE] = "out-of-line",
		[SX_RECIPE_RET] = "ret",
		[SX_RECIPE_JMP] = "jump",
		[SX_RECIPE_JCC] = "jump-if",
		[SX_RECIPE_CALL] = "call",
		[SX_RECIPE_JMP_IND] = "jump-out-of-line",
		[SX_RECIPE_CALL_IND] = "call-out-of-line",
		[SX_RECIPE_SET] = "set",
		[SX_RECIPE_LEA] = "address",
		[SX_RECIPE_ALU] = "arithmetic",
		[SX_RECIPE_ALU_IMM] = "arithmetic-immediate",
	};

	return op < SX_RECIPE_NR ? names[op] : NULL;
}
