// SPDX-License-Identifier: GPL-2.0
/* Objects as numbers. */
#include "target/node.h"
#include "target/member.h"

static struct expr *struct_value(struct lowering *lo,
				 const struct object *object)
{
	struct refuse_names names;
	struct vec members;
	u32 i;

	refuse(lo, "'%s' is no number: name one of its members",
	       ttype_text(lo->arena, object->type));
	member_list(lo->arena, object->type, true, &members);
	refuse_begin(&names, lo, "");
	for (i = 0; i < members.nr; i++)
		refuse_name(&names,
			    ((struct member *)vec_at(&members, i))->name);
	refuse_end(&names, "it has");
	return NULL;
}

/* A double is its bits, for fp_add() and the like; a float becomes one. */
static struct expr *float_value(struct lowering *lo,
				const struct object *object)
{
	u64 size = ttype_size(object->type);
	struct expr *call;
	struct expr *bits;

	if (size != 4 && size != 8)
		return refuse(lo, "a value of type '%s' does not fit a number",
			      ttype_text(lo->arena, object->type));
	bits = object_bits(lo, object, (u32)size * 8, false);
	if (!bits || size == 8)
		return bits;
	call = node_call(lo, "fp32_to_fp64", 1);
	call->args[0] = bits;
	ast_finish(call);
	return call;
}

static struct expr *integer_value(struct lowering *lo,
				  const struct object *object)
{
	u64 bits = object->bit_size ? object->bit_size
				    : ttype_size(object->type) * 8;

	if (!bits || bits > 64)
		return refuse(lo, "a value of type '%s' does not fit a number",
			      ttype_text(lo->arena, object->type));
	return object_bits(lo, object, (u32)bits,
			   ttype_is_signed(object->type));
}

struct expr *value_of(struct lowering *lo, const struct object *object)
{
	if (object->is_func)
		return value_address(lo, object);
	switch (ttype_kind(object->type)) {
	case INDEX_TYPE_INT:
	case INDEX_TYPE_ENUM:
		return integer_value(lo, object);
	case INDEX_TYPE_POINTER:
	case INDEX_TYPE_REFERENCE:
		return object_bits(lo, object, 64, false);
	case INDEX_TYPE_FLOAT:
		return float_value(lo, object);
	case INDEX_TYPE_ARRAY:
	case INDEX_TYPE_FUNC:
		return value_address(lo, object);
	case INDEX_TYPE_STRUCT:
	case INDEX_TYPE_UNION:
	case INDEX_TYPE_CLASS:
		return struct_value(lo, object);
	case INDEX_TYPE_VOID:
		return refuse(lo, "%s is 'void', which has no value",
			      refuse_what(lo));
	default:
		return refuse(lo, "a value of type '%s' is no number",
			      ttype_text(lo->arena, object->type));
	}
}

struct expr *value_address(struct lowering *lo, const struct object *object)
{
	const struct object_piece *piece = object_memory(object);

	if (object->bit_size)
		return refuse(lo, "%s is a bit-field, which has no address",
			      refuse_what(lo));
	if (!piece && object->pieces_nr == 1 &&
	    object->pieces->where == OBJECT_REGISTER)
		return refuse(lo, "%s is in a register, which has no address",
			      refuse_what(lo));
	if (!piece)
		return refuse(
			lo,
			"%s has no address: the compiler does not keep it in memory as a whole",
			refuse_what(lo));
	return node_add(lo, ast_copy_expr(lo->script, piece->expr),
			piece->off + (s64)(object->bit_off / 8));
}

/* The compiler dropped the pointer, and knows the variable. */
static bool deref_variable(struct lowering *lo, const struct object *pointer,
			   struct object *ret)
{
	const struct object_piece *piece = pointer->pieces;
	const struct index_var *var =
		lo->spot ? index_row(pointer->mod->ix, INDEX_VARS, piece->var)
			 : NULL;
	struct ttype type = ttype_inner(pointer->type);
	s64 off = piece->off;

	if (!var) {
		refuse(lo, "nothing is known of what a pointer in %s points to",
		       refuse_what(lo));
		return false;
	}
	if (!variable_at(lo, var, ret))
		return false;
	ret->type = type;
	if (off < 0) {
		refuse(lo, "a pointer in %s points in front of an object",
		       refuse_what(lo));
		return false;
	}
	ret->bit_off += (u64)off * 8;
	return true;
}

bool value_deref(struct lowering *lo, const struct object *pointer,
		 struct object *ret)
{
	struct ttype type = ttype_inner(pointer->type);
	struct expr *address;

	if (ttype_kind(type) == INDEX_TYPE_VOID) {
		refuse(lo, "this is a 'void *': what is there has no type");
		diag_note(lo->diag, "give it one with @cast(..., \"TYPE\")");
		return false;
	}
	if (pointer->pieces_nr == 1 && !pointer->bit_off &&
	    pointer->pieces->where == OBJECT_POINTER)
		return deref_variable(lo, pointer, ret);
	address = object_bits(lo, pointer, 64, false);
	if (!address)
		return false;
	*ret = (struct object){ .mod = pointer->mod,
				.kernel = pointer->kernel };
	object_in_memory(lo, ret, type, address, 0);
	return true;
}
