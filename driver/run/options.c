// SPDX-License-Identifier: GPL-2.0
/* The command line. */
#include "run/options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <stapx/limits.h>

#include "base/log.h"
#include "base/suggest.h"
#include "run/settings.h"

#define MB	(1ull << 20)
#define PID_MAX (1ull << 22)

struct parser {
	struct options *opt;
	enum options_program program;
	const struct option_row *extra;
	char **argv;
	int argc;
	int at; /* the argument that is looked at */
};

int options_number(const char *what, const char *text, u64 min, u64 max,
		   u64 *ret)
{
	char *end;
	u64 value;

	errno = 0;
	value = strtoull(text, &end, 0);
	if (text[0] < '0' || text[0] > '9' || *end || errno || value < min ||
	    value > max) {
		log_err("%s: \"%s\" is no number from %llu to %llu", what, text,
			(unsigned long long)min, (unsigned long long)max);
		return -EINVAL;
	}
	*ret = value;
	return 0;
}

static int apply_pass(struct options *opt, const char *value)
{
	u64 pass;
	int err = options_number("-p", value, 1, 5, &pass);

	if (!err)
		opt->last_pass = (unsigned int)pass;
	return err;
}

static int apply_pid(struct options *opt, const char *value)
{
	u64 pid;
	int err = options_number("-x", value, 1, PID_MAX, &pid);

	if (!err)
		opt->pid = (int)pid;
	return err;
}

/* The kernel object wants a power of two. */
static int apply_ring(struct options *opt, const char *value)
{
	u64 mb;
	u32 bytes = MB;
	int err = options_number("-s", value, 1, SX_RING_BYTES_MAX / MB, &mb);

	if (err)
		return err;
	while (bytes < mb * MB)
		bytes <<= 1;
	opt->settings.ring_bytes = bytes;
	return 0;
}

static int apply_text(struct options *opt, const char *value)
{
	if (opt->text) {
		log_err("-e is given twice: put both texts into one");
		return -EINVAL;
	}
	opt->text = value;
	return 0;
}

static int apply_verbose(struct options *opt, const char *value)
{
	(void)opt;
	(void)value;
	log_verbosity++;
	return 0;
}

static int apply_suppress(struct options *opt, const char *value)
{
	(void)value;
	opt->suppress_errors = true;
	return 0;
}

static int apply_no_warnings(struct options *opt, const char *value)
{
	(void)value;
	opt->no_warnings = true;
	return 0;
}

static int apply_include(struct options *opt, const char *value)
{
	struct options_list *list = &opt->includes;
	const char **items =
		realloc(list->items, (list->nr + 1) * sizeof(*items));

	if (!items)
		return -ENOMEM;
	list->items = items;
	items[list->nr++] = value;
	return 0;
}

static int apply_nothing(struct options *opt, const char *value)
{
	(void)opt;
	(void)value;
	return 0;
}

static int apply_help(struct options *opt, const char *value)
{
	(void)value;
	opt->action = OPTIONS_HELP;
	return 0;
}

static int apply_version(struct options *opt, const char *value)
{
	(void)value;
	opt->action = OPTIONS_VERSION;
	return 0;
}

#define APPLY_STRING(field)                                              \
	static int apply_##field(struct options *opt, const char *value) \
	{                                                                \
		opt->field = value;                                      \
		return 0;                                                \
	}
APPLY_STRING(command)
APPLY_STRING(output)
APPLY_STRING(object)
APPLY_STRING(name)
#undef APPLY_STRING

