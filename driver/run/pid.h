/* SPDX-License-Identifier: GPL-2.0 */
/* The process of -x. */
#ifndef STAPX_RUN_PID_H
#define STAPX_RUN_PID_H

#include <stdbool.h>

/* 0 when pid is a process; else -ESRCH after one sentence that says why. */
int pid_check(int pid);

bool pid_alive(int pid);

#endif
