// SPDX-License-Identifier: GPL-2.0
/* Chains: `$x->y[3]`, `@cast(p, "t")->z`, from their beginning to an object. */
#include <string.h>

#include "target/autocast.h"
#include "target/node.h"
#include "target/member.h"

#define DEREF_MAX 16 /* pointers to pointers in front of one `->` */

static const char *type_of(struct lowering *lo, const struct object *object)
{
	return ttype_text(lo->arena, object->type);
}

static bool no_member(struct lowering *lo, const struct object *object,
		      const char *name)
{
	struct refuse_names names;
	struct vec members;
	u32 i;

	if (!ttype_is_struct(object->type)) {
		refuse(lo, "'->%s' asks for a member, and this is '%s'", name,
		       type_of(lo, object));
		return false;
	}
	if (ttype_row(object->type)->flags & INDEX_TYPE_DECLARATION) {
		refuse(lo, "'%s' has only its name in %s", type_of(lo, object),
		       object->mod->path);
		diag_note(lo->diag,
			  "@cast(..., \"%s\", \"PATH\") takes it from "
			  "a file that has its members",
			  type_of(lo, object));
		return false;
	}
	refuse(lo, "'%s' has no member '%s'", type_of(lo, object), name);
	member_list(lo->arena, object->type, true, &members);
	refuse_begin(&names, lo, name);
	for (i = 0; i < members.nr; i++)
		refuse_name(&names,
			    ((struct member *)vec_at(&members, i))->name);
	refuse_end(&names, "it has");
	return false;
}

static bool enter_member(struct lowering *lo, struct object *object,
			 const char *name)
{
	struct member member;
	int i;

	for (i = 0; i < DEREF_MAX && ttype_is_pointer(object->type); i++)
		if (!value_deref(lo, object, object))
			return false;
	if (!ttype_is_struct(object->type) ||
	    !member_find(lo->arena, object->type, name, &member))
		return no_member(lo, object, name);
	if (member.moving) {
		refuse(lo,
		       "'%s' belongs to a virtual base class: where that "
		       "is, only the program itself computes",
		       name);
		return false;
	}
	object->type = member.type;
	object->bit_off += member.bit_off;
	object->bit_size = member.bit_size;
	return true;
}

/* Moves the object on by bytes: a constant number, or one that is computed. */
static bool shift_const(struct lowering *lo, struct object *object, s64 bytes)
{
	const struct object_piece *piece = object_memory(object);

	if (piece) {
		u64 at = object->bit_off;

		object_in_memory(lo, object, object->type, piece->expr,
				 (s64)((u64)piece->off + (u64)bytes));
		object->bit_off = at;
		return true;
	}
	if (bytes < 0 || bytes > 1 << 20) {
		refuse(lo, "the element is outside of an object that is in "
			   "registers");
		return false;
	}
	object->bit_off += (u64)bytes * 8;
	return true;
}

static bool shift(struct lowering *lo, struct object *object,
		  struct expr *index, u64 size)
{
	const struct object_piece *piece = object_memory(object);
	struct expr *address;

	if (index->kind == EX_NUM)
		return shift_const(lo, object, (s64)((u64)index->num * size));
	if (!piece) {
		refuse(lo, "the index must be a constant: the array is not "
			   "in memory as a whole");
		return false;
	}
	if (size != 1)
		index = node_binary(lo, TOK_MUL, index,
				    node_num(lo, (s64)size));
	address = node_add(lo, piece->expr,
			   piece->off + (s64)(object->bit_off / 8));
	object_in_memory(lo, object, object->type,
			 node_binary(lo, TOK_ADD, address, index), 0);
	return true;
}

/* `@cast(p, "t")[i]`: t itself is what there are many of. */
static bool is_cast(const struct expr *e)
{
	return e->kind != EX_TARGET || (e->op == TOK_AT && e->word == AT_CAST);
}

static bool enter_element(struct lowering *lo, const struct expr *e,
			  struct object *object)
{
	struct expr *index = rewrite_operand(lo, e->args[1]);
	u32 kind;
	u64 size;

	if (ttype_kind(object->type) == INDEX_TYPE_REFERENCE &&
	    !value_deref(lo, object, object))
		return false;
	kind = ttype_kind(object->type);
	if (kind == INDEX_TYPE_POINTER) {
		if (!value_deref(lo, object, object))
			return false;
	} else if (kind == INDEX_TYPE_ARRAY) {
		object->type = ttype_inner(object->type);
	} else if (!is_cast(e->args[0])) {
		refuse(lo, "'[]' asks for an element, and this is '%s'",
		       type_of(lo, object));
		return false;
	}
	size = ttype_size(object->type);
	if (!size && !(index->kind == EX_NUM && !index->num)) {
		refuse(lo, "the size of '%s' is not known",
		       type_of(lo, object));
		return false;
	}
	return shift(lo, object, index, size);
}

static bool begin_at(struct lowering *lo, const struct expr *e,
		     struct object *ret)
{
	switch (e->word) {
	case AT_CAST:
		return cast_object(lo, e, ret);
	case AT_VAR:
		return global_object(lo, e, ret);
	case AT_ENTRY_VALUE:
		refuse(lo, "'@entry(...)' is a number, which has no members: "
			   "they belong inside of the parentheses");
		return false;
	default:
		refuse(lo, "'%s' is no variable and has no members", e->text);
		return false;
	}
}

static bool begin(struct lowering *lo, const struct expr *e, struct object *ret)
{
	if (e->op == TOK_AT)
		return begin_at(lo, e, ret);
	if (e->op == TOK_AND) {
		refuse(lo, "an address has no members: @cast() gives it a "
			   "type");
		return false;
	}
	if (e->nargs || e->text[1] == '$') {
		refuse(lo, "'%s' makes a text, which has no members", e->text);
		return false;
	}
	if (!strcmp(e->text, "$return"))
		return returns_object(lo, ret);
	return variable_object(lo, e->text + 1, ret);
}

/* The name of the member, which ends the expression. */
static struct span member_span(const struct expr *e)
{
	u32 len = (u32)strlen(e->text);
	struct span span = e->span;

	if (len > span.len)
		return e->at;
	span.off += span.len - len;
	span.len = len;
	return span;
}

bool chain_object(struct lowering *lo, const struct expr *e, struct object *ret)
{
	struct span outer = lo->span;
	bool ok;

	if (e->kind != EX_TARGET)
		return autocast_object(lo, (struct expr *)e, ret);
	if (e->op != TOK_ARROW && e->op != TOK_LBRACKET) {
		lo->span = e->at;
		ok = begin(lo, e, ret);
	} else {
		ok = chain_object(lo, e->args[0], ret);
		lo->span = e->op == TOK_ARROW ? member_span(e) : e->at;
		if (ok && e->op == TOK_ARROW)
			ok = enter_member(lo, ret, e->text);
		else if (ok)
			ok = enter_element(lo, e, ret);
	}
	lo->span = outer;
	return ok;
}
