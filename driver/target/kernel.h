/* SPDX-License-Identifier: GPL-2.0 */
/* Points in the kernel, for the units of this folder. */
#ifndef STAPX_TARGET_KERNEL_H
#define STAPX_TARGET_KERNEL_H

#include "index/kernel.h"
#include "target/lowering.h"

/* A function or tracepoint of the kernel, where a handler runs. */
struct lower_kernel {
	const char *name;
	u8 place; /* enum sx_point_kind */
	struct lower_module *mod; /* NULL: nothing is known, reported */
	int err; /* why its parameters are not known; 0: they are */
	struct kernel_params params;
};

/* kernel.c: the place of a point in the kernel, as kernel_names() has it. */
struct lower_kernel *kernel_place(struct lowering *lo,
				  const struct point *point,
				  const struct lower_name *name);
/* `$name` and `$return` there. False after an error. */
bool kernel_variable(struct lowering *lo, const char *name, struct object *ret);
bool kernel_param_object(struct lowering *lo, const struct kernel_param *param,
			 struct object *ret);
bool kernel_result(struct lowering *lo, struct object *ret);
/* Is its return hit? Is it known what its parameters are? */
bool kernel_is_return(const struct lowering *lo);
bool kernel_is_known(struct lowering *lo);

/* ksplit.c: the places of a point in the kernel: a handler for each. */
void ksplit_point(struct lowering *lo, struct point *point,
		  void (*fn)(void *arg, struct point *point,
			     const struct lower_kernel *kernel),
		  void *arg);

#endif
