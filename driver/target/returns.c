// SPDX-License-Identifier: GPL-2.0
/* $return: what a function returns, by the x86-64 ABI, section 3.2.3. */
#include <dwarf.h>

#include "target/kernel.h"
#include "target/node.h"

#define REG_RAX	  0
#define REG_RDX	  1
#define DEPTH_MAX 16
#define PARTS_MAX 16 /* bytes that come back in registers */

static bool is_c(const struct lowering *lo, const struct index_func *func)
{
	const struct index_unit *unit =
		index_row(lo->spot->ix, INDEX_UNITS, func->unit);

	if (!unit)
		return false;
	switch (unit->language) {
	case DW_LANG_C:
	case DW_LANG_C89:
	case DW_LANG_C99:
	case DW_LANG_C11:
		return true;
	default:
		return false;
	}
}

/*
 * Are all parts of a struct integers and pointers at aligned places? Then it
 * is in rax and rdx.
 */
static bool is_integral(struct ttype type, u64 bit_off, int depth)
{
	const struct index_type *t = ttype_row(type);
	const struct index_member *m;
	u64 size = ttype_size(type);
	u32 i;

	if (!t || depth > DEPTH_MAX || !size)
		return false;
	if (t->kind == INDEX_TYPE_INT || t->kind == INDEX_TYPE_ENUM ||
	    ttype_is_pointer(type))
		return size <= 8 && bit_off % (size * 8) == 0;
	if (t->kind == INDEX_TYPE_ARRAY)
		return is_integral(ttype_inner(type), bit_off, depth + 1);
	if (!ttype_is_struct(type))
		return false;
	m = index_rows(type.ix, INDEX_MEMBERS, t->member_first, t->member_nr);
	for (i = 0; m && i < t->member_nr; i++) {
		u64 at = bit_off + m[i].bit_off;

		if (m[i].flags & INDEX_MEMBER_BITS)
			at = 0; /* the unit of bit-fields is a number */
		if (!is_integral(ttype_of(type.ix, m[i].type), at, depth + 1))
			return false;
	}
	return m && t->member_nr;
}

static void in_registers(struct lowering *lo, struct object *ret)
{
	struct object_piece *piece = arena_alloc(lo->arena, 2 * sizeof(*piece));

	piece[0] = (struct object_piece){ .where = OBJECT_REGISTER,
					  .bit_size = 64,
					  .expr = node_reg(lo, REG_RAX) };
	piece[1] = (struct object_piece){ .where = OBJECT_REGISTER,
					  .bit_at = 64,
					  .bit_size = 64,
					  .expr = node_reg(lo, REG_RDX) };
	ret->pieces = piece;
	ret->pieces_nr = 2;
}

static bool struct_object(struct lowering *lo, const char *name, bool is_c,
			  struct object *ret)
{
	u64 size = ttype_size(ret->type);

	if (is_c && size > PARTS_MAX) {
		object_in_memory(lo, ret, ret->type, node_reg(lo, REG_RAX), 0);
		return true;
	}
	if (!is_c || !is_integral(ret->type, 0, 0)) {
		refuse(lo, "where %s() returns its %s cannot be told", name,
		       ttype_text(lo->arena, ret->type));
		return false;
	}
	in_registers(lo, ret);
	return true;
}

bool returns_value(struct lowering *lo, const char *name, bool is_c,
		   struct object *ret)
{
	if (ttype_kind(ret->type) == INDEX_TYPE_VOID) {
		refuse(lo, "%s() returns nothing", name);
		return false;
	}
	if (ttype_is_struct(ret->type))
		return struct_object(lo, name, is_c, ret);
	if (ttype_kind(ret->type) == INDEX_TYPE_FLOAT) {
		refuse(lo,
		       "%s() returns its %s in a register for "
		       "floating-point numbers, which a probe does not "
		       "see",
		       name, ttype_text(lo->arena, ret->type));
		return false;
	}
	if (ttype_size(ret->type) > 8)
		in_registers(lo, ret);
	else
		object_single(lo, ret, OBJECT_REGISTER)->expr =
			node_reg(lo, REG_RAX);
	return true;
}

const struct index_func *returns_function(struct lowering *lo)
{
	if (lo->spot && lo->spot->kind == PLACE_RETURN && lo->spot->ix &&
	    lo->spot->func != INDEX_NONE)
		return index_row(lo->spot->ix, INDEX_FUNCS, lo->spot->func);
	return NULL;
}

bool returns_object(struct lowering *lo, struct object *ret)
{
	const struct index_func *func = returns_function(lo);

	if (lo->kernel)
		return kernel_result(lo, ret);
	if (!func) {
		refuse(lo, "'$return' is the result of a function: it is "
			   "known in probes of its return");
		if (lo->spot)
			diag_note(lo->diag, "write .return behind the "
					    "function's name");
		return false;
	}
	*ret = (struct object){ .mod = lo->home,
				.type = ttype_of(lo->spot->ix, func->type) };
	return returns_value(lo, lo->spot->name, is_c(lo, func), ret);
}
