// SPDX-License-Identifier: GPL-2.0
/*
 * Reads argument descriptions of SDT marks:
 *
 *   argument  [ ["-"] SIZE ["f"] "@" ] operand
 *   operand   "$" sum | register | [segment ":"] [sum] [ "(" ... ")" ]
 *   sum       [sign] (number | symbol) { sign (number | symbol) }
 *
 * Whatever is left of an operand when all was read makes it unknown.
 */
#include "index/mark_args.h"

#include <errno.h>
#include <string.h>

#define FS_BASE 58
#define GS_BASE 59
#define XMM0	17

struct cursor {
	const char *at;
	const char *end; /* of the argument */
};

static bool take(struct cursor *c, char wanted)
{
	if (c->at == c->end || *c->at != wanted)
		return false;
	c->at++;
	return true;
}

static bool is_digit(char ch)
{
	return ch >= '0' && ch <= '9';
}

static bool is_word(char ch)
{
	return is_digit(ch) || (ch >= 'a' && ch <= 'z') ||
	       (ch >= 'A' && ch <= 'Z') || ch == '_' || ch == '.';
}

static int digit_of(char ch, u32 base)
{
	if (is_digit(ch))
		return ch - '0';
	if (base == 16 && ch >= 'a' && ch <= 'f')
		return ch - 'a' + 10;
	if (base == 16 && ch >= 'A' && ch <= 'F')
		return ch - 'A' + 10;
	return -1;
}

/* Decimal, or hexadecimal behind 0x; not octal, which nobody writes. */
static int take_number(struct cursor *c, u64 *ret)
{
	u32 base = 10, digits = 0;
	u64 value = 0;

	if (c->end - c->at > 2 && c->at[0] == '0' &&
	    (c->at[1] == 'x' || c->at[1] == 'X')) {
		base = 16;
		c->at += 2;
	}
	for (; c->at < c->end; c->at++, digits++) {
		int digit = digit_of(*c->at, base);

		if (digit < 0)
			break;
		if (value > (~0ull - (u32)digit) / base)
			return -EINVAL;
		value = value * base + (u32)digit;
	}
	*ret = value;
	return digits ? 0 : -EINVAL;
}

/* In the order of DWARF's numbers. */
static const char *const wide[16] = {
	"rax", "rdx", "rcx", "rbx", "rsi", "rdi", "rbp", "rsp",
	"r8",  "r9",  "r10", "r11", "r12", "r13", "r14", "r15",
};

static const struct {
	const char *name;
	u8 reg;
	u8 size;
	u8 shift;
} narrow[] = {
	{ "eax", 0, 4, 0 }, { "edx", 1, 4, 0 }, { "ecx", 2, 4, 0 },
	{ "ebx", 3, 4, 0 }, { "esi", 4, 4, 0 }, { "edi", 5, 4, 0 },
	{ "ebp", 6, 4, 0 }, { "esp", 7, 4, 0 }, { "ax", 0, 2, 0 },
	{ "dx", 1, 2, 0 },  { "cx", 2, 2, 0 },	{ "bx", 3, 2, 0 },
	{ "si", 4, 2, 0 },  { "di", 5, 2, 0 },	{ "bp", 6, 2, 0 },
	{ "sp", 7, 2, 0 },  { "al", 0, 1, 0 },	{ "dl", 1, 1, 0 },
	{ "cl", 2, 1, 0 },  { "bl", 3, 1, 0 },	{ "sil", 4, 1, 0 },
	{ "dil", 5, 1, 0 }, { "bpl", 6, 1, 0 }, { "spl", 7, 1, 0 },
	{ "ah", 0, 1, 8 },  { "dh", 1, 1, 8 },	{ "ch", 2, 1, 8 },
	{ "bh", 3, 1, 8 },
};

struct reg {
	u8 number;
	u8 size;
	u8 shift;
};

static bool same(const char *text, size_t len, const char *name)
{
	return strlen(name) == len && !memcmp(text, name, len);
}

