// SPDX-License-Identifier: GPL-2.0
/* Functions of binary64 numbers, which are integers to the script. */
#include "builtins.h"
#include "float.h"
#include "mem.h"

#define PRECISION_MAX 40
#define EXPONENT_MAX  400 /* beyond it all is 0 or infinite */
#define DIGITS_MAX    19 /* that fit 64 bits */

#define FLOAT_OF_TWO(name, fn)                                    \
	int sx_builtin_##name(SX_BUILTIN_PARAMS)                  \
	{                                                         \
		ret->i = (s64)fn((u64)ints[0].i, (u64)ints[1].i); \
		return 0;                                         \
	}

FLOAT_OF_TWO(fp_add, sx_float_add)
FLOAT_OF_TWO(fp_sub, sx_float_sub)
FLOAT_OF_TWO(fp_mul, sx_float_mul)
FLOAT_OF_TWO(fp_div, sx_float_div)
FLOAT_OF_TWO(fp_rem, sx_float_rem)
FLOAT_OF_TWO(fp_eq, sx_float_eq)
FLOAT_OF_TWO(fp_lt, sx_float_lt)
FLOAT_OF_TWO(fp_le, sx_float_le)

int sx_builtin_fp_sqrt(SX_BUILTIN_PARAMS)
{
	ret->i = (s64)sx_float_sqrt((u64)ints[0].i);
	return 0;
}

int sx_builtin_long_to_fp(SX_BUILTIN_PARAMS)
{
	ret->i = (s64)sx_float_from_int(ints[0].i);
	return 0;
}

int sx_builtin_fp32_to_fp64(SX_BUILTIN_PARAMS)
{
	ret->i = (s64)sx_float_from_32((u32)ints[0].i);
	return 0;
}

/* The third operand asks for an exception, which there is none here. */
int sx_builtin_fp_to_long(SX_BUILTIN_PARAMS)
{
	s64 round = ints[1].i;

	if (round < 0 || round >= SX_FLOAT_ROUND_NR)
		return sx_vm_error(vm, SX_ERR_BAD_ARGUMENT, (u64)round);
	ret->i = sx_float_to_int((u64)ints[0].i, (enum sx_float_round)round);
	return 0;
}

/* A positive number below 2^64: whole + fraction / 2^64. */
struct fixed {
	u64 whole;
	u64 fraction;
};

static struct fixed fixed_of(u64 bits)
{
	s32 exp = (s32)(bits >> 52 & 0x7ff) - 1023;
	u64 sig = (bits & ((1ull << 52) - 1)) << 11;
	struct fixed f = { 0, 0 };

	if (exp > -1023)
		sig |= 1ull << 63;
	if (exp >= 0) {
		f.whole = sig >> (63 - exp);
		f.fraction = exp < 63 ? sig << exp << 1 : 0;
	} else if (exp >= -64) {
		f.fraction = sig >> (-exp - 1);
	}
	return f;
}

/* Rounds half up, like the digits that are cut off would. */
static void put_fixed(struct sx_text *t, struct fixed f, u32 precision)
{
	char digits[PRECISION_MAX];
	u32 i;

	for (i = 0; i < precision; i++) {
		unsigned __int128 ten = (unsigned __int128)f.fraction * 10;

		digits[i] = (char)('0' + (u64)(ten >> 64));
		f.fraction = (u64)ten;
	}
	if (f.fraction >> 63) {
		while (i && digits[i - 1] == '9')
			digits[--i] = '0';
		if (i)
			digits[i - 1]++;
		else
			f.whole++;
	}
	sx_text_put_unsigned(t, f.whole);
	sx_text_put(t, ".", 1);
	sx_text_put(t, digits, precision);
}

int sx_builtin_fp_to_string(SX_BUILTIN_PARAMS)
{
	u64 bits = (u64)ints[0].i, size = bits & ~(1ull << 63);
	s64 precision = ints[1].i;
	struct sx_text t;
	struct sx_str *s;

	if (precision < 1 || precision > PRECISION_MAX)
		return sx_vm_error(vm, SX_ERR_BAD_ARGUMENT, (u64)precision);
	/* 2^64 */
	if (!sx_float_is_special(bits) && size >= 0x43f0000000000000)
		return sx_vm_error(vm, SX_ERR_FLOAT, 0);
	s = sx_builtin_text(vm, &t);
	if (!s)
		return -1;
	if (bits != size)
		sx_text_put(&t, "-", 1);
	if (sx_float_is_special(bits))
		sx_text_put_string(&t, size > 0x7ffull << 52 ? "nan" : "inf");
	else
		put_fixed(&t, fixed_of(size), (u32)precision);
	ret->s = sx_builtin_text_end(vm, s, &t);
	return 0;
}

/* A decimal number while it is read. */
struct decimal {
	const char *p;
	u64 digits;
	u32 nr; /* of digits, without leading zeros */
	s32 exp;
	int any;
};

static void read_digits(struct decimal *d, int behind_point)
{
	for (; *d->p >= '0' && *d->p <= '9'; d->p++) {
		d->any = 1;
		if (d->nr == DIGITS_MAX) {
			d->exp += !behind_point;
			continue;
		}
		d->digits = d->digits * 10 + (u64)(*d->p - '0');
		d->nr += d->digits != 0;
		d->exp -= behind_point;
	}
}

static int read_sign(const char **p)
{
	int minus = **p == '-';

	*p += minus || **p == '+';
	return minus;
}

/* 0, or -1: no exponent follows the letter. */
static int read_exponent(struct decimal *d)
{
	const char *start;
	s32 value = 0;
	int minus;

	d->p++;
	minus = read_sign(&d->p);
	for (start = d->p; *d->p >= '0' && *d->p <= '9'; d->p++)
		if (value < 2 * EXPONENT_MAX)
			value = value * 10 + (*d->p - '0');
	d->exp += minus ? -value : value;
	return d->p == start ? -1 : 0;
}

static u64 scale(const struct decimal *d)
{
	u64 ten = sx_float_from_int(10), power = sx_float_from_int(1);
	u64 value = sx_float_from_int((s64)(d->digits >> 1));
	s32 left = d->exp < 0 ? -d->exp : d->exp;

	/* 64 bits in two halves: an integer of the script has a sign. */
	value = sx_float_add(sx_float_add(value, value),
			     sx_float_from_int(d->digits & 1));
	if (left > EXPONENT_MAX)
		left = EXPONENT_MAX;
	/* Powers up to 10^22 are exact. */
	for (; left; left--) {
		power = sx_float_mul(power, ten);
		if (left % 22 != 1)
			continue;
		value = d->exp < 0 ? sx_float_div(value, power)
				   : sx_float_mul(value, power);
		power = sx_float_from_int(1);
	}
	return value;
}

int sx_builtin_string_to_fp(SX_BUILTIN_PARAMS)
{
	struct decimal d = { .p = strs[0].s->data };
	int minus = read_sign(&d.p);
	int err = 0;
	u64 value;

	read_digits(&d, 0);
	if (*d.p == '.') {
		d.p++;
		read_digits(&d, 1);
	}
	if (d.any && (*d.p == 'e' || *d.p == 'E'))
		err = read_exponent(&d);
	if (err || !d.any || *d.p)
		return sx_vm_error(vm, SX_ERR_FLOAT, 0);
	value = d.digits ? scale(&d) : 0;
	ret->i = (s64)(value | (u64)minus << 63);
	return 0;
}
