// SPDX-License-Identifier: GPL-2.0
/* The command line of `stapx flame`. */
#include "flame/options.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "flame/layout.h"
#include "flame/write.h"

#define WIDTH_DEFAULT 1200
#define WIDTH_MIN     200
#define WIDTH_MAX     100000

/* Beyond all letters: long options are known by their row. */
#define FIRST_ROW 256

struct option_row {
	char letter; /* 0: none */
	const char *name; /* NULL: none */
	const char *value; /* NULL: takes none */
	int (*apply)(struct flame_options *opt, const char *value);
	const char *help;
};

static const char usage[] =
	"Usage: stapx flame [OPTION]... FOLDED...\n"
	"Draws folded stacks (frame;frame;... COUNT, a line each; - is stdin) as a flame\n"
	"graph: an SVG that a browser opens without a network. Click a frame to zoom,\n"
	"Ctrl-F searches, Escape goes back.\n"
	"\n";

static int apply_output(struct flame_options *opt, const char *value)
{
	opt->output = value;
	return 0;
}

static int apply_format(struct flame_options *opt, const char *value)
{
	opt->writer = writer_find(value);
	if (opt->writer)
		return 0;
	log_err("flame: --format: there is no \"%s\": svg, folded, speedscope or pprof",
		value);
	return -EINVAL;
}

static int apply_diff(struct flame_options *opt, const char *value)
{
	opt->base = value;
	return 0;
}

static int apply_normalize(struct flame_options *opt, const char *value)
{
	(void)value;
	opt->normalize = true;
	return 0;
}

static int apply_ordered(struct flame_options *opt, const char *value)
{
	(void)value;
	opt->ordered = true;
	return 0;
}

static int apply_reverse(struct flame_options *opt, const char *value)
{
	(void)value;
	opt->reverse = true;
	return 0;
}

static int apply_icicle(struct flame_options *opt, const char *value)
{
	(void)value;
	opt->icicle = true;
	return 0;
}

static int apply_skip_bad(struct flame_options *opt, const char *value)
{
	(void)value;
	opt->skip_bad = true;
	return 0;
}

static int apply_title(struct flame_options *opt, const char *value)
{
	opt->title = value;
	return 0;
}

static int apply_unit(struct flame_options *opt, const char *value)
{
	opt->unit = value;
	return 0;
}

static int apply_width(struct flame_options *opt, const char *value)
{
	char *end;
	unsigned long width = strtoul(value, &end, 10);

	if (value[0] < '0' || value[0] > '9' || *end || width < WIDTH_MIN ||
	    width > WIDTH_MAX) {
		log_err("flame: --width: \"%s\" is no number of pixels from %d to %d",
			value, WIDTH_MIN, WIDTH_MAX);
		return -EINVAL;
	}
	opt->width = (u32)width;
	return 0;
}

static int apply_min(struct flame_options *opt, const char *value)
{
	char *end;
	double min = strtod(value, &end);

	if (value[0] < '.' || value[0] > '9' || *end || !(min >= 0) ||
	    !(min <= WIDTH_MAX)) {
		log_err("flame: --min: \"%s\" is no number of pixels from 0 to %d",
			value, WIDTH_MAX);
		return -EINVAL;
	}
	opt->min = (u64)(min * LAYOUT_PIXEL + 0.5);
	return 0;
}

static int apply_sampling(struct flame_options *opt, const char *value)
{
	(void)opt;
	(void)value;
	log_err("flame: taking samples (-x, -c, -d, --hz) is not there yet: give a file of folded stacks");
	return -EINVAL;
}

static int apply_verbose(struct flame_options *opt, const char *value)
{
	(void)opt;
	(void)value;
	log_verbosity++;
	return 0;
}

static int apply_help(struct flame_options *opt, const char *value)
{
	(void)value;
	opt->help = true;
	return 0;
}

