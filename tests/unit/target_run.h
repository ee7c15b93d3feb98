/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A script with variables of a program, compiled, and run on it as
 * target/stop.h does.
 */
#ifndef STAPX_TESTS_TARGET_RUN_H
#define STAPX_TESTS_TARGET_RUN_H

#include <stdbool.h>

/*
 * What the script in a file makes in the directory dir, the current one, where
 * its "./program" lies: its diagnostics, then what it prints. dir is shown as
 * DIR, and top, that of the sources, as TOP, addresses as 0xADDR. *ret is malloc'ed. Returns 0 whatever the script does, or -errno.
 */
int target_run_file(const char *path, const char *top, const char *dir,
		    bool skip_badvars, char **ret);

#endif
