/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Runs a compiled script on a process without the kernel object: the process
 * is stopped at breakpoints by ptrace, as a debugger does it, and each hit's
 * handler runs in this process, with that one's registers and memory. So what
 * a script says of variables can be compared with what a debugger says.
 *
 * The program has one thread. Begin handlers run before it starts, end
 * handlers when it has ended; timers never fire.
 */
#ifndef STAPX_TESTS_STOP_H
#define STAPX_TESTS_STOP_H

#include "program.h"
#include "settings.h"

struct stop_request {
	const char *program; /* a path, what process("") means */
	char *const *argv; /* as for execv() */
	const struct sx_program *prog; /* verified; borrowed */
	const struct sx_settings *set; /* NULL: the defaults, for one CPU */
	u32 max_hits; /* the process is killed then; 0: it runs to its end */
};

struct stop_result {
	char *output; /* malloc'ed: all records as text, as of machine.h */
	u32 hits; /* handlers that ran */
	int status; /* of waitpid(); of a killed process too */
};

/*
 * Returns 0, or -errno (reported): -ENOENT and others of points that cannot be
 * found, -EOPNOTSUPP for a program that starts threads or another program.
 * The process is gone in any case; *ret is the caller's after 0 only.
 */
int stop_run(const struct stop_request *req, struct stop_result *ret);

#endif
