// SPDX-License-Identifier: GPL-2.0
/* The command line. */
#include "run/options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <stapx/limits.h>

#include "base/log.h"
#include "base/suggest.h"

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
	suggest_names(&s, p, options_rows);
	suggest_names(&s, p, sxx_option_rows);
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

/* `value` as in struct option_row. */
static bool is_optional(const char *value)
{
	return value && *value == '[';
}

static int take_foreign(const struct option_foreign *row, const char *option)
{
	if (row->refused) {
		log_err("%s is not available: %s", option, row->why);
		return -EINVAL;
	}
	log_info("%s has no effect: %s", option, row->why);
	return 0;
}

static const struct option_foreign *find_foreign(char letter, const char *name,
						 size_t len)
{
	const struct option_foreign *row;

	for (row = options_foreign; row->why; row++)
		if (name ? row->name && strlen(row->name) == len &&
				    !memcmp(row->name, name, len)
			 : row->letter == letter)
			return row;
	return NULL;
}

/* `--name`, `--name=value`, `--name value` */
struct long_option {
	const char *text; /* all of it */
	const char *name;
	size_t len; /* of the name */
	const char *value; /* behind `=`, or NULL */
};

/* Sees that there is a value where one is taken, and only there. */
static int take_value(struct parser *p, struct long_option *o,
		      const char *takes)
{
	if (!takes && o->value) {
		log_err("--%.*s takes no value", (int)o->len, o->name);
		return -EINVAL;
	}
	if (takes && !is_optional(takes) && !o->value)
		o->value = next_value(p, o->text);
	return takes && !is_optional(takes) && !o->value ? -EINVAL : 0;
}

static int parse_foreign(struct parser *p, struct long_option *o)
{
	const struct option_foreign *row = find_foreign(0, o->name, o->len);
	char option[SUGGEST_NAME_LEN];
	int err;

	if (!row)
		return unknown_name(p, o->name, o->len);
	err = row->refused ? 0 : take_value(p, o, row->value);
	snprintf(option, sizeof(option), "--%s", row->name);
	return err ? err : take_foreign(row, option);
}

static int parse_long(struct parser *p, const char *arg)
{
	const char *eq = strchr(arg + 2, '=');
	struct long_option o = {
		.text = arg,
		.name = arg + 2,
		.len = eq ? (size_t)(eq - arg - 2) : strlen(arg + 2),
		.value = eq ? eq + 1 : NULL,
	};
	const struct option_row *row = find_name(p->extra, o.name, o.len);
	int err;

	if (!row)
		row = find_name(sxx_option_rows, o.name, o.len);
	if (!row)
		row = find_name(options_rows, o.name, o.len);
	if (!row)
		return parse_foreign(p, &o);
	err = take_value(p, &o, row->value);
	return err ? err : apply_row(p, row, arg, o.value);
}

/* Behind a letter: the rest of the group, or the next argument. */
static const char *letter_value(struct parser *p, const char *letters,
				const char *option)
{
	return letters[1] ? letters + 1 : next_value(p, option);
}

static int parse_foreign_letter(struct parser *p, const char *letters,
				const char *option, bool *ret_done)
{
	const struct option_foreign *row = find_foreign(*letters, NULL, 0);

	if (!row) {
		log_err("%s: no such option: see --help", option);
		return -EINVAL;
	}
	*ret_done = row->value != NULL;
	if (row->value && !row->refused && !letter_value(p, letters, option))
		return -EINVAL;
	return take_foreign(row, option);
}

/* "-vx1": letters without a value may be grouped in front of one with. */
static int parse_letters(struct parser *p, const char *letters)
{
	bool done = false;
	int err = 0;

	for (; *letters && !done && !err; letters++) {
		const char option[] = { '-', *letters, '\0' };
		const struct option_row *row = find_letter(p->extra, *letters);
		const char *value = NULL;

		if (!row)
			row = find_letter(options_rows, *letters);
		if (!row) {
			err = parse_foreign_letter(p, letters, option, &done);
			continue;
		}
		done = row->value != NULL;
		if (done)
			value = letter_value(p, letters, option);
		if (done && !value)
			return -EINVAL;
		err = apply_row(p, row, option, value);
	}
	return err;
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
	if (opt->action == OPTIONS_LIST) {
		opt->script = NULL;
		return 0;
	}
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
	free(opt->includes.items);
	free(opt->globals.items);
	free(opt->more_texts.items);
	opt->includes = opt->globals = opt->more_texts =
		(struct options_list){ 0 };
	opt->args = NULL;
	opt->args_nr = 0;
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
	help_rows(out, program, options_rows);
	help_rows(out, program, sxx_option_rows);
}
