/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Builds program images for tests, row by row. Functions return the number of
 * the row that they add; a string is added once. No call can fail: memory
 * that is not there ends the test.
 */
#ifndef STAPX_TESTS_ASM_H
#define STAPX_TESTS_ASM_H

#include <stddef.h>

#include <stapx/opcodes.h>
#include <stapx/program.h>

#define ASM_NR(array) (sizeof(array) / sizeof((array)[0]))

/* An instruction: I(ADD, 0, 1, 2, 0). */
#define I(name, a, b, c, imm)                      \
	{                                          \
		SX_OP_##name, (a), (b), (c), (imm) \
	}
#define BLT(name)	 SX_BUILTIN_##name
#define AGG(agg, global) ((SX_AGG_##agg << 24) | (global))

struct asm_section {
	unsigned char *data;
	size_t len;
	size_t room;
};

struct asm_prog {
	struct asm_section sec[SX_SEC_NR];
	unsigned char *image;
	size_t image_len;
};

struct asm_func {
	const struct sx_insn *code;
	size_t code_nr;
	const struct sx_lock_use *locks;
	size_t locks_nr;
	u16 nints;
	u16 nstrs;
	u8 nint_args;
	u8 nstr_args;
	u8 ret;
};

void asm_init(struct asm_prog *p);
void asm_deinit(struct asm_prog *p);

/* Appends bytes to a section; returns their offset in it. */
u32 asm_add(struct asm_prog *p, u32 section, const void *row, size_t len);

u32 asm_str(struct asm_prog *p, const char *text);
u32 asm_str_bytes(struct asm_prog *p, const char *text, u32 len);
u32 asm_int(struct asm_prog *p, s64 value);
u32 asm_func(struct asm_prog *p, const struct asm_func *f);
u32 asm_probe(struct asm_prog *p, u32 func, u16 kind);
/* Rows are copied; the name is added. */
u32 asm_global(struct asm_prog *p, const struct sx_global *g);
u32 asm_iter(struct asm_prog *p, u16 global, u8 sort_by, s8 dir);
u32 asm_slice(struct asm_prog *p, u16 global, u16 slice, u16 iter_flags);
u32 asm_try(struct asm_prog *p, u32 first, u32 len, u32 handler, u16 reg);
/* types: i and s, one a operand. */
u32 asm_format(struct asm_prog *p, const char *text, const char *types);

/* The row of a section, to be changed before asm_image(). */
void *asm_row(struct asm_prog *p, u32 section, size_t row, size_t row_len);

/* Puts the sections together; valid until the next call or asm_deinit(). */
unsigned char *asm_image(struct asm_prog *p, u32 *ret_len);

#endif
