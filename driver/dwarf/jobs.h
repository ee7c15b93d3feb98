/* SPDX-License-Identifier: GPL-2.0 */
/* Making the indexes of many files, some at a time. */
#ifndef STAPX_DWARF_JOBS_H
#define STAPX_DWARF_JOBS_H

#include <stdbool.h>

#include "base/vec.h"

struct jobs {
	struct vec paths; /* char * */
	const char *out; /* of the only path; or NULL */
	const char *store; /* directory */
	unsigned int at_once; /* processes */
	bool keep_going; /* files without debug information are counted only */
};

/*
 * Adds a file, or all ELF files below a directory. 0, or -errno after the
 * reason was reported.
 */
int jobs_add(struct jobs *jobs, const char *path);

/* Adds the files that a process has mapped as code, as it sees them. */
int jobs_add_process(struct jobs *jobs, int pid);

/*
 * Makes them all; each made index is named on stdout. 0, or -EIO when some
 * could not be made: their reasons were reported.
 */
int jobs_run(const struct jobs *jobs);

#endif
