// SPDX-License-Identifier: GPL-2.0
/* Messages about the world, on stderr or into a sink. */
#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

int log_verbosity;

static const char *program = "stapx";
static void (*sink_fn)(const char *line, void *arg);
static void *sink_arg;
static bool in_progress; /* the terminal's last line is to be replaced */

void log_set_program(const char *name)
{
	program = name;
}

void log_set_sink(void (*sink)(const char *line, void *arg), void *arg)
{
	sink_fn = sink;
	sink_arg = arg;
}

__attribute__((format(printf, 2, 0))) static void
emit(const char *level, const char *fmt, va_list ap)
{
	int saved = errno;
	char line[2048];

	vsnprintf(line, sizeof(line), fmt, ap);
	if (sink_fn)
		sink_fn(line, sink_arg);
	else
		fprintf(stderr, "%s%s: %s%s\n", in_progress ? "\r\033[K" : "",
			program, level, line);
	in_progress = false;
	errno = saved;
}

void log_err(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	emit("", fmt, ap);
	va_end(ap);
}

void log_warn(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	emit("warning: ", fmt, ap);
	va_end(ap);
}

void log_note(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	emit("", fmt, ap);
	va_end(ap);
}

void log_info(const char *fmt, ...)
{
	va_list ap;

	if (log_verbosity < 1)
		return;
	va_start(ap, fmt);
	emit("", fmt, ap);
	va_end(ap);
}

void log_debug(const char *fmt, ...)
{
	va_list ap;

	if (log_verbosity < 2)
		return;
	va_start(ap, fmt);
	emit("", fmt, ap);
	va_end(ap);
}

void log_progress(const char *fmt, ...)
{
	char line[256];
	va_list ap;

	if (sink_fn || !isatty(STDERR_FILENO))
		return;
	if (in_progress)
		fputs("\r\033[K", stderr);
	in_progress = fmt;
	if (!fmt)
		return;
	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	fprintf(stderr, "\r\033[K%s: %s", program, line);
	fflush(stderr);
}
