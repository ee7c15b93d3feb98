/* SPDX-License-Identifier: GPL-2.0 */
/* The program stapx. */
#ifndef STAPX_RUN_STAPX_H
#define STAPX_RUN_STAPX_H

#include <stdio.h>

#define STAPX_VERSION "0.1"

/* --version: the release, and the versions of the contract with the kernel. */
void stapx_version(FILE *out, const char *program);

/* Returns the exit status: 0, or 1 when something failed. */
int stapx_main(int argc, char **argv);

#endif
