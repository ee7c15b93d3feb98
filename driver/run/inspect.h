/* SPDX-License-Identifier: GPL-2.0 */
/* -p1 to -p4: what is known of a script without running it. */
#ifndef STAPX_RUN_INSPECT_H
#define STAPX_RUN_INSPECT_H

#include "run/options.h"

/*
 * 1: prints the script as it was read. 2: prints globals, probes, places. 3:
 * prints the bytecode. 4: writes the program file and prints its name. Returns the exit
 * status.
 */
int inspect_script(const struct options *opt);

#endif
