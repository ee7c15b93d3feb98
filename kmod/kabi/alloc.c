// SPDX-License-Identifier: GPL-2.0
/* Memory of the kernel. */
#include "kabi/alloc.h"

#include "mem.h"

void *sx_alloc(u64 len)
{
	void *mem = kvmalloc_raw(len);

	if (mem)
		sx_memset(mem, 0, len);
	return mem;
}
