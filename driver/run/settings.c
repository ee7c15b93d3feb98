// SPDX-License-Identifier: GPL-2.0
/* -D NAME=VALUE: the run-time settings. */
#include "run/settings.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include <stapx/limits.h>

#include "base/log.h"
#include "base/suggest.h"

#define NAME_LEN 64
#define U32_MAX	 0xffffffffull

struct setting_row {
	const char *name;
	size_t off; /* of a u32 in struct options */
	u64 min;
	u64 max;
};

#define SETTING(field) offsetof(struct options, settings.field)

static const struct setting_row rows[] = {
	{ "MAXACTION", SETTING(maxaction), 1, SX_MAXACTION_MAX },
	{ "MAXACTION_INTERRUPTIBLE", SETTING(maxaction_begin), 1,
	  SX_MAXACTION_BEGIN_MAX },
	{ "MAXSTRINGLEN", SETTING(maxstringlen), 8, SX_MAXSTRINGLEN_MAX },
	{ "MAXNESTING", SETTING(maxnesting), 1, SX_MAXNESTING_MAX },
	{ "MAXMAPENTRIES", offsetof(struct options, maxmapentries), 1,
	  SX_MAXMAPENTRIES_MAX },
	{ "MAXMEMORY", SETTING(maxmemory), 1, SX_MAXMEMORY_MAX },
	{ "MAXERRORS", SETTING(maxerrors), 0, U32_MAX },
};

/* Settings of stap for things that stapx has no need to limit: any number. */
static const char *const ignored[] = {
	"MAXSKIPPED",	 "MAXTRYLOCK", "TRYLOCKDELAY", "KRETACTIVE",
	"MINSTACKSPACE", "MAXUPROBES", "MAXBACKTRACE", "INTERRUPTIBLE",
};

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

static bool is_ignored(const char *name)
{
	size_t i;

	if (!strncmp(name, "STP_", 4))
		return true;
	for (i = 0; i < ARRAY_LEN(ignored); i++)
		if (!strcmp(name, ignored[i]))
			return true;
	return false;
}

static int report_unknown(const char *name)
{
	char near[SUGGEST_TEXT_LEN];
	struct suggest s;
	size_t i;

	suggest_init(&s, name);
	for (i = 0; i < ARRAY_LEN(rows); i++)
		suggest_add(&s, rows[i].name);
	if (suggest_text(&s, near, sizeof(near)))
		log_err("-D %s: no such setting, did you mean %s?", name, near);
	else
		log_err("-D %s: no such setting: use MAXACTION, MAXSTRINGLEN, MAXNESTING, MAXMAPENTRIES, MAXMEMORY or MAXERRORS",
			name);
	return -EINVAL;
}

/* stap gives begin and end handlers ten times the budget of a probe. */
static void follow_maxaction(struct options *opt, u64 value)
{
	u64 begin = value * 10;

	opt->settings.maxaction_begin = (u32)begin;
}

static int set_value(struct options *opt, const struct setting_row *row,
		     const char *text)
{
	u64 value;
	u32 value32;
	int err = options_number(row->name, text, row->min, row->max, &value);

	if (err)
		return err;
	value32 = (u32)value;
	memcpy((char *)opt + row->off, &value32, sizeof(value32));
	if (row->off == SETTING(maxaction))
		follow_maxaction(opt, value);
	return 0;
}

int settings_no_time_limits(struct options *opt, const char *none)
{
	(void)none;
	opt->settings.maxaction = SX_MAXACTION_MAX;
	opt->settings.maxaction_begin = SX_MAXACTION_BEGIN_MAX;
	return 0;
}

/* `=` and what is behind it: a number, except for switches such as STP_X. */
static int check_ignored(const char *name, const char *eq)
{
	u64 value;

	if (!strncmp(name, "STP_", 4))
		return 0;
	if (eq)
		return options_number(name, eq + 1, 0, ~0ull, &value);
	log_err("-D %s: a value is missing: use -D %s=NUMBER", name, name);
	return -EINVAL;
}

int settings_define(struct options *opt, const char *definition)
{
	const char *eq = strchr(definition, '=');
	size_t len = eq ? (size_t)(eq - definition) : strlen(definition);
	char name[NAME_LEN];
	size_t i;

	if (!len || len >= sizeof(name)) {
		log_err("-D %s: use -D NAME=VALUE", definition);
		return -EINVAL;
	}
	memcpy(name, definition, len);
	name[len] = '\0';
	for (i = 0; i < ARRAY_LEN(rows); i++) {
		if (strcmp(name, rows[i].name))
			continue;
		if (eq)
			return set_value(opt, &rows[i], eq + 1);
		log_err("-D %s: a value is missing: use -D %s=NUMBER", name,
			name);
		return -EINVAL;
	}
	return is_ignored(name) ? check_ignored(name, eq)
				: report_unknown(name);
}
