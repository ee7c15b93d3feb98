// SPDX-License-Identifier: GPL-2.0
/*
 * catch. The rows of SX_SEC_TRIES ascend by the end of what they guard, so the
 * first one that ends behind an instruction and begins before it is the
 * innermost. What lies between are try statements that come later in the same
 * block: looking at them is paid from the budget.
 */
#include "error.h"
#include "vm_priv.h"

#define ROWS_PER_ACTION 16

/* The first row that ends behind pc. */
static u32 first_behind(const struct sx_program *p, u32 pc)
{
	u32 low = 0, high = p->tries_nr;

	while (low < high) {
		u32 mid = low + (high - low) / 2;

		if (p->tries[mid].first + p->tries[mid].len <= pc)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* The row of f that guards pc; NULL: none. */
static const struct sx_try *find_try(struct sx_vm *vm, const struct sx_func *f,
				     u32 pc)
{
	const struct sx_program *p = vm->prog;
	u32 first = first_behind(p, pc), i;
	const struct sx_try *found = SX_NULL;

	for (i = first; !found && i < p->tries_nr; i++) {
		if (p->tries[i].first >= f->entry + f->len)
			break;
		if (p->tries[i].first <= pc)
			found = &p->tries[i];
	}
	vm->budget -= (i - first) / ROWS_PER_ACTION;
	return found;
}

/* The text of an error; cut, or "", where there is no room for it. */
static const struct sx_str *error_string(struct sx_vm *vm)
{
	const struct sx_error_info info = { .code = vm->error,
					    .text_len = vm->error_len,
					    .arg = vm->error_arg,
					    .text = vm->error_text };
	struct sx_str *s;
	sx_size len;

	if (vm->error_str)
		return vm->error_str;
	len = sx_error_text(vm->prog, &info, SX_NULL, 0);
	s = sx_vm_new_str(vm, (u32)len);
	if (!s)
		return sx_empty_str;
	sx_error_text(vm->prog, &info, s->data, (sx_size)s->len + 1);
	return s;
}

static const struct sx_insn *enter(struct sx_vm *vm, const struct sx_try *t)
{
	const struct sx_str *text;

	if (t->reg != SX_TRY_NO_REG) {
		text = error_string(vm);
		vm->frames[vm->depth].base[t->reg].s = text;
	}
	vm->error = SX_ERR_NONE;
	return vm->prog->code + t->handler;
}

/* Like a jump backwards: a loop of errors comes to an end. */
const struct sx_insn *sx_vm_catch(struct sx_vm *vm)
{
	const struct sx_program *p = vm->prog;
	u32 depth = vm->depth, pc = vm->pc;
	const struct sx_try *t;

	/* abort() ends the handler without an error. */
	if (!p->tries_nr || !vm->error || vm->error == SX_ERR_MAXACTION)
		return SX_NULL;
	while (!(t = find_try(vm, vm->frames[depth].func, pc))) {
		if (!depth)
			return SX_NULL;
		pc = (u32)(vm->frames[depth--].call - p->code);
	}
	if (--vm->budget < 0) {
		sx_vm_error(vm, SX_ERR_MAXACTION, 0);
		return SX_NULL;
	}
	vm->depth = depth;
	return enter(vm, t);
}
