// SPDX-License-Identifier: GPL-2.0
/* Builtins that read a register of the hit by its name. */
#include "kabi/regs.h"

#include "builtins.h"
#include "mem.h"

struct reg_name {
	char name[9];
	u8 off; /* in struct pt_regs */
	u8 len; /* bytes */
};

#define OFF(member) __builtin_offsetof(struct pt_regs, member)

/* The four names of ax, bx, cx, dx, and their two bytes. */
#define LETTER(l)                                                   \
	{ "r" #l "x", OFF(l##x), 8 }, { "e" #l "x", OFF(l##x), 4 }, \
		{ #l "x", OFF(l##x), 2 }, { #l "l", OFF(l##x), 1 }, \
	{                                                           \
#l "h", OFF(l##x) + 1, 1                            \
	}
#define POINTER(p)                                    \
	{ "r" #p, OFF(p), 8 }, { "e" #p, OFF(p), 4 }, \
	{                                             \
#p, OFF(p), 2                         \
	}
#define NUMBERED(r)           \
	{                     \
#r, OFF(r), 8 \
	}

static const struct reg_name names[] = {
	LETTER(a),
	LETTER(b),
	LETTER(c),
	LETTER(d),
	POINTER(bp),
	POINTER(sp),
	POINTER(si),
	POINTER(di),
	POINTER(ip),
	NUMBERED(r8),
	NUMBERED(r9),
	NUMBERED(r10),
	NUMBERED(r11),
	NUMBERED(r12),
	NUMBERED(r13),
	NUMBERED(r14),
	NUMBERED(r15),
	{ "orig_rax", OFF(orig_ax), 8 },
	{ "orig_eax", OFF(orig_ax), 4 },
	{ "orig_ax", OFF(orig_ax), 2 },
	{ "eflags", OFF(flags), 8 },
	{ "flags", OFF(flags), 2 },
	{ "xcs", OFF(cs), 8 },
	{ "cs", OFF(cs), 2 },
	{ "xss", OFF(ss), 8 },
	{ "ss", OFF(ss), 2 },
};

static const struct reg_name *find_name(const struct sx_str *name)
{
	u32 i;

	for (i = 0; i < SX_NR(names); i++)
		if (sx_strlen(names[i].name) == name->len &&
		    !sx_memcmp(names[i].name, name->data, name->len))
			return &names[i];
	return NULL;
}

static int read_register(struct sx_vm *vm, const struct sx_str *name,
			 u64 *ret_value, u32 *ret_bits)
{
	const struct reg_name *r;

	if (!vm->regs)
		return sx_vm_error(vm, SX_ERR_NO_REGISTERS, 0);
	r = find_name(name);
	if (!r)
		return sx_vm_error(vm, SX_ERR_REGISTER, 0);
	*ret_value = 0;
	sx_memcpy(ret_value, (const u8 *)vm->regs + r->off, r->len);
	*ret_bits = r->len * 8;
	return 0;
}

int sx_builtin_u_register(SX_BUILTIN_PARAMS)
{
	u64 value;
	u32 bits;

	if (read_register(vm, strs[0].s, &value, &bits))
		return -1;
	ret->i = (s64)value;
	return 0;
}

int sx_builtin_register(SX_BUILTIN_PARAMS)
{
	u64 value;
	u32 bits;

	if (read_register(vm, strs[0].s, &value, &bits))
		return -1;
	ret->i = (s64)(value << (64 - bits)) >> (64 - bits);
	return 0;
}

int sx_builtin_returnval(SX_BUILTIN_PARAMS)
{
	const struct pt_regs *regs = (const struct pt_regs *)vm->regs;

	if (!regs)
		return sx_vm_error(vm, SX_ERR_NO_REGISTERS, 0);
	ret->i = (s64)regs->ax;
	return 0;
}

int sx_builtin_registers_valid(SX_BUILTIN_PARAMS)
{
	ret->i = vm->regs != NULL;
	return 0;
}

int sx_builtin_user_mode(SX_BUILTIN_PARAMS)
{
	const struct pt_regs *regs = (const struct pt_regs *)vm->regs;

	ret->i = regs && user_mode(regs);
	return 0;
}
