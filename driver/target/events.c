// SPDX-License-Identifier: GPL-2.0
/* Variables of points where something happens: $syscall, $arg1, $return. */
#include "target/events.h"

#include <string.h>

#include "target/node.h"

#define REG_RAX	     0
#define SYSCALL_ARGS 6
#define ARG_SYSCALL  7 /* of a system call: behind its arguments */

bool events_has_vars(const struct point *point)
{
	return point->kind == SX_PROBE_TASK;
}

bool events_is_var(const struct lowering *lo, const struct expr *e)
{
	return lo->point && events_has_vars(lo->point) &&
	       e->kind == EX_TARGET && e->op == TOK_TARGET && !e->nargs &&
	       e->text[1] != '$';
}

static struct expr *argument(struct lowering *lo, s64 nr)
{
	struct expr *e = node_call(lo, "long_arg", 1);

	e->args[0] = node_num(lo, nr);
	ast_finish(e);
	return e;
}

static struct expr *syscall_number(struct lowering *lo)
{
	struct expr *e;

	if (lo->point->param == SX_TASK_SYSCALL)
		return argument(lo, ARG_SYSCALL);
	e = node_call(lo, "register", 1);
	e->args[0] = node_str(lo, "orig_rax");
	ast_finish(e);
	return e;
}

static bool is_arg(const char *name, u32 *ret)
{
	*ret = (u32)(name[4] - '0');
	return !strncmp(name, "$arg", 4) && *ret >= 1 && *ret <= SYSCALL_ARGS &&
	       !name[5];
}

struct expr *events_value(struct lowering *lo, const struct expr *e)
{
	s64 event = lo->point->param;
	u32 nr;

	if (!strcmp(e->text, "$syscall") &&
	    (event == SX_TASK_SYSCALL || event == SX_TASK_SYSCALL_RETURN))
		return syscall_number(lo);
	if (event == SX_TASK_SYSCALL && is_arg(e->text, &nr))
		return argument(lo, nr);
	if (event == SX_TASK_SYSCALL_RETURN && !strcmp(e->text, "$return"))
		return node_reg(lo, REG_RAX);
	refuse(lo, "this probe point has no variable '%s'", e->text);
	if (event == SX_TASK_SYSCALL)
		diag_note(lo->diag, "it has $syscall and $arg1 to $arg6");
	else if (event == SX_TASK_SYSCALL_RETURN)
		diag_note(lo->diag, "it has $syscall and $return");
	return NULL;
}
