/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which globals a function locks, and how: what its own instructions need,
 * and what the functions need that it calls.
 */
#ifndef STAPX_CODEGEN_LOCKS_H
#define STAPX_CODEGEN_LOCKS_H

#include "base/vec.h"
#include "codegen/build.h"

struct locks {
	struct arena *arena; /* borrowed */
	struct vec funcs; /* struct locks_func, by index in the image */
};

void locks_init(struct locks *locks, struct arena *arena);

/* A new function, the next index. */
void locks_add_function(struct locks *locks);

void locks_use(struct locks *locks, u32 func, u32 global,
	       enum sx_lock_mode mode);
void locks_call(struct locks *locks, u32 func, u32 callee);

/* Adds what callees need and writes the rows of all functions. */
void locks_finish(struct locks *locks, struct build *img);

#endif
