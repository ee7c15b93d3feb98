/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Breakpoints where watched calls return to.
 *
 * The first call from somewhere finds none there. It is made by the thread
 * itself, in a task work, before its next instruction; so no return is missed,
 * and nobody has to know the callers ahead. Later calls look it up. Such a
 * breakpoint is a user of its own of the place, SITE, and stays until its point
 * is disarmed. What stands there is decoded here (lib/insn.h): an instruction
 * that is not known, or that cannot be carried out, makes the calls from there
 * missed ones, counted.
 */
#ifndef STAPX_PROBE_DIRECT_SITE_H
#define STAPX_PROBE_DIRECT_SITE_H

#include "probe/direct.h"

/* Behind enum sx_place_role: a return address of watched calls. */
#define DIRECT_ROLE_SITE SX_ROLE_NR

bool direct_site_available(void);

/*
 * The current task has a call that was not asked for (direct_calls_next()).
 * False: it is not done. Interrupts off, in a trap from user mode.
 */
bool direct_site_ask(void);

/* Memory for so many requests at once; 0, -ENOMEM. Sleeps. */
int direct_site_reserve(u32 n);
/* No hit is left. Waits until no request is pending. */
void direct_site_free(void);

#endif
