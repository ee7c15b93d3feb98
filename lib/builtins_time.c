// SPDX-License-Identifier: GPL-2.0
/* A time as text. */
#include "builtins.h"
#include "mem.h"

#define DAY	 86400
#define TIME_MAX 0x7fffffffll /* of 32 bits: four digits of a year */

struct date {
	s64 year;
	u32 month; /* 1..12 */
	u32 day; /* 1..31 */
};

/*
 * The civil date of a day number since 1970-01-01 ("chrono-Compatible
 * Low-Level Date Algorithms", H. Hinnant): years start in March, eras of 400
 * years have 146097 days.
 */
static struct date date_of(s64 day)
{
	s64 z = day + 719468;
	s64 era = (z >= 0 ? z : z - 146096) / 146097;
	u32 doe = (u32)(z - era * 146097);
	u32 yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	u32 doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	u32 shifted = (5 * doy + 2) / 153;
	struct date d = {
		.year = (s64)yoe + era * 400,
		.month = shifted < 10 ? shifted + 3 : shifted - 9,
		.day = doy - (153 * shifted + 2) / 5 + 1,
	};

	d.year += d.month <= 2;
	return d;
}

static void put_two(struct sx_text *t, u32 value, char pad)
{
	if (value < 10)
		sx_text_fill(t, pad, 1);
	sx_text_put_unsigned(t, value);
}

/* "Thu Jan  1 00:00:00 1970" */
static void put_time(struct sx_text *t, s64 seconds)
{
	s64 day = seconds >= 0 ? seconds / DAY : -((-seconds + DAY - 1) / DAY);
	u32 rest = (u32)(seconds - day * DAY);
	u32 weekday = (u32)((day % 7 + 11) % 7); /* day 0 was a Thursday */
	struct date d = date_of(day);

	sx_text_put(t, &"SunMonTueWedThuFriSat"[weekday * 3], 3);
	sx_text_fill(t, ' ', 1);
	sx_text_put(t, &"JanFebMarAprMayJunJulAugSepOctNovDec"[d.month * 3 - 3],
		    3);
	sx_text_fill(t, ' ', 1);
	put_two(t, d.day, ' ');
	sx_text_fill(t, ' ', 1);
	put_two(t, rest / 3600, '0');
	sx_text_fill(t, ':', 1);
	put_two(t, rest / 60 % 60, '0');
	sx_text_fill(t, ':', 1);
	put_two(t, rest % 60, '0');
	sx_text_fill(t, ' ', 1);
	sx_text_put_signed(t, d.year);
}

int sx_builtin_ctime(SX_BUILTIN_PARAMS)
{
	struct sx_text t;
	struct sx_str *s;

	if (ints[0].i > TIME_MAX || ints[0].i < -TIME_MAX - 1)
		return sx_vm_error(vm, SX_ERR_TIME, (u64)ints[0].i);
	s = sx_builtin_text(vm, &t);
	if (!s)
		return -1;
	put_time(&t, ints[0].i);
	ret->s = sx_builtin_text_end(vm, s, &t);
	return 0;
}

int sx_builtin_tz_gmtoff(SX_BUILTIN_PARAMS)
{
	ret->i = vm->set->zone.west;
	return 0;
}

int sx_builtin_tz_name(SX_BUILTIN_PARAMS)
{
	const char *name = vm->set->zone.name;
	struct sx_text t;
	struct sx_str *s = sx_builtin_text(vm, &t);

	if (!s)
		return -1;
	sx_text_put_string(&t, name[0] ? name : "UTC");
	ret->s = sx_builtin_text_end(vm, s, &t);
	return 0;
}
