// SPDX-License-Identifier: GPL-2.0
/* Memory of the target and of the kernel, for lib/. */
#include "kabi/uaccess.h"

#include <stapx/opcodes.h>

#include "vm.h"

/* Without # too, an address of the user's half is the user's. */
int sx_env_read_memory(struct sx_vm *vm, u64 addr, int user, void *to, u32 len)
{
	(void)vm;
	if (user || addr < SX_USER_END)
		return sx_probe_read(to, addr, len) == len ? 0 : -1;
	return sx_probe_read_kernel(to, addr, len);
}

int sx_env_load(struct sx_vm *vm, u64 addr, u32 read, u64 *ret)
{
	(void)vm;
	if (!(read & SX_READ_KERNEL) || addr < SX_USER_END)
		return sx_probe_load(ret, addr, SX_READ_WIDTH(read));
	return sx_probe_load_kernel(ret, addr, SX_READ_WIDTH(read));
}
