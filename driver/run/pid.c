// SPDX-License-Identifier: GPL-2.0
/* The process of -x. */
#include "run/pid.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"

#define STATUS_MAX (1u << 16)

bool pid_alive(int pid)
{
	return !kill(pid, 0) || errno != ESRCH;
}

/* The process that a thread belongs to; 0 when it cannot be told. */
static int process_of(int pid)
{
	char path[64];
	char *text;
	const char *line;
	int tgid = 0;

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	if (file_read_all(path, STATUS_MAX, &text, NULL))
		return 0;
	line = strstr(text, "\nTgid:");
	if (line)
		tgid = atoi(line + strlen("\nTgid:"));
	free(text);
	return tgid;
}

int pid_check(int pid)
{
	int process;

	if (!pid_alive(pid)) {
		log_err("-x %d: there is no such process: find its number with pgrep -a NAME",
			pid);
		return -ESRCH;
	}
	process = process_of(pid);
	if (process && process != pid) {
		log_err("-x %d: this is a thread of process %d: use -x %d", pid,
			process, process);
		return -ESRCH;
	}
	return 0;
}