#define STAPX OPTIONS_OF_STAPX
#define ALL   OPTIONS_OF_ALL
/* clang-format off */
static const struct option_row rows[] = {
	{ ALL, 'e', NULL, "TEXT", apply_text, "run this script text" },
	{ ALL, 'x', NULL, "PID", apply_pid, "probe this process; target() is PID" },
	{ ALL, 'c', NULL, "CMD", apply_command, "run CMD, until it ends; target() is its process" },
	{ ALL, 'v', NULL, NULL, apply_verbose, "tell the time of each stage; -vv: details" },
	{ STAPX, 'o', NULL, "FILE", apply_output, "write the output (with -p4: the program) to FILE" },
	{ ALL, 's', NULL, "MB", apply_ring, "output buffer of each CPU, 1..64 (default: 256 KB)" },
	{ ALL, 'D', NULL, "NAME=VALUE", settings_define, "MAXACTION, MAXSTRINGLEN, MAXNESTING, MAXMAPENTRIES, MAXERRORS" },
	{ ALL, 'I', NULL, "DIR", apply_include, "look for library files here first" },
	{ STAPX, 'p', NULL, "PASS", apply_pass, "stop after 1 parse, 2 resolve, 3 list the bytecode, 4 write a program file" },
	{ STAPX, 'm', NULL, "NAME", apply_name, "with -p4: write NAME.sxp" },
	{ ALL, 0, "object", "FILE", apply_object, "the kernel object (default: stapx.ko.o beside stapx)" },
	{ ALL, 0, "suppress-handler-errors", NULL, apply_suppress, "run-time errors are warnings and never end the session" },
	{ ALL, 'w', NULL, NULL, apply_no_warnings, "leave the compiler's warnings out" },
	{ ALL, 'h', "help", NULL, apply_help, "print this text" },
	{ ALL, 'V', "version", NULL, apply_version, "print the version" },
	{ ALL, 'W', NULL, NULL, apply_nothing, NULL },
	{ ALL, 'u', NULL, NULL, apply_nothing, NULL },
	{ ALL, 't', NULL, NULL, apply_nothing, NULL },
	{ ALL, 'k', NULL, NULL, apply_nothing, NULL },
	{ 0 },
};
/* clang-format on */
#undef STAPX
#undef ALL

static bool row_ends(const struct option_row *row)
{
	return !row->apply;
}

static const struct option_row *find_letter(const struct option_row *table,
					    char letter)
{
	const struct option_row *row;

	for (row = table; row && !row_ends(row); row++)
		if (row->letter == letter)
			return row;
	return NULL;
}

static const struct option_row *find_name(const struct option_row *table,
					  const char *name, size_t len)
{
	const struct option_row *row;

	for (row = table; row && !row_ends(row); row++)
		if (row->name && strlen(row->name) == len &&
		    !memcmp(row->name, name, len))
			return row;
	return NULL;
}

static void suggest_names(struct suggest *s, const struct parser *p,
			  const struct option_row *table)
{
	const struct option_row *row;

	for (row = table; row && !row_ends(row); row++)
		if (row->name && row->programs & p->program)
			suggest_add(s, row->name);
}

static int unknown_name(const struct parser *p, const char *arg, size_t len)
{
	char near[SUGGEST_TEXT_LEN];
	char name[SUGGEST_NAME_LEN];
	struct suggest s;

	if (len >= sizeof(name))
		len = sizeof(name) - 1;
	memcpy(name, arg, len);
	name[len] = '\0';
	suggest_init(&s, name);
	suggest_names(&s, p, p->extra);
	suggest_names(&s, p, sxx_option_rows);
	suggest_names(&s, p, rows);
	if (suggest_text(&s, near, sizeof(near)))
		log_err("--%s: no such option, did you mean %s?", name, near);
	else
		log_err("--%s: no such option: see --help", name);
	return -EINVAL;
}

static const char *next_value(struct parser *p, const char *option)
{
	if (p->at + 1 < p->argc)
		return p->argv[++p->at];
	log_err("%s needs a value: see --help", option);
	return NULL;
}

static int apply_row(struct parser *p, const struct option_row *row,
		     const char *option, const char *value)
{
	if (row->programs & p->program)
		return row->apply(p->opt, value);
	log_err("%s is for stapx alone: see --help", option);
	return -EINVAL;
}

static int parse_long(struct parser *p, const char *arg)
{
	const char *eq = strchr(arg + 2, '=');
	size_t len = eq ? (size_t)(eq - arg - 2) : strlen(arg + 2);
	const struct option_row *row = find_name(p->extra, arg + 2, len);
	const char *value = eq ? eq + 1 : NULL;

	if (!row)
		row = find_name(sxx_option_rows, arg + 2, len);
	if (!row)
		row = find_name(rows, arg + 2, len);
	if (!row)
		return unknown_name(p, arg + 2, len);
	if (!row->value && eq) {
		log_err("--%s takes no value", row->name);
		return -EINVAL;
	}
	if (row->value && !value)
		value = next_value(p, arg);
	if (row->value && !value)
		return -EINVAL;
	return apply_row(p, row, arg, value);
}

