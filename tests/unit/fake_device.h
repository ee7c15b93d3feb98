/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A /dev/stapx inside of the test: the machine of lib/ behind the calls of
 * stapx/abi.h, all but DUMP. Timers fire in a thread; places in processes are
 * recorded and never hit.
 */
#ifndef STAPX_TESTS_FAKE_DEVICE_H
#define STAPX_TESTS_FAKE_DEVICE_H

#include <stapx/abi.h>

#include "session/session.h"

#define FAKE_MAX_POINTS 64
#define FAKE_CPUS	3 /* the second one is not possible */

struct fake_device {
	/* What the test may change before a session is opened. */
	int open_err;
	struct sx_version version;
	int attach_err[SX_ATTACH_KIND_NR];
	int start_err;

	/* What has happened. */
	struct sx_attach attached[FAKE_MAX_POINTS];
	u32 attached_nr;
	u32 looks_nr; /* processes that were looked at */
	u32 opened_nr;
	u32 closed_nr;
	s32 target;
};

extern struct fake_device fake_device;
extern const struct session_device fake_session_device;

/* Defaults again, nothing attached. */
void fake_device_reset(void);

#endif
