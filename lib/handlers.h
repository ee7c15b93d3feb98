/* SPDX-License-Identifier: GPL-2.0 */
/* The order in which the handlers of a session's begin and end run. */
#ifndef STAPX_LIB_HANDLERS_H
#define STAPX_LIB_HANDLERS_H

#include "program.h"

#define SX_HANDLERS_START 0xffffffffu

/*
 * The handler of a kind that runs after handler `last` (SX_HANDLERS_START:
 * the first one): by sequence number, then as in the script. Returns its
 * index in prog->probes, prog->probes_nr after the last one.
 */
u32 sx_handlers_next(const struct sx_program *prog, u32 kind, u32 last);

#endif
