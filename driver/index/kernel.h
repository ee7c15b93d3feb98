/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the parameters of a kernel's functions and tracepoints are, and where
 * they lie at the first instruction, by the System V ABI of x86-64 (psABI,
 * 3.2.3). What a kernel is compiled with makes no difference: it uses no
 * vector registers.
 *
 * It holds for a function that was compiled as it is declared: one whose
 * symbol is its name. Of `name.isra.0`, `name.constprop.0` the compiler has
 * changed the parameters.
 */
#ifndef STAPX_INDEX_KERNEL_H
#define STAPX_INDEX_KERNEL_H

#include <stdbool.h>

#include "index/file.h"

/* More have none of the kernel's functions: five dozen is a damaged index. */
#define KERNEL_PARAMS_MAX 64

enum kernel_param_place {
	KERNEL_PARAM_REG, /* in reg; of 9 to 16 bytes: the rest in reg2 */
	KERNEL_PARAM_STACK, /* at stack_off */
	KERNEL_PARAM_NONE, /* an empty struct: it is not passed */
	KERNEL_PARAM_UNKNOWN, /* floating point, or of a type of no known size */
};

struct kernel_param {
	const char *name; /* borrowed; "" where it is not known */
	u32 type; /* row of TYPES */
	u64 size; /* bytes of the object */
	u8 place; /* enum kernel_param_place */
	u8 reg; /* DWARF's number, as in EX_REG: 5 is rdi */
	u8 reg2; /* only with size > 8 */
	u32 stack_off; /* bytes from the stack pointer at the entry; 8: the first */
};

struct kernel_params {
	struct kernel_param param[KERNEL_PARAMS_MAX];
	u32 nr;
	u32 result; /* type of what is returned; 0: void */
};

/*
 * Of the function that has this name. 0; -ENOENT: none has; -ENOTUNIQ:
 * several have, with other parameters; -EBADMSG: the index is damaged.
 * Silent.
 */
int kernel_func_params(const struct index *ix, const char *name,
		       struct kernel_params *ret);
/* Of one row of FUNCS. */
int kernel_row_params(const struct index *ix, u32 func,
		      struct kernel_params *ret);

/*
 * Of the tracepoint `name`, as `kernel.trace("name")` has them: without the
 * `void *__data` in front, and in the registers in which the functions that
 * are registered with the tracepoint get them (the first one in rsi). Their
 * names come from the kernel's function that calls those. 0, -ENOENT, or
 * -EBADMSG. Silent.
 */
int kernel_trace_params(const struct index *ix, const char *name,
			struct kernel_params *ret);

/* Made of BTF: no lines, no variables of functions. */
bool kernel_is_btf(const struct index *ix);

#endif