/* "-vx1": letters without a value may be grouped in front of one with. */
static int parse_letters(struct parser *p, const char *letters)
{
	for (; *letters; letters++) {
		const char option[] = { '-', *letters, '\0' };
		const struct option_row *row = find_letter(p->extra, *letters);
		const char *value = NULL;
		int err;

		if (!row)
			row = find_letter(rows, *letters);
		if (!row) {
			log_err("%s: no such option: see --help", option);
			return -EINVAL;
		}
		if (row->value)
			value = letters[1] ? letters + 1
					   : next_value(p, option);
		if (row->value && !value)
			return -EINVAL;
		err = apply_row(p, row, option, value);
		if (err || row->value)
			return err;
	}
	return 0;
}

static int parse_all(struct parser *p)
{
	bool only_args = false;
	int err = 0;

	for (p->at = 1; p->at < p->argc && !err; p->at++) {
		char *arg = p->argv[p->at];

		if (only_args || arg[0] != '-' || !arg[1])
			p->opt->args[p->opt->args_nr++] = arg;
		else if (!strcmp(arg, "--"))
			only_args = true;
		else if (arg[1] == '-')
			err = parse_long(p, arg);
		else
			err = parse_letters(p, arg + 1);
	}
	return err;
}

/* What was not given. */
static void set_defaults(struct options *opt)
{
	if (opt->suppress_errors)
		opt->settings.maxerrors = ~0u;
	if (!opt->maxmapentries)
		opt->maxmapentries = SX_MAXMAPENTRIES_DEFAULT;
}

static int check_combination(struct options *opt)
{
	if (opt->action != OPTIONS_RUN)
		return 0;
	if (!opt->text && !opt->args_nr) {
		log_err("no script: name a file, use -e TEXT, or - for stdin; --help lists the options");
		return -EINVAL;
	}
	if (!opt->text) {
		opt->script = opt->args[0];
		memmove(opt->args, opt->args + 1,
			(size_t)opt->args_nr * sizeof(*opt->args));
		opt->args_nr--;
	}
	if (opt->pid && opt->command) {
		log_err("-x and -c exclude each other: probe a running process or start one");
		return -EINVAL;
	}
	if (opt->name && opt->last_pass != 4) {
		log_err("-m names the program file of -p4: add -p4");
		return -EINVAL;
	}
	return sxx_options_finish(opt);
}

int options_parse(struct options *opt, enum options_program program,
		  const struct option_row *extra, int argc, char **argv)
{
	struct parser p = {
		.opt = opt,
		.program = program,
		.extra = extra,
		.argv = argv,
		.argc = argc,
	};
	int err;

	memset(opt, 0, sizeof(*opt));
	opt->last_pass = 5;
	sxx_options_init(opt, argv[0]);
	if (argc > 1 && !strcmp(argv[1], "kload")) {
		opt->action = OPTIONS_KLOAD;
		set_defaults(opt);
		return 0;
	}
	opt->args = calloc((size_t)argc + 1, sizeof(*opt->args));
	if (!opt->args)
		return -ENOMEM;
	err = parse_all(&p);
	if (!err)
		err = check_combination(opt);
	set_defaults(opt);
	if (err)
		options_deinit(opt);
	return err;
}

void options_deinit(struct options *opt)
{
	free(opt->args);
	opt->args = NULL;
	opt->args_nr = 0;
	free(opt->includes.items);
	opt->includes.items = NULL;
	sxx_options_deinit(opt);
}

static void help_rows(FILE *out, enum options_program program,
		      const struct option_row *table)
{
	const struct option_row *row;
	char left[64];

	for (row = table; row && !row_ends(row); row++) {
		char letter[] = { '-', row->letter, '\0' };

		if (!row->help || !(row->programs & program))
			continue;
		snprintf(left, sizeof(left), "%s%s%s%s%s%s",
			 row->letter ? letter : "",
			 row->letter && row->name ? ", " : "",
			 row->name ? "--" : "", row->name ? row->name : "",
			 row->value ? " " : "", row->value ? row->value : "");
		fprintf(out, "  %-26s %s\n", left, row->help);
	}
}

void options_help(FILE *out, enum options_program program, const char *usage,
		  const struct option_row *extra)
{
	fprintf(out, "usage: %s\n\n", usage);
	help_rows(out, program, extra);
	help_rows(out, program, rows);
	help_rows(out, program, sxx_option_rows);
}
