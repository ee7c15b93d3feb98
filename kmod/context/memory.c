// SPDX-License-Identifier: GPL-2.0
/* Memory of the target and of the kernel, for lib/. */
#include "kabi/uaccess.h"

#include "vm.h"

/* Without # too, an address of the user's half is the user's. */
int sx_env_read_memory(u64 addr, int user, void *to, u32 len)
{
	if (user || addr < SX_USER_END)
		return sx_probe_read(to, addr, len) == len ? 0 : -1;
	return sx_probe_read_kernel(to, addr, len);
}
