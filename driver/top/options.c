// SPDX-License-Identifier: GPL-2.0
/* The command line of stapx-top. */
#include "top/options.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "top/model.h"

static const char usage[] =
	"stapx-top [options] -x PID SCRIPT [ARGUMENTS]\n"
	"       stapx-top [options] -x PID -e TEXT [ARGUMENTS]\n"
	"       stapx-top [options] -c CMD SCRIPT [ARGUMENTS]";

static struct top_options *top_options_of(struct options *base)
{
	return (struct top_options *)base;
}

static int apply_batch(struct options *base, const char *value)
{
	(void)value;
	top_options_of(base)->batch = true;
	return 0;
}

static int apply_frames(struct options *base, const char *value)
{
	u64 frames;
	int err = options_number("-n", value, 1, UINT_MAX, &frames);

	if (!err)
		top_options_of(base)->frames = (unsigned int)frames;
	return err;
}

static int apply_output(struct options *base, const char *value)
{
	base->output = value;
	return 0;
}

/* Seconds, decimal: 0.5. */
static int apply_delay(struct options *base, const char *value)
{
	char *end;
	double seconds = strtod(value, &end);

	if (value[0] < '.' || value[0] > '9' || *end ||
	    !(seconds * 1000 >= TOP_DELAY_MIN_MS) ||
	    !(seconds * 1000 <= TOP_DELAY_MAX_MS)) {
		log_err("-d: \"%s\" is no number of seconds from %.1f to %d",
			value, TOP_DELAY_MIN_MS / 1000.0,
			TOP_DELAY_MAX_MS / 1000);
		return -EINVAL;
	}
	top_options_of(base)->delay_ms = (unsigned int)(seconds * 1000 + 0.5);
	return 0;
}

/* clang-format off */
static const struct option_row rows[] = {
	{ OPTIONS_OF_TOP, 'b', "batch", NULL, apply_batch, "print frames as text, without a terminal" },
	{ OPTIONS_OF_TOP, 'n', NULL, "N", apply_frames, "end after N frames" },
	{ OPTIONS_OF_TOP, 'o', NULL, "FILE", apply_output, "with --batch: write the frames to FILE" },
	{ OPTIONS_OF_TOP, 'd', NULL, "SECONDS", apply_delay, "time between two frames, 0.1 .. 3600 (default: 1)" },
	{ 0 },
};
/* clang-format on */

static int check_combination(const struct top_options *opt)
{
	if (opt->base.action == OPTIONS_KLOAD) {
		log_err("kload is a command of stapx: run 'stapx kload'");
		return -EINVAL;
	}
	if (opt->base.output && !opt->batch) {
		log_err("-o takes frames as text: add --batch");
		return -EINVAL;
	}
	return 0;
}

int top_options_parse(struct top_options *opt, int argc, char **argv)
{
	int err;

	*opt = (struct top_options){ .delay_ms = 1000 };
	err = options_parse(&opt->base, OPTIONS_OF_TOP, rows, argc, argv);
	if (err)
		return err;
	err = check_combination(opt);
	if (err)
		options_deinit(&opt->base);
	return err;
}

void top_options_deinit(struct top_options *opt)
{
	options_deinit(&opt->base);
}

void top_options_help(FILE *out)
{
	options_help(out, OPTIONS_OF_TOP, usage, rows);
}

const char *top_options_title(const struct top_options *opt)
{
	const char *slash;

	if (!opt->base.script)
		return "-e";
	slash = strrchr(opt->base.script, '/');
	return slash ? slash + 1 : opt->base.script;
}
