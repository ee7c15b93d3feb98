/* SPDX-License-Identifier: GPL-2.0 */
/* The shared objects that the dynamic loader will map for a program. */
#ifndef STAPX_DEBUGINFO_NEEDED_H
#define STAPX_DEBUGINFO_NEEDED_H

/*
 * Calls found() once with the path of each, those that the program names
 * before those that its libraries name. What cannot be read or found is told
 * by log_info(): the program may well start elsewhere, where it can. Nothing
 * is executed.
 */
void needed_find(const char *program,
		 void (*found)(const char *path, void *arg), void *arg);

#endif
