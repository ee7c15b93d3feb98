// SPDX-License-Identifier: GPL-2.0
/* Translating DWARF operations one by one. */
#include "dwarf/attr.h"
#include "dwarf/expr.h"

#include <dwarf.h>
#include <string.h>

#include <stapx/unwind.h>

void expr_start(struct expr_text *text, struct dwarf_reader *b)
{
	text->b = b;
	text->len = 0;
	text->failed = 0;
	text->why = INDEX_UNKNOWN_OTHER;
}

static void fail(struct expr_text *text, enum index_unknown why)
{
	text->failed = 1;
	text->why = (u8)why;
}

static void put(struct expr_text *text, u8 byte)
{
	if (text->len == EXPR_TEXT_MAX)
		text->failed = 1;
	else
		text->bytes[text->len++] = byte;
}

void expr_op(struct expr_text *text, enum index_expr op)
{
	put(text, (u8)op);
}

void expr_uleb(struct expr_text *text, u64 value)
{
	for (; value >= 0x80; value >>= 7)
		put(text, (u8)(value | 0x80));
	put(text, (u8)value);
}

void expr_sleb(struct expr_text *text, s64 value)
{
	for (; value < -64 || value > 63; value >>= 7)
		put(text, (u8)(value | 0x80));
	put(text, (u8)(value & 0x7f));
}

void expr_block(struct expr_text *text, const void *data, u64 len)
{
	const u8 *bytes = data;
	u64 i;

	expr_uleb(text, len);
	for (i = 0; i < len && !text->failed; i++)
		put(text, bytes[i]);
}

void expr_unknown(struct expr_text *text)
{
	u8 why = text->why;

	expr_start(text, text->b);
	expr_op(text, INDEX_EXPR_UNKNOWN);
	expr_uleb(text, why);
}

/* Operations without operands that mean the same. */
static const struct {
	u8 atom;
	u8 op;
} plain[] = {
	{ DW_OP_plus, INDEX_EXPR_ADD },
	{ DW_OP_minus, INDEX_EXPR_SUB },
	{ DW_OP_mul, INDEX_EXPR_MUL },
	{ DW_OP_div, INDEX_EXPR_DIV },
	{ DW_OP_mod, INDEX_EXPR_MOD },
	{ DW_OP_and, INDEX_EXPR_AND },
	{ DW_OP_or, INDEX_EXPR_OR },
	{ DW_OP_xor, INDEX_EXPR_XOR },
	{ DW_OP_shl, INDEX_EXPR_SHL },
	{ DW_OP_shr, INDEX_EXPR_SHR },
	{ DW_OP_shra, INDEX_EXPR_SHRA },
	{ DW_OP_neg, INDEX_EXPR_NEG },
	{ DW_OP_not, INDEX_EXPR_NOT },
	{ DW_OP_abs, INDEX_EXPR_ABS },
	{ DW_OP_eq, INDEX_EXPR_EQ },
	{ DW_OP_ne, INDEX_EXPR_NE },
	{ DW_OP_lt, INDEX_EXPR_LT },
	{ DW_OP_le, INDEX_EXPR_LE },
	{ DW_OP_gt, INDEX_EXPR_GT },
	{ DW_OP_ge, INDEX_EXPR_GE },
	{ DW_OP_drop, INDEX_EXPR_DROP },
	{ DW_OP_swap, INDEX_EXPR_SWAP },
	{ DW_OP_rot, INDEX_EXPR_ROT },
	{ DW_OP_stack_value, INDEX_EXPR_VALUE },
};

static void op_unsigned(struct expr_text *text, enum index_expr op, u64 value)
{
	expr_op(text, op);
	expr_uleb(text, value);
}

static void op_signed(struct expr_text *text, enum index_expr op, s64 value)
{
	expr_op(text, op);
	expr_sleb(text, value);
}

static void op_breg(struct expr_text *text, u64 reg, s64 off)
{
	op_unsigned(text, INDEX_EXPR_BREG, reg);
	expr_sleb(text, off);
}

/* Of gcc and clang: the CFA, or a register. */
static void op_fbreg(struct expr_text *text, Dwarf_Die *func, s64 off)
{
	Dwarf_Attribute attr;
	Dwarf_Op *ops;
	size_t nr;

	if (!dwarf_attr_integrate(func, DW_AT_frame_base, &attr) ||
	    dwarf_getlocation(&attr, &ops, &nr) || nr != 1) {
		text->failed = 1;
		return;
	}
	if (ops[0].atom == DW_OP_call_frame_cfa)
		op_signed(text, INDEX_EXPR_CFA, off);
	else if (ops[0].atom >= DW_OP_breg0 && ops[0].atom <= DW_OP_breg31)
		op_breg(text, ops[0].atom - DW_OP_breg0,
			(s64)ops[0].number + off);
	else if (ops[0].atom >= DW_OP_reg0 && ops[0].atom <= DW_OP_reg31)
		op_breg(text, ops[0].atom - DW_OP_reg0, off);
	else
		text->failed = 1;
}

