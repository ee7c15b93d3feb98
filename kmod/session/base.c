// SPDX-License-Identifier: GPL-2.0
/* BASE: where the target has mapped the files of the program. */
#include "session/session.h"

#include "kabi/mm.h"
#include "kabi/task.h"

static int space_of_pid(s32 pid, struct sx_space *ret)
{
	struct mm_struct *mm = pid > 0 ? sx_mm_of_pid(pid) : NULL;
	bool known;

	if (!mm)
		return -ESRCH;
	known = sx_mm_space(mm, ret->id);
	mmput(mm);
	return known ? 0 : -EOPNOTSUPP;
}

int sx_session_base(struct sx_session *s, const struct sx_base *args)
{
	u32 state = sx_session_state(s);
	struct sx_space space;
	int err;

	if (state == SX_STATE_OPEN || state == SX_STATE_STOPPED)
		return -EBUSY;
	if (args->module >= s->prog.modules_nr)
		return -EINVAL;
	err = space_of_pid(args->pid, &space);
	if (!err && (args->start_code || args->start_stack) &&
	    (args->start_code != space.id[0] ||
	     args->start_stack != space.id[1]))
		err = -ESTALE;
	if (!err)
		sx_base_set(&s->bases[args->module], &space, args->base);
	return err;
}
