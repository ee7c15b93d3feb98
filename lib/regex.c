// SPDX-License-Identifier: GPL-2.0
/* No format of compiled expressions is known yet: every one is refused. */
#include "regex.h"

int sx_regex_check(const u8 *data, u32 len)
{
	(void)data;
	(void)len;
	return -1;
}

int sx_regex_match(const u8 *data, u32 len, const char *s, u32 n,
		   struct sx_match *m)
{
	(void)data;
	(void)len;
	(void)s;
	(void)n;
	m->groups = 0;
	return 0;
}
