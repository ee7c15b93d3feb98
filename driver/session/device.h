/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel's /dev/stapx. */
#ifndef STAPX_SESSION_DEVICE_H
#define STAPX_SESSION_DEVICE_H

#include "session/session.h"

extern const struct session_device session_kernel_device;

#endif
