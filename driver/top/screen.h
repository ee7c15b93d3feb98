/* SPDX-License-Identifier: GPL-2.0 */
/* The terminal: the only unit that calls curses. One at a time. */
#ifndef STAPX_TOP_SCREEN_H
#define STAPX_TOP_SCREEN_H

#include <stdbool.h>

#include "top/grid.h"

/*
 * Takes the terminal of stdin and stdout over. Reports -ENOTTY and terminals
 * that cannot show a screen; the terminal is untouched then. Whoever opens
 * handles SIGTSTP and SIGWINCH already, or curses would.
 */
int top_screen_open(void);

/* The terminal as it was before top_screen_open(); may be called twice. */
void top_screen_close(void);

/* Gives the terminal back for a while (SIGTSTP), and takes it again. */
void top_screen_suspend(void);
void top_screen_resume(void);

/* The terminal's size at the moment; both at least 1. */
void top_screen_size(int *ret_rows, int *ret_cols);

/* Shows the grid; repaint: what the terminal shows is not known. */
void top_screen_show(const struct top_grid *grid, bool repaint);

/* The next key pressed (keycode.h), 0 if there is none. Never waits. */
int top_screen_key(void);

#endif
