// SPDX-License-Identifier: GPL-2.0
/* Reading objects, wherever their bytes are. */
#include "target/object.h"

#include <string.h>

#include "target/node.h"

struct object_piece *object_single(struct lowering *lo, struct object *object,
				   enum object_where where)
{
	object->pieces = arena_alloc(lo->arena, sizeof(*object->pieces));
	object->pieces_nr = 1;
	object->bit_off = 0;
	object->bit_size = 0;
	object->pieces->where = where;
	return object->pieces;
}

void object_in_memory(struct lowering *lo, struct object *object,
		      struct ttype type, struct expr *address, s64 off)
{
	struct object_piece *piece = object_single(lo, object, OBJECT_MEMORY);

	object->type = type;
	piece->expr = address;
	piece->off = off;
}

const struct object_piece *object_memory(const struct object *object)
{
	const struct object_piece *piece = object->pieces;

	if (object->pieces_nr == 1 && piece->where == OBJECT_MEMORY &&
	    !piece->bit_size)
		return piece;
	return NULL;
}

/*
 * Bits of memory. Where they are no whole bytes, of the smallest number that
 * holds them and lies aligned to its size in the object: the unit that the
 * compiler itself uses.
 */
static struct expr *memory_bits(struct lowering *lo,
				const struct object *object,
				const struct object_piece *piece, u64 at,
				u32 bits, bool is_signed)
{
	u64 first = at / 8, last = (at + bits - 1) / 8;
	struct expr *address = ast_copy_expr(lo->script, piece->expr);
	struct expr *e;
	u32 width = 1, low;

	if (at % 8 == 0 &&
	    (bits == 8 || bits == 16 || bits == 32 || bits == 64))
		return node_read(lo, address, piece->off + (s64)first, bits / 8,
				 is_signed, object->kernel);
	while (width < 8 && first / width != last / width)
		width *= 2;
	if (first / width != last / width)
		return refuse(
			lo,
			"%s is a bit-field that lies across two words, which cannot be read",
			refuse_what(lo));
	first -= first % width;
	low = (u32)(at - first * 8);
	e = node_read(lo, address, piece->off + (s64)first, width,
		      is_signed && low + bits == width * 8, object->kernel);
	if (low + bits == width * 8)
		return node_binary(lo, is_signed ? TOK_SHR : TOK_SHRU, e,
				   node_num(lo, low));
	if (low && !is_signed)
		e = node_binary(lo, TOK_SHRU, e, node_num(lo, low));
	if (!is_signed)
		return node_cut(lo, e, bits, false);
	e = node_binary(lo, TOK_SHL, e, node_num(lo, 64 - low - bits));
	return node_binary(lo, TOK_SHR, e, node_num(lo, 64 - bits));
}

/* Of a number of 64 bits. */
static struct expr *number_bits(struct lowering *lo, const struct expr *number,
				u64 at, u32 bits, bool is_signed)
{
	struct expr *e = ast_copy_expr(lo->script, number);

	if (at >= 64 || bits > 64 - at)
		return refuse(
			lo, "a part of %s is in a register that cannot be read",
			refuse_what(lo));
	if (at)
		e = node_binary(lo, TOK_SHRU, e, node_num(lo, (s64)at));
	return node_cut(lo, e, bits, is_signed);
}

static struct expr *constant_bits(struct lowering *lo,
				  const struct object_piece *piece, u64 at,
				  u32 bits, bool is_signed)
{
	u64 value = 0;
	u32 i;

	if (at + bits > (u64)piece->bytes_len * 8)
		return refuse(lo, "the debug information has only a part of %s",
			      refuse_what(lo));
	for (i = 0; i < bits; i++)
		value |= (u64)(piece->bytes[(at + i) / 8] >> ((at + i) % 8) & 1)
			 << i;
	if (is_signed && bits < 64 && value >> (bits - 1) & 1)
		value |= ~0ull << bits;
	return node_num(lo, (s64)value);
}

static struct expr *piece_bits(struct lowering *lo, const struct object *object,
			       const struct object_piece *piece, u64 at,
			       u32 bits, bool is_signed)
{
	at = at - piece->bit_at + piece->bit_off;
	switch (piece->where) {
	case OBJECT_MEMORY:
		return memory_bits(lo, object, piece, at, bits, is_signed);
	case OBJECT_REGISTER:
	case OBJECT_VALUE:
		return number_bits(lo, piece->expr, at, bits, is_signed);
	case OBJECT_BYTES:
		return constant_bits(lo, piece, at, bits, is_signed);
	case OBJECT_POINTER:
		return refuse(
			lo,
			"the compiler has kept what a pointer in %s points to, and not the pointer",
			refuse_what(lo));
	case OBJECT_MISSING:
		break;
	}
	return refuse(lo, "the compiler has optimised a part of %s away",
		      refuse_what(lo));
}

static const struct object_piece *find_piece(const struct object *object,
					     u64 at)
{
	u32 i;

	for (i = 0; i < object->pieces_nr; i++) {
		const struct object_piece *piece = &object->pieces[i];

		if (at >= piece->bit_at &&
		    (!piece->bit_size || at - piece->bit_at < piece->bit_size))
			return piece;
	}
	return NULL;
}

/* Bits that several pieces hold are put together from the lowest on. */
struct expr *object_bits(struct lowering *lo, const struct object *object,
			 u32 bits, bool is_signed)
{
	struct expr *all = NULL;
	u32 done = 0;

	while (done < bits) {
		u64 at = object->bit_off + done;
		const struct object_piece *piece = find_piece(object, at);
		u32 nr = bits - done;
		struct expr *part;

		if (!piece)
			return refuse(
				lo,
				"the debug information does not say where all of %s is",
				refuse_what(lo));
		if (piece->bit_size &&
		    piece->bit_at + piece->bit_size - at < nr)
			nr = (u32)(piece->bit_at + piece->bit_size - at);
		part = piece_bits(lo, object, piece, at, nr,
				  is_signed && done + nr == bits);
		if (!part)
			return NULL;
		if (done)
			part = node_binary(lo, TOK_SHL, part,
					   node_num(lo, done));
		all = all ? node_binary(lo, TOK_OR, all, part) : part;
		done += nr;
	}
	return all;
}