/* r8d, r8w, r8b and so on. */
static int find_numbered(const char *text, size_t len, struct reg *ret)
{
	static const char letters[] = "bwd"; /* 1, 2, 4 bytes */
	const char *letter = strchr(letters, text[len - 1]);
	u8 n;

	for (n = 8; letter && *letter && n < 16; n++) {
		if (!same(text, len - 1, wide[n]))
			continue;
		*ret = (struct reg){ n, (u8)(1 << (letter - letters)), 0 };
		return 0;
	}
	return -EINVAL;
}

/* xmm0 to xmm15. */
static int find_vector(const char *text, size_t len, struct reg *ret)
{
	struct cursor c = { text + 3, text + len };
	u64 n;

	if (len < 4 || len > 5 || memcmp(text, "xmm", 3) ||
	    !is_digit(text[3]) || take_number(&c, &n) || c.at != c.end ||
	    n > 15 || (len == 5 && text[3] == '0'))
		return -EINVAL;
	*ret = (struct reg){ (u8)(XMM0 + n), 16, 0 };
	return 0;
}

static int find_reg(const char *text, size_t len, struct reg *ret)
{
	size_t i;

	if (!len)
		return -EINVAL;
	for (i = 0; i < 16; i++) {
		if (!same(text, len, wide[i]))
			continue;
		*ret = (struct reg){ (u8)i, 8, 0 };
		return 0;
	}
	for (i = 0; i < sizeof(narrow) / sizeof(narrow[0]); i++) {
		if (!same(text, len, narrow[i].name))
			continue;
		*ret = (struct reg){ narrow[i].reg, narrow[i].size,
				     narrow[i].shift };
		return 0;
	}
	return find_numbered(text, len, ret) ? find_vector(text, len, ret) : 0;
}

static size_t word_len(const struct cursor *c)
{
	size_t len = 0;

	while (c->at + len < c->end && is_word(c->at[len]))
		len++;
	return len;
}

/* Without a '%' a register's name is another syntax's register. */
static int take_symbol(struct cursor *c, struct mark_arg *ret)
{
	size_t len = word_len(c);
	struct reg reg;

	if (!len || ret->symbol || !find_reg(c->at, len, &reg) ||
	    same(c->at, len, "rip"))
		return -EINVAL;
	ret->symbol = c->at;
	ret->symbol_len = (u32)len;
	c->at += len;
	return 0;
}

static int take_term(struct cursor *c, bool minus, struct mark_arg *ret)
{
	u64 number;

	if (c->at == c->end)
		return -EINVAL;
	if (!is_digit(*c->at))
		return minus ? -EINVAL : take_symbol(c, ret);
	if (take_number(c, &number) || (c->at < c->end && is_word(*c->at)))
		return -EINVAL;
	ret->value = (s64)((u64)ret->value + (minus ? 0 - number : number));
	return 0;
}

static int take_sum(struct cursor *c, struct mark_arg *ret)
{
	bool minus = take(c, '-');
	int err;

	if (!minus)
		take(c, '+');
	err = take_term(c, minus, ret);
	while (!err && c->at < c->end && (*c->at == '+' || *c->at == '-')) {
		minus = *c->at++ == '-';
		err = take_term(c, minus, ret);
	}
	return err;
}

/* %NAME of 64 bits. */
static int take_address_reg(struct cursor *c, u8 *ret)
{
	struct reg reg;
	size_t len;

	if (!take(c, '%'))
		return -EINVAL;
	len = word_len(c);
	if (same(c->at, len, "rip"))
		*ret = MARK_ARG_RIP;
	else if (find_reg(c->at, len, &reg) || reg.size != 8)
		return -EINVAL;
	else
		*ret = reg.number;
	c->at += len;
	return 0;
}

static int take_scale(struct cursor *c, u8 *ret)
{
	u64 number;

	if (take_number(c, &number))
		return -EINVAL;
	*ret = (u8)number;
	return number == 1 || number == 2 || number == 4 || number == 8
		       ? 0
		       : -EINVAL;
}

