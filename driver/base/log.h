/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Messages about the world (files, kernel, target), on stderr.
 *
 * An error is reported once, at the lowest level that knows what was tried,
 * on which object, and why it failed; callers propagate -errno and stay
 * silent. Messages about the script go through diag.h instead.
 */
#ifndef STAPX_BASE_LOG_H
#define STAPX_BASE_LOG_H

/* 0: errors and warnings; 1 (-v): what is done, timings; 2 (-vv): details. */
extern int log_verbosity;

/* The name in front of each message; borrowed, set once at start-up. */
void log_set_program(const char *name);

void log_err(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* What was asked for, at any verbosity. */
void log_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_debug(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * A line on stderr while something takes its time, where that is a terminal;
 * the next message or progress replaces it, NULL takes it away.
 */
void log_progress(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * While set, every message goes to sink (without a newline) instead of
 * stderr: for tests and for the full-screen views. NULL restores stderr.
 */
void log_set_sink(void (*sink)(const char *line, void *arg), void *arg);

#endif
