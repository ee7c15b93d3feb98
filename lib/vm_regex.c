// SPDX-License-Identifier: GPL-2.0
/* =~ and what it leaves behind for matched() and ngroups(). */
#include "vm_priv.h"

int sx_vm_sre(struct sx_vm *vm, const struct sx_insn *in, union sx_reg *r)
{
	const struct sx_regex *re = &vm->prog->regexes[in->imm];
	const struct sx_str *s = r[in->b].s;
	int found;

	/* Each byte may move many registers. */
	if (sx_vm_pay(vm, s->len / 4))
		return -1;
	found = sx_regex_match(vm->prog->redata + re->off, s->data, s->len,
			       &vm->groups);

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
	ret->i = vm->groups.groups_nr;
	return 0;
}

int sx_builtin_matched(struct sx_vm *vm, union sx_reg *ints, union sx_reg *strs,
		       union sx_reg *ret)
{
	u64 n = (u64)ints[0].i;
	struct sx_str *s;
	u32 start, len;

	(void)strs;
	if (!vm->match)
		return sx_vm_error(vm, SX_ERR_NO_MATCH, 0);
	if (sx_regex_group(&vm->groups, n, &start, &len))
		return sx_vm_error(vm, SX_ERR_NO_GROUP, n);
	if (!len) {
		ret->s = sx_empty_str;
		return 0;
	}
	s = sx_vm_new_str(vm, len);
	if (!s)
		return -1;
	sx_memcpy(s->data, vm->subject.s->data + start, s->len);
	ret->s = s;
	return 0;
}
