/* SPDX-License-Identifier: GPL-2.0 */
/* Rows of an index file that need no types: symbols, marks, PLT, labels, lines;
 * see format.h. */
#ifndef STAPX_INDEX_FORMAT_SYMBOLS_H
#define STAPX_INDEX_FORMAT_SYMBOLS_H

#include <stapx/types.h>

#define INDEX_SYMBOL_ABSOLUTE 1u /* addr is its value, not from base */
#define INDEX_SYMBOL_OLD      2u /* of a version that is not the default one */
#define INDEX_SYMBOL_CODE     4u /* in an executable section */

/* Tables that have a symbol. */
#define INDEX_SYMBOL_SYMTAB    1u /* the file's own .symtab */
#define INDEX_SYMBOL_DYNSYM    2u
#define INDEX_SYMBOL_DEBUG     4u /* .symtab of the separate debug file */
#define INDEX_SYMBOL_DEBUGDATA 8u /* of .gnu_debugdata */

/*
 * Ascending by place, at one place the most public name first; behind them
 * thread-local symbols, then absolute ones.
 */
struct index_symbol {
	u32 name; /* string, without its version */
	u32 addr; /* STT_TLS: offset in the thread's block */
	u32 size; /* bytes; 0: unknown */
	u8 bind; /* STB_* */
	u8 type; /* STT_* */
	u8 flags; /* INDEX_SYMBOL_ABSOLUTE, _OLD, _CODE */
	u8 sources; /* INDEX_SYMBOL_SYMTAB and so on */
};

/* Ascending by provider, name, address. */
struct index_mark {
	u32 provider; /* string */
	u32 name; /* string */
	u32 addr;
	u32 semaphore; /* address of its u16; INDEX_NONE: it has none */
	u32 args; /* string, for mark_args.h */
};

/* Ascending by address. */
struct index_plt {
	u32 name; /* string: the function that it jumps to */
	u32 addr;
	u32 len; /* bytes */
	u32 slot; /* address of the pointer that it jumps by */
};

/* Ascending by scope, then address. */
struct index_label {
	u32 name; /* string */
	u32 scope; /* innermost: a body, block or inlined call */
	u32 addr;
	u32 file; /* of the declaration; INDEX_NONE: unknown */
	u32 line; /* 0: unknown */
};

/*
 * The line table is a text of bytes in blocks of at most INDEX_LINE_BLOCK
 * rows; index/lines.h reads it. A row begins with a byte:
 *
 *   bits 0-3  what is added to the address; 15: 15 and an unsigned LEB128
 *   bits 4-6  0-5: +1 +2 +3 +4 -1 -2 is added to the line; 6: a signed LEB128;
 *             7: that too, and a byte of INDEX_LINE_NEW_* comes before all
 *             operands
 *   bit 7     INDEX_LINE_STMT
 *
 * Operands follow in this order: the address's, the file (unsigned LEB128),
 * the line's. Each block starts with its address, file 0 and line 0. Rows
 * ascend by address; of several with one address the last one tells the line
 * of what is there, the others where statements begin.
 */
#define INDEX_LINE_BLOCK 64

#define INDEX_LINE_NEW_FILE	1u /* the file's row of FILES follows */
#define INDEX_LINE_NEW_END	2u /* INDEX_LINE_END */
#define INDEX_LINE_NEW_PROLOGUE 4u /* INDEX_LINE_PROLOGUE_END */

#define INDEX_LINE_STMT		1u /* a statement begins here */
#define INDEX_LINE_END		2u /* nothing is known of what follows */
#define INDEX_LINE_PROLOGUE_END 4u /* the compiler says so */

/* A row, decoded. */
struct index_line {
	u32 addr;
	u32 file; /* row of FILES */
	u32 line; /* 0: code of no line */
	u32 flags; /* INDEX_LINE_STMT, _END, _PROLOGUE_END */
};

/* Ascending by address; the block's bytes end where those of the next begin. */
struct index_line_block {
	u32 addr; /* of its first row */
	u32 off; /* in LINES */
};

#endif
