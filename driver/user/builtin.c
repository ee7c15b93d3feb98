// SPDX-License-Identifier: GPL-2.0
/* What the functions of the machine share in this process. */
#include "user/builtin.h"

#include <string.h>

int user_string_result(struct sx_vm *vm, const char *text, size_t len,
		       union sx_reg *ret)
{
	struct sx_str *s = sx_vm_new_str(vm, (u32)len);

	if (!s)
		return -1;
	memcpy(s->data, text, s->len);
	ret->s = s;
	return 0;
}
