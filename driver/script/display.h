/* SPDX-License-Identifier: GPL-2.0 */
/* Globals of the user's script that are written and never read. */
#ifndef STAPX_SCRIPT_DISPLAY_H
#define STAPX_SCRIPT_DISPLAY_H

#include "script/ast.h"

/*
 * Adds an end probe that prints them, unless opts->no_display; after
 * elide_script(). 0 or -EINVAL.
 */
int display_script(struct script *script);

#endif