static void op_addr(struct expr_text *text, u64 addr)
{
	if (addr < text->b->w->base)
		text->failed = 1;
	else
		op_unsigned(text, INDEX_EXPR_ADDR, addr - text->b->w->base);
}

static void op_indirect(struct expr_text *text, Dwarf_Attribute *attr,
			const Dwarf_Op *op)
{
	Dwarf_Attribute value;
	Dwarf_Word number;
	Dwarf_Addr addr;

	if (dwarf_getlocation_attr(attr, op, &value))
		text->failed = 1;
	else if (op->atom == DW_OP_addrx || op->atom == DW_OP_GNU_addr_index)
		if (dwarf_formaddr(&value, &addr))
			text->failed = 1;
		else
			op_addr(text, addr);
	else if (dwarf_formudata(&value, &number))
		text->failed = 1;
	else
		op_signed(text, INDEX_EXPR_CONST, (s64)number);
}

/* The entry value of a register; compilers make hardly anything else. */
static void op_entry(struct expr_text *text, Dwarf_Attribute *attr,
		     const Dwarf_Op *op)
{
	Dwarf_Attribute value;
	Dwarf_Op *ops;
	size_t nr;

	if (dwarf_getlocation_attr(attr, op, &value) ||
	    dwarf_getlocation(&value, &ops, &nr) || nr != 1 ||
	    ops[0].atom < DW_OP_reg0 || ops[0].atom > DW_OP_reg31)
		fail(text, INDEX_UNKNOWN_CALLER);
	else
		op_unsigned(text, INDEX_EXPR_ENTRY, ops[0].atom - DW_OP_reg0);
}

static void op_implicit_pointer(struct expr_text *text, Dwarf_Attribute *attr,
				const Dwarf_Op *op)
{
	Dwarf_Die die;
	u32 *row = NULL;

	if (!dwarf_getlocation_die(attr, op, &die))
		row = memo_find(&text->b->var_rows, die.addr);
	if (!row) {
		text->failed = 1;
		return;
	}
	op_unsigned(text, INDEX_EXPR_POINTER, *row);
	expr_sleb(text, (s64)op->number2);
}

/* The type that a value is converted to; generic: 0, 8 bytes. */
static void op_convert(struct expr_text *text, Dwarf_Attribute *attr,
		       const Dwarf_Op *op)
{
	Dwarf_Word size = 8;
	s64 encoding = DW_ATE_signed;
	Dwarf_Die die;

	if (op->number) {
		if (dwarf_getlocation_die(attr, op, &die) ||
		    dwarf_aggregate_size(&die, &size)) {
			text->failed = 1;
			return;
		}
		encoding = attr_number(&die, DW_AT_encoding, 0);
	}
	if (size > 8 || encoding == DW_ATE_float) {
		fail(text, INDEX_UNKNOWN_FLOAT);
		return;
	}
	op_unsigned(text, INDEX_EXPR_CONVERT, size);
	expr_sleb(text,
		  encoding == DW_ATE_signed || encoding == DW_ATE_signed_char);
}

static void op_piece(struct expr_text *text, const Dwarf_Op *op, int missing)
{
	u64 bits = op->atom == DW_OP_piece ? op->number * 8 : op->number;

	if (missing)
		expr_op(text, INDEX_EXPR_MISSING);
	op_unsigned(text, INDEX_EXPR_PIECE, bits);
	expr_uleb(text, op->atom == DW_OP_piece ? 0 : op->number2);
}

static void op_implicit_value(struct expr_text *text, Dwarf_Attribute *attr,
			      const Dwarf_Op *op)
{
	Dwarf_Block block;

	if (dwarf_getlocation_implicit_value(attr, op, &block)) {
		text->failed = 1;
		return;
	}
	expr_op(text, INDEX_EXPR_BYTES);
	expr_block(text, block.data, block.length);
}

static int translate_plain(struct expr_text *text, u8 atom)
{
	size_t i;

	for (i = 0; i < sizeof(plain) / sizeof(plain[0]); i++) {
		if (plain[i].atom == atom) {
			expr_op(text, plain[i].op);
			return 1;
		}
	}
	return 0;
}

