// SPDX-License-Identifier: GPL-2.0
/* Messages about probe points that may be optional. */
#include "debuginfo/complain.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/log.h"

void complain(bool optional, const char *fmt, ...)
{
	char text[1800];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (optional)
		log_info("%s", text);
	else
		log_err("%s", text);
}
