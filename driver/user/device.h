/* SPDX-License-Identifier: GPL-2.0 */
/*
 * --runtime=user: a device for session_open() whose sessions live in this
 * process. Needs no rights and no kernel object; begin, end, error and timer
 * handlers run, other places cannot be attached (-EOPNOTSUPP).
 */
#ifndef STAPX_USER_DEVICE_H
#define STAPX_USER_DEVICE_H

#include "session/session.h"

extern const struct session_device user_device;

#endif
