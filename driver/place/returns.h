/* SPDX-License-Identifier: GPL-2.0 */
/* The exits of functions, by the index of their file. */
#ifndef STAPX_PLACE_RETURNS_H
#define STAPX_PLACE_RETURNS_H

#include "debuginfo/exits.h"

/*
 * An exits_fn. All of them are known only when the index says so, and when no
 * other function is left by one of the same instructions: such a place cannot
 * tell whose call returns.
 */
int place_exits(const struct target_file *file, u64 entry, struct exits *ret);

#endif
