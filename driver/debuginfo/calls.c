// SPDX-License-Identifier: GPL-2.0
/* Direct calls: `call rel32`, found by decoding from one end to the other. */
#include "debuginfo/calls.h"

#include <stdbool.h>

#include <Zydis/Zydis.h>

#define WINDOW 4096 /* bytes read at once */

struct sweep {
	ZydisDecoder decoder;
	void (*fn)(u64 target, u64 behind, void *arg);
	void *arg;
};

/* The length of the instruction; 0 where there is none. */
static size_t take(const struct sweep *s, const u8 *code, size_t len, u64 addr)
{
	ZydisDecodedInstruction insn;
	ZydisDecodedOperand ops[ZYDIS_MAX_OPERAND_COUNT];
	u64 target;

	if (ZYAN_FAILED(
		    ZydisDecoderDecodeFull(&s->decoder, code, len, &insn, ops)))
		return 0;
	if (insn.mnemonic == ZYDIS_MNEMONIC_CALL &&
	    ops[0].type == ZYDIS_OPERAND_TYPE_IMMEDIATE &&
	    ops[0].imm.is_relative &&
	    ZYAN_SUCCESS(
		    ZydisCalcAbsoluteAddress(&insn, &ops[0], addr, &target)))
		s->fn(target, addr + insn.length, s->arg);
	return insn.length;
}

int calls_each(const struct elf_file *f, u64 low, u64 high,
	       void (*fn)(u64 target, u64 behind, void *arg), void *arg)
{
	struct sweep s = { .fn = fn, .arg = arg };
	u8 code[WINDOW];

	ZydisDecoderInit(&s.decoder, ZYDIS_MACHINE_MODE_LONG_64,
			 ZYDIS_STACK_WIDTH_64);
	while (low < high) {
		size_t want = high - low < WINDOW ? high - low : WINDOW;
		size_t at = 0, len = 1;
		int got;
		u64 off;
		int err = elf_file_code_offset(f, low, &off);

		if (err)
			return err;
		got = elf_file_read_code(f, off, code, want);
		if (got <= 0)
			return got;
		/* What the window's end cuts is read again. */
		while (at < (size_t)got && len) {
			len = take(&s, code + at, (size_t)got - at, low + at);
			at += len;
		}
		if (!at)
			return 0;
		low += at;
	}
	return 0;
}
