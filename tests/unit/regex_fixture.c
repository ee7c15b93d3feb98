// SPDX-License-Identifier: GPL-2.0
/* Compiling and matching in one call. */
#include "regex_fixture.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

const u8 *fixture_compile(struct arena *arena, const char *pattern, u32 flags,
			  struct regex_error *ret_err)
{
	u8 *data;
	u32 len;
	int code;

	if (regex_compile(arena, pattern, strlen(pattern), flags, ret_err,
			  &data, &len))
		return NULL;
	code = sx_regex_check(data, len);
	if (code)
		fail_msg("'%s': %s", pattern, sx_regex_check_text((u32)code));
	return data;
}

const char *fixture_groups(const struct sx_match *m, int matched, char *buf,
			   size_t len)
{
	size_t used = 0;

	if (!matched)
		return "NULL";
	buf[0] = '\0';
	for (u32 n = 0; n < m->groups_nr && used < len; n++) {
		if (m->reg[2 * n] == SX_REGEX_UNSET)
			used += (size_t)snprintf(buf + used, len - used,
						 "(?,?)");
		else
			used += (size_t)snprintf(buf + used, len - used,
						 "(%u,%u)", m->reg[2 * n],
						 m->reg[2 * n + 1]);
	}
	return buf;
}
