// SPDX-License-Identifier: GPL-2.0
/* The most used of the functions that only compute, on every side the same. */
#include "builtins.h"

int sx_builtin_strlen(SX_BUILTIN_PARAMS)
{
	ret->i = strs[0].s->len;
	return 0;
}

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'Z')
		return c - 'A' + 10;
	return 99;
}

static int is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The base that a prefix asks for; *p is moved behind 0x. NUL ends p. */
static u32 skip_prefix(const char **p, u32 base)
{
	const char *s = *p;
	int hex = s[0] == '0' && (s[1] == 'x' || s[1] == 'X') &&
		  digit_value(s[2]) < 16;

	if (hex && (base == 0 || base == 16)) {
		*p += 2;
		return 16;
	}
	if (base == 0)
		return s[0] == '0' ? 8 : 10;
	return base;
}

/* As strtoll: blanks, sign, prefix, digits; too large ones are cut. */
static s64 parse_number(const char *p, u32 base)
{
	u64 limit, v = 0, digit;
	int negative;

	while (is_space(*p))
		p++;
	negative = *p == '-';
	if (*p == '-' || *p == '+')
		p++;
	limit = negative ? 1ull << 63 : (1ull << 63) - 1;
	base = skip_prefix(&p, base);
	for (; (digit = (u64)digit_value(*p)) < base; p++) {
		if (v > (limit - digit) / base)
			return (s64)(negative ? -limit : limit);
		v = v * base + digit;
	}
	return (s64)(negative ? -v : v);
}

int sx_builtin_strtol(SX_BUILTIN_PARAMS)
{
	s64 base = ints[0].i;

	if (base < 0 || base == 1 || base > 36)
		return sx_vm_error(vm, SX_ERR_BAD_ARGUMENT, (u64)base);
	ret->i = parse_number(strs[0].s->data, (u32)base);
	return 0;
}
