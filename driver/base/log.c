// SPDX-License-Identifier: GPL-2.0
/* Messages about the world, on stderr or into a sink. */
#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

int log_verbosity;

static const char *program = "stapx";
static void (*sink_fn)(const char *line, void *arg);
static void *sink_arg;

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
		fprintf(stderr, "%s: %s%s\n", program, level, line);
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
