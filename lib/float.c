// SPDX-License-Identifier: GPL-2.0
/*
 * IEEE 754 binary64 arithmetic. A number is taken apart into a significand
 * with its first bit in bit 63 and an exponent: sig / 2^63 * 2^exp. Results
 * keep what lies beyond 64 bits as a set lowest bit ("sticky"), which is all
 * that rounding has to know of it.
 */
#include "float.h"

#define SIGN	  (1ull << 63)
#define TOP	  (1ull << 63)
#define INFINITY_ (0x7ffull << 52)
#define NAN_	  (0x7ff8ull << 48)
#define BIAS	  1023
#define GUARD	  11 /* bits of a significand that a result has no room for */

enum kind {
	ZERO,
	FINITE,
	INFINITE,
	NOT_A_NUMBER,
};

struct number {
	enum kind kind;
	u64 sign; /* 0 or SIGN */
	s32 exp;
	u64 sig;
};

static struct number unpack(u64 bits)
{
	struct number n = { .kind = FINITE, .sign = bits & SIGN };
	u32 exp = bits >> 52 & 0x7ff;
	u64 frac = bits & ((1ull << 52) - 1);
	int shift;

	if (exp == 0x7ff) {
		n.kind = frac ? NOT_A_NUMBER : INFINITE;
	} else if (exp) {
		n.sig = (1ull << 52 | frac) << GUARD;
		n.exp = (s32)exp - BIAS;
	} else if (frac) {
		shift = __builtin_clzll(frac);
		n.sig = frac << shift;
		n.exp = -1011 - shift;
	} else {
		n.kind = ZERO;
	}
	return n;
}

static u64 shift_sticky(u64 sig, u32 nr)
{
	if (!nr)
		return sig;
	if (nr > 63)
		return sig != 0;
	return sig >> nr | (sig << (64 - nr) != 0);
}

/* sig is not 0; a carry of the rounding goes into the exponent by itself. */
static u64 pack(u64 sign, s32 exp, u64 sig)
{
	int shift = __builtin_clzll(sig);
	s32 biased = exp - shift + BIAS;
	u64 half = 1ull << (GUARD - 1);
	u64 low, bits;

	sig <<= shift;
	if (biased >= 0x7ff)
		return sign | INFINITY_;
	if (biased < 1) {
		sig = shift_sticky(sig, (u32)(1 - biased));
		biased = 1;
	}
	low = sig & (2 * half - 1);
	bits = ((u64)(biased - 1) << 52) + (sig >> GUARD);
	if (low > half || (low == half && bits & 1))
		bits++;
	return sign | bits;
}

static u64 add_finite(struct number a, struct number b)
{
	struct number t;
	u64 x, y, sum;

	if (a.exp < b.exp || (a.exp == b.exp && a.sig < b.sig)) {
		t = a;
		a = b;
		b = t;
	}
	/* The lowest bits of both are 0. */
	x = a.sig >> 1;
	y = shift_sticky(b.sig >> 1, (u32)(a.exp - b.exp));
	sum = a.sign == b.sign ? x + y : x - y;
	return sum ? pack(a.sign, a.exp + 1, sum) : 0;
}

u64 sx_float_add(u64 a, u64 b)
{
	struct number x = unpack(a), y = unpack(b);

	if (x.kind == NOT_A_NUMBER || y.kind == NOT_A_NUMBER)
		return NAN_;
	if (x.kind == INFINITE)
		return y.kind == INFINITE && x.sign != y.sign ? NAN_ : a;
	if (y.kind == INFINITE)
		return b;
	if (x.kind == ZERO)
		return y.kind == ZERO ? a & b : b;
	return y.kind == ZERO ? a : add_finite(x, y);
}

u64 sx_float_sub(u64 a, u64 b)
{
	return sx_float_add(a, b ^ SIGN);
}

u64 sx_float_mul(u64 a, u64 b)
{
	struct number x = unpack(a), y = unpack(b);
	u64 sign = x.sign ^ y.sign;
	unsigned __int128 product;

	if (x.kind == NOT_A_NUMBER || y.kind == NOT_A_NUMBER)
		return NAN_;
	if (x.kind == INFINITE || y.kind == INFINITE)
		return x.kind == ZERO || y.kind == ZERO ? NAN_
							: sign | INFINITY_;
	if (x.kind == ZERO || y.kind == ZERO)
		return sign;
	product = (unsigned __int128)x.sig * y.sig;
	return pack(sign, x.exp + y.exp + 1,
		    (u64)(product >> 64) | ((u64)product != 0));
}

static u64 div_finite(const struct number *a, const struct number *b)
{
	unsigned __int128 rest = a->sig;
	s32 exp = a->exp - b->exp;
	u64 quotient = 0;
	int i;

	if (rest < b->sig) {
		rest <<= 1;
		exp--;
	}
	for (i = 0; i < 64; i++) {
		quotient <<= 1;
		if (rest >= b->sig) {
			rest -= b->sig;
			quotient |= 1;
		}
		rest <<= 1;
	}
	return pack(a->sign ^ b->sign, exp, quotient | (rest != 0));
}

