/* SPDX-License-Identifier: GPL-2.0 */
/* The files of Debian packages, for their indexes. */
#ifndef STAPX_DWARF_PACKAGE_H
#define STAPX_DWARF_PACKAGE_H

#include <limits.h>

#include "dwarf/jobs.h"

struct packages {
	char dir[PATH_MAX]; /* where .deb files were unpacked; "": none were */
};

/*
 * A package's files: those of an installed package by its name are added; a
 * .deb file is unpacked below p->dir, where debug information is looked for
 * from now on. 0 or -errno, reported.
 */
int package_add(struct packages *p, struct jobs *jobs, const char *package);

/* Behind the last one: adds the ELF files of all .deb files. */
int package_add_unpacked(struct packages *p, struct jobs *jobs);

/* Removes what was unpacked. */
void package_clean(struct packages *p);

#endif