/* Families of 32. */
static int translate_range(struct expr_text *text, const Dwarf_Op *op)
{
	u8 atom = op->atom;

	if (atom >= DW_OP_lit0 && atom <= DW_OP_lit31)
		op_signed(text, INDEX_EXPR_CONST, atom - DW_OP_lit0);
	else if (atom >= DW_OP_reg0 && atom <= DW_OP_reg31)
		op_unsigned(text, INDEX_EXPR_REG, atom - DW_OP_reg0);
	else if (atom >= DW_OP_breg0 && atom <= DW_OP_breg31)
		op_breg(text, atom - DW_OP_breg0, (s64)op->number);
	else
		return 0;
	return 1;
}

static void translate_op(struct expr_text *text, Dwarf_Attribute *attr,
			 Dwarf_Die *func, const Dwarf_Op *op, int is_first)
{
	if (translate_plain(text, op->atom) || translate_range(text, op))
		return;
	switch (op->atom) {
	case DW_OP_nop:
		return;
	case DW_OP_addr:
		return op_addr(text, op->number);
	case DW_OP_const1u:
	case DW_OP_const2u:
	case DW_OP_const4u:
	case DW_OP_const8u:
	case DW_OP_constu:
	case DW_OP_const1s:
	case DW_OP_const2s:
	case DW_OP_const4s:
	case DW_OP_const8s:
	case DW_OP_consts:
		return op_signed(text, INDEX_EXPR_CONST, (s64)op->number);
	case DW_OP_addrx:
	case DW_OP_GNU_addr_index:
	case DW_OP_constx:
	case DW_OP_GNU_const_index:
		return op_indirect(text, attr, op);
	case DW_OP_fbreg:
		return op_fbreg(text, func, (s64)op->number);
	case DW_OP_regx:
		return op_unsigned(text, INDEX_EXPR_REG, op->number);
	case DW_OP_bregx:
		return op_breg(text, op->number, (s64)op->number2);
	case DW_OP_call_frame_cfa:
		return op_signed(text, INDEX_EXPR_CFA, 0);
	case DW_OP_plus_uconst:
		return op_signed(text, INDEX_EXPR_ADDI, (s64)op->number);
	case DW_OP_deref:
		return op_unsigned(text, INDEX_EXPR_DEREF, 8);
	case DW_OP_deref_size:
		return op_unsigned(text, INDEX_EXPR_DEREF, op->number);
	case DW_OP_deref_type:
	case DW_OP_GNU_deref_type:
		return op_unsigned(text, INDEX_EXPR_DEREF, op->number);
	case DW_OP_dup:
		return op_unsigned(text, INDEX_EXPR_PICK, 0);
	case DW_OP_over:
		return op_unsigned(text, INDEX_EXPR_PICK, 1);
	case DW_OP_pick:
		return op_unsigned(text, INDEX_EXPR_PICK, op->number);
	case DW_OP_regval_type:
	case DW_OP_GNU_regval_type:
		if (op->number >= SX_UNWIND_REGS)
			return fail(text, INDEX_UNKNOWN_FLOAT);
		return op_breg(text, op->number, 0);
	case DW_OP_const_type:
	case DW_OP_GNU_const_type:
		return fail(text, INDEX_UNKNOWN_FLOAT);
	case DW_OP_GNU_parameter_ref:
		return fail(text, INDEX_UNKNOWN_CALLER);
	case DW_OP_convert:
	case DW_OP_GNU_convert:
	case DW_OP_reinterpret:
	case DW_OP_GNU_reinterpret:
		return op_convert(text, attr, op);
	case DW_OP_entry_value:
	case DW_OP_GNU_entry_value:
		return op_entry(text, attr, op);
	case DW_OP_implicit_value:
		return op_implicit_value(text, attr, op);
	case DW_OP_implicit_pointer:
	case DW_OP_GNU_implicit_pointer:
		return op_implicit_pointer(text, attr, op);
	case DW_OP_piece:
	case DW_OP_bit_piece:
		return op_piece(text, op, is_first);
	}
	text->failed = 1;
}

static int is_piece(const Dwarf_Op *op)
{
	return op->atom == DW_OP_piece || op->atom == DW_OP_bit_piece;
}

void expr_translate(struct expr_text *text, Dwarf_Attribute *attr,
		    Dwarf_Die *func, const Dwarf_Op *ops, size_t nr)
{
	size_t i;

	/* A piece without a location in front of it is missing. */
	for (i = 0; i < nr && !text->failed; i++)
		translate_op(text, attr, func, &ops[i],
			     !i || is_piece(&ops[i - 1]));
}
