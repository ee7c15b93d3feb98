/* SPDX-License-Identifier: GPL-2.0 */
/* Where the files that belong to the running program lie. */
#ifndef STAPX_BASE_INSTALL_H
#define STAPX_BASE_INSTALL_H

#define INSTALL_PATH_MAX 4096

/*
 * The path of such a file: beside the program (build tree), else in
 * ../lib/stapx from there (installed). When it is in neither, the first one,
 * for the message of whoever opens it. Returns buf.
 */
const char *install_find(const char *name, char buf[INSTALL_PATH_MAX]);

/* The same for the folder of the script library. */
const char *install_find_library(char buf[INSTALL_PATH_MAX]);

#endif