/* What stands behind "(". */
static int take_base_index(struct cursor *c, struct mark_arg *ret)
{
	if (c->at < c->end && *c->at == '%' && take_address_reg(c, &ret->base))
		return -EINVAL;
	if (take(c, ',')) {
		if (ret->base == MARK_ARG_RIP ||
		    take_address_reg(c, &ret->index) || ret->index == 7 ||
		    ret->index == MARK_ARG_RIP)
			return -EINVAL;
		if (take(c, ',') && take_scale(c, &ret->scale))
			return -EINVAL;
	}
	if (!take(c, ')'))
		return -EINVAL;
	/* From where the instruction was that is not there: no place. */
	if (ret->base == MARK_ARG_RIP && !ret->symbol)
		return -EINVAL;
	return ret->base == MARK_ARG_NO_REG && ret->index == MARK_ARG_NO_REG
		       ? -EINVAL
		       : 0;
}

static int take_memory(struct cursor *c, struct mark_arg *ret)
{
	int err = 0;

	ret->kind = MARK_ARG_MEM;
	if (c->at == c->end)
		return -EINVAL;
	if (*c->at != '(')
		err = take_sum(c, ret);
	if (!err && take(c, '('))
		err = take_base_index(c, ret);
	return err;
}

/* A register, or a segment and what is in it. */
static int take_percent(struct cursor *c, struct mark_arg *ret)
{
	size_t len = word_len(c);
	const char *name = c->at;
	struct reg reg;

	c->at += len;
	if (take(c, ':')) {
		if (same(name, len, "fs"))
			ret->segment = FS_BASE;
		else if (same(name, len, "gs"))
			ret->segment = GS_BASE;
		else
			return -EINVAL;
		return take_memory(c, ret);
	}
	if (find_reg(name, len, &reg))
		return -EINVAL;
	ret->kind = MARK_ARG_REG;
	ret->reg = reg.number;
	ret->reg_size = reg.size;
	ret->reg_shift = reg.shift;
	return 0;
}

/* The size is there when digits and '@' are. */
static int take_size(struct cursor *c, struct mark_arg *ret)
{
	struct cursor ahead = *c;
	bool minus = take(&ahead, '-');
	u64 size;

	if (ahead.at == ahead.end || !is_digit(*ahead.at) ||
	    take_number(&ahead, &size))
		return 0;
	ret->is_float = take(&ahead, 'f');
	if (!take(&ahead, '@')) {
		ret->is_float = false;
		return 0;
	}
	if (size != 1 && size != 2 && size != 4 && size != 8 && size != 16)
		return -EINVAL;
	ret->size = (u8)size;
	ret->is_signed = minus;
	*c = ahead;
	return 0;
}

static int read_arg(struct cursor *c, struct mark_arg *ret)
{
	int err = take_size(c, ret);

	if (err)
		return err;
	if (take(c, '%')) {
		err = take_percent(c, ret);
	} else if (take(c, '$')) {
		ret->kind = MARK_ARG_CONST;
		err = take_sum(c, ret);
	} else {
		err = take_memory(c, ret);
	}
	return !err && c->at != c->end ? -EINVAL : err;
}

static bool is_blank(char ch)
{
	return ch == ' ' || ch == '\t';
}

/* The next word; NULL: there is none. */
static const char *next_word(const char *text, const char **ret_end)
{
	while (is_blank(*text))
		text++;
	*ret_end = text;
	while (**ret_end && !is_blank(**ret_end))
		++*ret_end;
	return *text ? text : NULL;
}

int mark_arg_next(const char **text, struct mark_arg *ret)
{
	struct cursor c;

	*ret = (struct mark_arg){
		.reg = MARK_ARG_NO_REG,
		.base = MARK_ARG_NO_REG,
		.index = MARK_ARG_NO_REG,
		.segment = MARK_ARG_NO_REG,
		.scale = 1,
	};
	c.at = next_word(*text, &c.end);
	*text = c.end;
	if (!c.at)
		return 0;
	return read_arg(&c, ret) ? -EINVAL : 1;
}

u32 mark_args_nr(const char *text)
{
	u32 nr = 0;

	while (next_word(text, &text))
		nr++;
	return nr;
}
