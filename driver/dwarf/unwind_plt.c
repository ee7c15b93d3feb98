// SPDX-License-Identifier: GPL-2.0
/*
 * The stack in a procedure linkage table. Its entries jump, or push a number
 * and jump to the first entry, which pushes another one and jumps.
 */
#include "dwarf/unwind_plt.h"

#include <Zydis/Zydis.h>

enum effect {
	EFFECT_NONE,
	EFFECT_PUSH,
	EFFECT_LEAVE,
	EFFECT_STRANGE,
};

static enum effect effect_of(const ZydisDecodedInstruction *insn)
{
	switch (insn->mnemonic) {
	case ZYDIS_MNEMONIC_NOP:
	case ZYDIS_MNEMONIC_INT3:
	case ZYDIS_MNEMONIC_ENDBR64:
		return EFFECT_NONE;
	case ZYDIS_MNEMONIC_PUSH:
		return EFFECT_PUSH;
	case ZYDIS_MNEMONIC_JMP:
		return EFFECT_LEAVE;
	default:
		return EFFECT_STRANGE;
	}
}

static bool is_memory_push(const ZydisDecodedInstruction *insn)
{
	return insn->mnemonic == ZYDIS_MNEMONIC_PUSH && insn->opcode == 0xff;
}

void unwind_plt(const struct code_image *img, const struct code_plt *plt,
		void (*emit)(void *arg, u64 low, u64 high,
			     const struct cfi_state *now),
		void *arg)
{
	struct cfi_state now = { .cfa = { .how = SX_CFA_REG,
					  .reg = SX_UNWIND_RSP,
					  .set = true,
					  .off = 8 } };
	u64 at, left, len = plt->high - plt->low;
	const u8 *code = code_image_at(img, plt->low, true, &left);
	ZydisDecodedInstruction insn;
	ZydisDecoder decoder;

	ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64,
			 ZYDIS_STACK_WIDTH_64);
	for (at = 0; code && at < len && at < left; at += insn.length) {
		enum effect effect;

		if (!ZYAN_SUCCESS(ZydisDecoderDecodeInstruction(
			    &decoder, NULL, code + at, left - at, &insn)))
			return;
		effect = effect_of(&insn);
		if (effect == EFFECT_STRANGE)
			return;
		/* Only the first entry pushes from memory: behind a push. */
		if (is_memory_push(&insn) && now.cfa.off == 8)
			now.cfa.off = 16;
		emit(arg, plt->low + at, plt->low + at + insn.length, &now);
		if (effect == EFFECT_PUSH)
			now.cfa.off += 8;
		else if (effect == EFFECT_LEAVE)
			now.cfa.off = 8;
	}
}
