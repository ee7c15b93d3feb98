/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A headless Chromium behind two pipes, as its DevTools protocol has it
 * (--remote-debugging-pipe: JSON, each message ended by a NUL). Whatever goes
 * wrong ends the program: it is a test.
 */
#ifndef STAPX_TESTS_FLAME_CDP_H
#define STAPX_TESTS_FLAME_CDP_H

#include <stdbool.h>

/* The browser's program; NULL: none is installed. */
const char *cdp_browser(void);

/* Starts it with a profile in a directory of ours, and one empty page. */
void cdp_start(const char *browser, const char *dir);
void cdp_stop(void);

/* Opens an address and waits until it is loaded. */
void cdp_open(const char *url);

/* The value of an expression, a string; valid until the next call. */
const char *cdp_eval(const char *expression);

/* Of the mouse, in pixels of the page. */
void cdp_move(double x, double y);
void cdp_click(double x, double y);

/* "Escape", "Control+f" */
void cdp_key(const char *key);
void cdp_type(const char *text);

/* What the page has asked for since the browser started, a line each. */
const char *cdp_requests(void);

#endif
