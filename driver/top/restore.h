/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The terminal as it was, whatever ends the process. For the ends that leave
 * no time for anything but a signal handler: abort, a crash, SIGQUIT, and a
 * second SIGINT, SIGTERM or SIGHUP when the first one is not heard.
 */
#ifndef STAPX_TOP_RESTORE_H
#define STAPX_TOP_RESTORE_H

#include <termios.h>

/*
 * From now on such an end first sets the terminal fd to `modes` and writes
 * `text` (a NUL-terminated terminal sequence, copied) to it. The actions that
 * SIGINT, SIGTERM and SIGHUP have now are still called.
 */
void top_restore_arm(int fd, const struct termios *modes, const char *text);

/* The terminal is in order: all signals are as before top_restore_arm(). */
void top_restore_disarm(void);

/* tcsetattr() that also works from the background. 0 or -errno. */
int top_restore_modes(int fd, const struct termios *modes);

#endif