u64 sx_float_div(u64 a, u64 b)
{
	struct number x = unpack(a), y = unpack(b);
	u64 sign = x.sign ^ y.sign;

	if (x.kind == NOT_A_NUMBER || y.kind == NOT_A_NUMBER ||
	    (x.kind == y.kind && x.kind != FINITE))
		return NAN_;
	if (x.kind == INFINITE || y.kind == ZERO)
		return sign | INFINITY_;
	if (x.kind == ZERO || y.kind == INFINITE)
		return sign;
	return div_finite(&x, &y);
}

static u64 rem_finite(const struct number *a, const struct number *b)
{
	s32 steps = a->exp - b->exp;
	unsigned __int128 rest = a->sig;
	u64 sign = a->sign;
	int odd = 0;

	if (steps < 0)
		rest >>= 1; /* it is -1: less than b, maybe more than a half */
	for (; steps >= 0; steps--) {
		odd = rest >= b->sig;
		if (odd)
			rest -= b->sig;
		if (steps)
			rest <<= 1;
	}
	if (2 * rest > b->sig || (2 * rest == b->sig && odd)) {
		rest = b->sig - rest;
		sign ^= SIGN;
	}
	return rest ? pack(sign, b->exp, (u64)rest) : a->sign;
}

u64 sx_float_rem(u64 a, u64 b)
{
	struct number x = unpack(a), y = unpack(b);

	if (x.kind == NOT_A_NUMBER || y.kind == NOT_A_NUMBER ||
	    x.kind == INFINITE || y.kind == ZERO)
		return NAN_;
	if (x.kind == ZERO || y.kind == INFINITE || x.exp < y.exp - 1)
		return a;
	return rem_finite(&x, &y);
}

/* Two bits of the radicand give one of the root. */
static u64 sqrt_finite(const struct number *a)
{
	unsigned __int128 rest = (unsigned __int128)a->sig
				 << (63 + (a->exp & 1));
	unsigned __int128 root = 0, bit = (unsigned __int128)1 << 126;

	for (; bit; bit >>= 2) {
		if (rest >= root + bit) {
			rest -= root + bit;
			root = (root >> 1) + bit;
		} else {
			root >>= 1;
		}
	}
	return pack(0, a->exp >> 1, (u64)root | (rest != 0));
}

u64 sx_float_sqrt(u64 a)
{
	struct number x = unpack(a);

	if (x.kind == ZERO)
		return a;
	if (x.kind == NOT_A_NUMBER || x.sign)
		return NAN_;
	return x.kind == INFINITE ? a : sqrt_finite(&x);
}

/* Bit patterns in the order of their values. */
static s64 ordered(u64 a)
{
	return a & SIGN ? -(s64)(a & ~SIGN) : (s64)a;
}

static int is_nan(u64 a)
{
	return (a & ~SIGN) > INFINITY_;
}

int sx_float_eq(u64 a, u64 b)
{
	return !is_nan(a) && !is_nan(b) && ordered(a) == ordered(b);
}

int sx_float_lt(u64 a, u64 b)
{
	return !is_nan(a) && !is_nan(b) && ordered(a) < ordered(b);
}

int sx_float_le(u64 a, u64 b)
{
	return !is_nan(a) && !is_nan(b) && ordered(a) <= ordered(b);
}

u64 sx_float_from_int(s64 value)
{
	u64 size = value < 0 ? -(u64)value : (u64)value;

	return size ? pack(value < 0 ? SIGN : 0, 63, size) : 0;
}

u64 sx_float_from_32(u32 bits)
{
	u64 sign = (u64)(bits >> 31) << 63;
	u32 exp = bits >> 23 & 0xff;
	u64 frac = bits & 0x7fffff;

	if (exp == 0xff)
		return frac ? NAN_ : sign | INFINITY_;
	if (exp)
		frac |= 1 << 23;
	else
		exp = 1;
	return frac ? pack(sign, (s32)exp - 127 + 40, frac) : sign;
}

/* Does the magnitude grow by the fraction `rest` / 2^64? */
static int rounds_up(enum sx_float_round round, u64 sign, u64 whole, u64 rest)
{
	switch (round) {
	case SX_FLOAT_NEAREST_EVEN:
		return rest > TOP || (rest == TOP && whole & 1);
	case SX_FLOAT_NEAREST_AWAY:
		return rest >= TOP;
	case SX_FLOAT_DOWN:
		return sign && rest;
	case SX_FLOAT_UP:
		return !sign && rest;
	case SX_FLOAT_ODD:
		return rest && !(whole & 1);
	default:
		return 0;
	}
}

s64 sx_float_to_int(u64 a, enum sx_float_round round)
{
	struct number x = unpack(a);
	u64 whole = 0, rest;

	if (x.kind == ZERO)
		return 0;
	if (x.kind != FINITE || x.exp > 62)
		return (s64)SIGN;
	rest = x.exp < -1 ? 1 : x.sig;
	if (x.exp >= 0) {
		whole = x.sig >> (63 - x.exp);
		rest = x.sig << x.exp << 1;
	}
	whole += (u64)rounds_up(round, x.sign, whole, rest);
	return (s64)(x.sign ? -whole : whole);
}
