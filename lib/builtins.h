/* SPDX-License-Identifier: GPL-2.0 */
/* What the files of the functions that only compute share. */
#ifndef STAPX_LIB_BUILTINS_H
#define STAPX_LIB_BUILTINS_H

#include "text.h"
#include "vm.h"

#define SX_BUILTIN_PARAMS                                   \
	struct sx_vm *vm __attribute__((unused)),           \
		union sx_reg *ints __attribute__((unused)), \
		union sx_reg *strs __attribute__((unused)), \
		union sx_reg *ret __attribute__((unused))

/*
 * A text of up to MAXSTRINGLEN-1 bytes that becomes a function's result. NULL
 * after an error. Operands are to be fetched from their registers afterwards.
 */
static inline struct sx_str *sx_builtin_text(struct sx_vm *vm,
					     struct sx_text *t)
{
	struct sx_str *s = sx_vm_new_str(vm, vm->set->maxstringlen);

	if (s)
		sx_text_init(t, s->data, s->len);
	return s;
}

/* What did not fit is cut. Nothing else was made meanwhile. */
static inline const struct sx_str *
sx_builtin_text_end(struct sx_vm *vm, struct sx_str *s, const struct sx_text *t)
{
	if (t->used < s->len)
		sx_vm_trim_str(vm, s, (u32)t->used);
	return s;
}

#endif
