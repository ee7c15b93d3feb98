/* SPDX-License-Identifier: GPL-2.0 */
/* The int3 exception, ahead of everybody else who waits for it. */
#ifndef STAPX_KABI_TRAP_H
#define STAPX_KABI_TRAP_H

#include "kabi/regs.h"

/*
 * Gets every int3 of 64-bit user code, interrupts off, the task's registers
 * behind the trap; true: it was ours, the task goes on with regs. The engine
 * defines it: a direct call where an indirect one costs a thunk each hit.
 */
bool sx_trap(struct pt_regs *regs);

/*
 * Gets every single step of 64-bit user code, in the same way; true: nobody
 * else needs to know of it.
 */
bool sx_trap_step(struct pt_regs *regs);

/* Traps come from now on; 0 or -errno. */
int sx_trap_register(void);

/* No call of sx_trap() is left when sx_synchronize() has returned after it. */
void sx_trap_unregister(void);

#endif
