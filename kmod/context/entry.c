// SPDX-License-Identifier: GPL-2.0
/*
 * Builtins for what the entry of a function keeps for the handler of its
 * return, by thread and frame. A hit of the entry that is skipped leaves there
 * what an earlier call with the same frame may have put: such values have
 * another mark than the thread has since.
 */
#include "session/session.h"

#include "builtins.h"
#include "kabi/task.h"
#include "mem.h"

int sx_builtin___entry_mark(SX_BUILTIN_PARAMS)
{
	const struct sx_session *s = vm->host;
	u32 i = (u32)task_pid(current) % SX_NR(s->entries_lost);

	ret->i = 1 + (s64)READ_ONCE(s->entries_lost[i]);
	return 0;
}

int sx_builtin___entry_missed(SX_BUILTIN_PARAMS)
{
	vm->count.no_entry++;
	return sx_vm_error(vm, SX_ERR_NO_ENTRY, 0);
}
