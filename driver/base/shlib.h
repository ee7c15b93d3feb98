/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Shared libraries that are wanted rarely: they are loaded when they are, so
 * that nothing else waits for them, or fails where they are not installed.
 */
#ifndef STAPX_BASE_SHLIB_H
#define STAPX_BASE_SHLIB_H

#include <stddef.h>

struct shlib_symbol {
	const char *name;
	void *to; /* address of a pointer to function */
};

/*
 * Loads the first of the sonames (ended by NULL) that there is, for good, and
 * sets the pointers. 0 or -ENOENT, reported: what for is a part of the message.
 */
int shlib_load(const char *const *sonames, const char *what_for,
	       const struct shlib_symbol *symbols, size_t nr);

#endif
