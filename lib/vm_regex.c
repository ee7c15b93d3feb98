// SPDX-License-Identifier: GPL-2.0
/* =~ and what it leaves behind for matched() and ngroups(). */
#include "vm_priv.h"

int sx_vm_sre(struct sx_vm *vm, const struct sx_insn *in, union sx_reg *r)
{
	const struct sx_regex *re = &vm->prog->regexes[in->imm];
	const struct sx_str *s = r[in->b].s;
	int found = sx_regex_match(vm->prog->redata + re->off, re->len, s->data,
				   s->len, &vm->groups);

	vm->match = found ? 1 + (u32)in->imm : 0;
	vm->subject.s = s;
	r[in->a].i = found;
	return 0;
}

int sx_builtin_ngroups(struct sx_vm *vm, union sx_reg *ints, union sx_reg *strs,
		       union sx_reg *ret)
{
	(void)ints, (void)strs;
	if (!vm->match)
		return sx_vm_error(vm, SX_ERR_NO_MATCH, 0);
	ret->i = vm->groups.groups;
	return 0;
}

int sx_builtin_matched(struct sx_vm *vm, union sx_reg *ints, union sx_reg *strs,
		       union sx_reg *ret)
{
	s64 n = ints[0].i;
	struct sx_str *s;
	s32 start, end;

	(void)strs;
	if (!vm->match)
		return sx_vm_error(vm, SX_ERR_NO_MATCH, 0);
	if (n < 0 || n >= vm->groups.groups)
		return sx_vm_error(vm, SX_ERR_NO_GROUP, (u64)n);
	start = vm->groups.start[n];
	end = vm->groups.end[n];
	if (start < 0 || end <= start) {
		ret->s = sx_empty_str;
		return 0;
	}
	s = sx_vm_new_str(vm, (u32)(end - start));
	if (!s)
		return -1;
	sx_memcpy(s->data, vm->subject.s->data + start, s->len);
	ret->s = s;
	return 0;
}
