/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tells a session where its target has mapped the files that the script reads:
 * before the start for -x, while it runs for -c and for what is loaded later.
 */
#ifndef STAPX_RUN_BASES_H
#define STAPX_RUN_BASES_H

#include <stdbool.h>

#include "debuginfo/bases.h"
#include "session/session.h"

struct run_bases {
	struct bases bases;
	struct session *session; /* borrowed */
	u64 next_ns; /* CLOCK_MONOTONIC: not to look before */
	u64 wait_ns; /* between looks, growing */
};

/* pid 0, or a program without modules: nothing is ever done. 0 or -ENOMEM. */
int run_bases_init(struct run_bases *b, struct session *session,
		   const struct sx_program *prog, s32 pid);
void run_bases_deinit(struct run_bases *b);

/*
 * Before run_bases_start(), where the kernel object can: it notices itself where
 * the files of the script are mapped, in pid and what descends from it, or (0)
 * in every process. exe is the program of -c, or NULL. A file that is not there,
 * or not the one that the script was compiled for, is left to the looks. 0 or
 * -errno (reported).
 */
int run_bases_follow(struct session *session, const struct sx_program *prog,
		     s32 pid, bool is_command, const char *exe);

/*
 * Before the start: what is mapped is told. 0, or -errno (reported): a file is
 * not the one that the script was compiled for, or the kernel refuses.
 */
int run_bases_start(struct run_bases *b);

/* From time to time; what goes wrong is reported once. */
void run_bases_tick(struct run_bases *b, u64 now_ns);

#endif
