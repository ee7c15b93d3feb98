/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An object of the probed program: a type, and where its bytes are. Most lie
 * in memory as a whole; others in registers, in the compiler's knowledge, or
 * a piece here and a piece there.
 */
#ifndef STAPX_TARGET_OBJECT_H
#define STAPX_TARGET_OBJECT_H

#include "script/ast.h"
#include "target/ttype.h"

struct lower_module;
struct lowering;

enum object_where {
	OBJECT_MEMORY, /* expr: address, off added to it */
	OBJECT_REGISTER, /* expr: the register */
	OBJECT_VALUE, /* expr: the value, nowhere in the target */
	OBJECT_BYTES, /* bytes: constants */
	OBJECT_POINTER, /* to variable var, + off; has no value itself */
	OBJECT_MISSING, /* optimised out */
};

struct object_piece {
	enum object_where where;
	u64 bit_at; /* from where in the object on */
	u64 bit_size; /* how much of it; 0: all */
	u64 bit_off; /* from where in the place on */
	struct expr *expr;
	s64 off;
	const u8 *bytes;
	u32 bytes_len;
	u32 var; /* row of VARS */
};

struct object {
	const struct lower_module *mod; /* of type and variables */
	struct ttype type;
	struct object_piece *pieces; /* in the arena, by bit_at */
	u32 pieces_nr;
	u64 bit_off; /* where in the pieces the object begins */
	u32 bit_size; /* of a bit-field; 0: none */
	bool kernel; /* memory of the kernel */
	bool is_func; /* code: its value is its address */
};

/* An object of that type in memory, at address + off. */
void object_in_memory(struct lowering *lo, struct object *object,
		      struct ttype type, struct expr *address, s64 off);

/* One that has a single piece of that kind. */
struct object_piece *object_single(struct lowering *lo, struct object *object,
				   enum object_where where);

/* The piece that is all of the object in memory; NULL: it is elsewhere. */
const struct object_piece *object_memory(const struct object *object);

/*
 * So many bits (at most 64) of the object from its start on, as a number.
 * NULL after an error.
 */
struct expr *object_bits(struct lowering *lo, const struct object *object,
			 u32 bits, bool is_signed);

#endif
