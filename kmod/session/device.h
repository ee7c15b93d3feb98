/* SPDX-License-Identifier: GPL-2.0 */
/* /dev/stapx. */
#ifndef STAPX_SESSION_DEVICE_H
#define STAPX_SESSION_DEVICE_H

/* 0 or -errno. Opening works as soon as it returns. */
int sx_session_device_register(void);

/* No session is open: each one pins the module. */
void sx_session_device_unregister(void);

#endif
