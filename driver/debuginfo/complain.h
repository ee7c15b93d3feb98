/* SPDX-License-Identifier: GPL-2.0 */
/* Messages about probe points that may be optional. */
#ifndef STAPX_DEBUGINFO_COMPLAIN_H
#define STAPX_DEBUGINFO_COMPLAIN_H

#include <stdbool.h>

/* An error; for an optional point (`?`, `!`) a word with -v. */
void complain(bool optional, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