/* clang-format off */
static const struct option_row rows[] = {
	{ 'o', NULL, "FILE", apply_output, "write to FILE (default: stdout)" },
	{ 0, "format", "NAME", apply_format, "svg (default), folded, speedscope (JSON) or pprof (protobuf, gzip)" },
	{ 0, "diff", "BASE", apply_diff, "show what differs from BASE: red is more, blue is less" },
	{ 0, "normalize", NULL, apply_normalize, "with --diff: scale BASE to the same sum" },
	{ 0, "ordered", NULL, apply_ordered, "lines are in the order of time, and so is the x axis" },
	{ 0, "reverse", NULL, apply_reverse, "merge from the innermost frame on" },
	{ 0, "icicle", NULL, apply_icicle, "draw downwards" },
	{ 0, "title", "TEXT", apply_title, "the title" },
	{ 0, "unit", "NAME", apply_unit, "what the counts count (default: samples)" },
	{ 0, "width", "PIXELS", apply_width, "width of the image, 200 .. 100000 (default: 1200)" },
	{ 0, "min", "PIXELS", apply_min, "leave out narrower frames (default: 0.1, more beyond 30,000 frames)" },
	{ 0, "skip-bad", NULL, apply_skip_bad, "count lines that are no folded stacks, and go on" },
	{ 'x', NULL, "PID", apply_sampling, "not there yet: sample a process" },
	{ 'c', NULL, "CMD", apply_sampling, "not there yet: sample a command" },
	{ 'd', NULL, "SECONDS", apply_sampling, "not there yet: how long to sample" },
	{ 0, "hz", "N", apply_sampling, "not there yet: samples a second" },
	{ 'v', NULL, NULL, apply_verbose, "tell what is done, and the time it takes" },
	{ 0, "help", NULL, apply_help, "this text" },
};
/* clang-format on */

#define ROWS_NR (sizeof(rows) / sizeof(rows[0]))

void flame_options_help(FILE *out)
{
	fputs(usage, out);
	for (size_t i = 0; i < ROWS_NR; i++) {
		const struct option_row *row = &rows[i];
		char left[40];

		if (row->letter)
			snprintf(left, sizeof(left), "-%c %s", row->letter,
				 row->value ? row->value : "");
		else
			snprintf(left, sizeof(left), "--%s %s", row->name,
				 row->value ? row->value : "");
		fprintf(out, "  %-16s %s\n", left, row->help);
	}
}

/* For getopt_long(): the same options. */
static void make_tables(char *letters, struct option *longs)
{
	*letters++ = ':';
	for (size_t i = 0; i < ROWS_NR; i++) {
		const struct option_row *row = &rows[i];

		if (row->letter)
			*letters++ = row->letter;
		if (row->letter && row->value)
			*letters++ = ':';
		if (row->name)
			*longs++ = (struct option){ row->name,
						    row->value
							    ? required_argument
							    : no_argument,
						    NULL, FIRST_ROW + (int)i };
	}
	*letters = '\0';
	*longs = (struct option){ 0 };
}

static const struct option_row *find_row(int opt)
{
	if (opt >= FIRST_ROW)
		return &rows[opt - FIRST_ROW];
	for (size_t i = 0; i < ROWS_NR; i++)
		if (opt && rows[i].letter == opt)
			return &rows[i];
	return NULL;
}

/* In place of getopt's own words: one line that says what to do. */
static int refuse(int opt, char **argv)
{
	const char letter[] = { '-', (char)optopt, '\0' };
	bool is_letter = optopt > 0 && optopt < FIRST_ROW;
	const char *why = "no such option";

	if (opt == ':')
		why = "needs a value";
	else if (optopt >= FIRST_ROW)
		why = "takes no value";
	log_err("flame: %s: %s, see stapx flame --help",
		is_letter ? letter : argv[optind - 1], why);
	return -EINVAL;
}

static int check_combination(const struct flame_options *opt)
{
	const struct flame_writer *w = opt->writer;

	if (opt->base && opt->ordered)
		log_err("flame: --diff and --ordered do not go together: of two runs no moment is the same");
	else if (opt->normalize && !opt->base)
		log_err("flame: --normalize goes with --diff BASE");
	else if (opt->base && !w->has_base)
		log_err("flame: --diff cannot be written as %s: use svg or folded",
			w->name);
	else if (opt->icicle && !w->is_image)
		log_err("flame: --icicle is for --format=svg");
	else if (!opt->inputs[0])
		log_err("flame: nothing to draw: name a file of folded stacks, or - for stdin; see stapx flame --help");
	else
		return 0;
	return -EINVAL;
}

int flame_options_parse(struct flame_options *opt, int argc, char **argv)
{
	char letters[2 * ROWS_NR + 2];
	struct option longs[ROWS_NR + 1];
	int c, err = 0;

	*opt = (struct flame_options){
		.writer = writer_find("svg"),
		.unit = "samples",
		.width = WIDTH_DEFAULT,
		.min = LAYOUT_MIN_AUTO,
	};
	make_tables(letters, longs);
	optind = 1;
	opterr = 0;
	while (!err &&
	       (c = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
		const struct option_row *row = find_row(c);

		err = row ? row->apply(opt, optarg) : refuse(c, argv);
	}
	opt->inputs = argv + optind;
	return err || opt->help ? err : check_combination(opt);
}
