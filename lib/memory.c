// SPDX-License-Identifier: GPL-2.0
/* Adding up what a session will allocate. */
#include "memory.h"
#include "globals.h"
#include "vm.h"

u64 sx_memory_needed(const struct sx_program *prog,
		     const struct sx_settings *set, u32 cpus, u64 cpu_bytes)
{
	u64 globals = sx_globals_size(prog, set);
	u64 each, machines, sum;

	if (!globals ||
	    __builtin_add_overflow(sx_vm_size(prog, set), cpu_bytes, &each) ||
	    __builtin_mul_overflow(each, (u64)cpus, &machines) ||
	    __builtin_add_overflow(globals, machines, &sum) ||
	    __builtin_add_overflow(sum, (u64)prog->image_len, &sum) ||
	    __builtin_add_overflow(
		    sum, prog->modules_nr * sizeof(struct sx_base_row), &sum))
		return 0;
	return sum;
}

int sx_memory_fits(const struct sx_settings *set, u64 needed)
{
	return needed && needed <= (u64)set->maxmemory << 20;
}
