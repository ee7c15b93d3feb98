// SPDX-License-Identifier: GPL-2.0
/* Builtins that need the registers of a hit: there is none here. */
#include "user/builtin.h"

#define NO_REGISTERS(name)                                      \
	int sx_builtin_##name(SX_BUILTIN_PARAMS)                \
	{                                                       \
		return sx_vm_error(vm, SX_ERR_NO_REGISTERS, 0); \
	}

NO_REGISTERS(pointer_arg)
NO_REGISTERS(long_arg)
NO_REGISTERS(ulong_arg)
NO_REGISTERS(int_arg)
NO_REGISTERS(uint_arg)
NO_REGISTERS(returnval)
NO_REGISTERS(register)
NO_REGISTERS(u_register)

USER_INT(registers_valid, 0)
USER_INT(user_mode, 0)
