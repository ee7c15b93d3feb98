// SPDX-License-Identifier: GPL-2.0
/*
 * Locations: DWARF expressions (version 5, section 2.5) in the operations of
 * index/expr.def. Of one with an operation that has no counterpart only that is
 * kept that there is one.
 */
#include <dwarf.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "dwarf/read.h"
#include "dwarf/expr.h"

static int is_tls_op(u8 atom)
{
	return atom == DW_OP_GNU_push_tls_address ||
	       atom == DW_OP_form_tls_address;
}

static bool is_indexed(const Dwarf_Op *op)
{
	return op->atom == DW_OP_addrx || op->atom == DW_OP_GNU_addr_index ||
	       op->atom == DW_OP_constx || op->atom == DW_OP_GNU_const_index;
}

/* The operand of an operation, also where it lies in a table of the unit. */
static int operand(Dwarf_Attribute *attr, const Dwarf_Op *op, u64 *ret)
{
	Dwarf_Attribute value;

	*ret = op->number;
	switch (op->atom) {
	case DW_OP_addrx:
	case DW_OP_GNU_addr_index:
		return dwarf_getlocation_attr(attr, op, &value) ||
		       dwarf_formaddr(&value, ret);
	case DW_OP_constx:
	case DW_OP_GNU_const_index:
		return dwarf_getlocation_attr(attr, op, &value) ||
		       dwarf_formudata(&value, ret);
	case DW_OP_addr:
	case DW_OP_const4u:
	case DW_OP_const8u:
		return 0;
	}
	return -1;
}

/*
 * gcc writes the address of a thread's variable to the table of addresses of a
 * split unit, where its offset belongs: the linker makes it the place in the
 * segment that the variables begin with. -ERANGE where it may be either.
 */
static int thread_offset(const struct dwarf_reader *b, u64 *value)
{
	bool is_offset = *value < b->tls_len;
	bool is_address = *value - b->tls_addr < b->tls_len;

	if (is_offset == is_address)
		return -ERANGE;
	if (is_address)
		*value -= b->tls_addr;
	return 0;
}

int locs_static(struct dwarf_reader *b, Dwarf_Die *die, u64 *ret, int *ret_tls)
{
	Dwarf_Attribute attr;
	Dwarf_Op *ops;
	size_t nr;

	if (!dwarf_attr_integrate(die, DW_AT_location, &attr) ||
	    dwarf_getlocation(&attr, &ops, &nr) || !nr)
		return -ENOENT;
	*ret_tls = nr == 2 && is_tls_op(ops[1].atom);
	if ((nr != 1 && !*ret_tls) || operand(&attr, &ops[0], ret))
		return -ENOENT;
	if (*ret_tls)
		return is_indexed(&ops[0]) ? thread_offset(b, ret) : 0;
	/* What the linker threw away lies at 0. */
	return *ret ? 0 : -ENOENT;
}

static void add_loc(struct dwarf_reader *b, u32 low, u32 high,
		    const struct expr_text *text)
{
	struct index_loc *loc = index_writer_row(b->w, INDEX_LOCS);

	loc->low = low;
	loc->high = high;
	loc->len = text->len;
	loc->expr = index_writer_bytes(b->w, text->bytes, text->len);
}

/* Forms of a fixed size have no sign: a negative number fills its type. */
static int const_number(Dwarf_Attribute *attr, s64 *ret)
{
	Dwarf_Sword with_sign;
	Dwarf_Word plain;
	int err;

	switch (dwarf_whatform(attr)) {
	case DW_FORM_sdata:
	case DW_FORM_implicit_const:
		err = dwarf_formsdata(attr, &with_sign);
		*ret = with_sign;
		return err;
	}
	err = dwarf_formudata(attr, &plain);
	*ret = (s64)plain;
	return err;
}

static void write_const(struct dwarf_reader *b, Dwarf_Attribute *attr)
{
	struct expr_text text;
	Dwarf_Block block;
	s64 number;

	expr_start(&text, b);
	if (!const_number(attr, &number)) {
		expr_op(&text, INDEX_EXPR_CONST);
		expr_sleb(&text, number);
		expr_op(&text, INDEX_EXPR_VALUE);
	} else if (!dwarf_formblock(attr, &block)) {
		expr_op(&text, INDEX_EXPR_BYTES);
		expr_block(&text, block.data, block.length);
	} else {
		return;
	}
	if (!text.failed)
		add_loc(b, 0, INDEX_NONE, &text);
}

static void write_list(struct dwarf_reader *b, Dwarf_Attribute *attr,
		       Dwarf_Die *func)
{
	Dwarf_Addr base, start, end;
	struct expr_text text;
	ptrdiff_t at = 0;
	Dwarf_Op *ops;
	size_t nr;

	while ((at = dwarf_getlocations(attr, at, &base, &start, &end, &ops,
					&nr)) > 0) {
		u64 low = start - b->w->base, high = end - b->w->base;

		expr_start(&text, b);
		expr_translate(&text, attr, func, ops, nr);
		if (text.failed)
			expr_unknown(&text);
		if (!text.len)
			continue;
		if (!start && end == (Dwarf_Addr)-1)
			add_loc(b, 0, INDEX_NONE, &text);
		else if (start >= b->w->base && low < high && high < INDEX_NONE)
			add_loc(b, (u32)low, (u32)high, &text);
	}
}

/* A variable of each thread, of a function. */
static bool write_thread(struct dwarf_reader *b, Dwarf_Die *die)
{
	struct expr_text text;
	int is_tls;
	u64 off;

	if (locs_static(b, die, &off, &is_tls) || !is_tls)
		return false;
	expr_start(&text, b);
	expr_op(&text, INDEX_EXPR_TLS);
	expr_uleb(&text, off);
	if (!text.failed)
		add_loc(b, 0, INDEX_NONE, &text);
	return true;
}

void locs_write(struct dwarf_reader *b, u32 var)
{
	Dwarf_Die die = *(Dwarf_Die *)vec_at(&b->vars, var);
	Dwarf_Die func = *(Dwarf_Die *)vec_at(&b->bases, var);
	u32 first = index_writer_nr(b->w, INDEX_LOCS);
	struct index_var *v;
	Dwarf_Attribute attr;

	if (dwarf_attr(&die, DW_AT_location, &attr) && !write_thread(b, &die))
		write_list(b, &attr, &func);
	else if (dwarf_attr_integrate(&die, DW_AT_const_value, &attr))
		write_const(b, &attr);
	v = index_writer_at(b->w, INDEX_VARS, var);
	v->loc_first = first;
	v->loc_nr = index_writer_nr(b->w, INDEX_LOCS) - first;
}
