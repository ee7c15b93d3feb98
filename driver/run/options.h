/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The command line. Options mean what they mean to stap; they may stand
 * before or after the script, up to `--`.
 */
#ifndef STAPX_RUN_OPTIONS_H
#define STAPX_RUN_OPTIONS_H

#include <stdbool.h>
#include <stdio.h>

#include "run/sxx_options.h"
#include "session/session.h"

enum options_action {
	OPTIONS_RUN,
	OPTIONS_HELP,
	OPTIONS_VERSION,
	OPTIONS_KLOAD, /* argv[1..] is the loader's own command line */
};

/* What a repeatable option was given. */
struct options_list {
	const char **items; /* freed by options_deinit() */
	u32 nr;
};

/* All strings are borrowed from argv. */
struct options {
	enum options_action action;
	const char *script; /* path, "-" for stdin; NULL with -e */
	const char *text; /* of -e */
	char **args; /* of the script, args_nr; freed by options_deinit() */
	int args_nr;
	int pid; /* -x, 0: none */
	const char *command; /* -c */
	const char *output; /* -o */
	const char *object; /* --object; NULL: the installed one */
	const char *name; /* -m */
	unsigned int last_pass; /* -p, 1..5 */
	bool suppress_errors; /* --suppress-handler-errors */
	bool no_warnings; /* -w: of the compiler */
	struct options_list includes; /* -I */
	struct sxx_options sxx;
	u32 maxmapentries; /* for the compiler */
	struct session_settings settings; /* all but target */
};

/* The programs that share these options. */
enum options_program {
	OPTIONS_OF_STAPX = 1,
	OPTIONS_OF_TOP = 2,
	OPTIONS_OF_ALL = 3,
};

/* One option. Rows without help are accepted and left out of --help. */
struct option_row {
	unsigned int programs; /* that have it */
	char letter; /* 0: none */
	const char *name; /* without the dashes; NULL: none */
	const char *value; /* name of its value in --help; NULL: takes none */
	int (*apply)(struct options *opt, const char *value);
	const char *help;
};

/* Those of stap++ scripts, in sxx_options.c; ended by an all-zero row. */
extern const struct option_row sxx_option_rows[];

/*
 * Fills *opt from argv. extra (may be NULL) ends with an all-zero row and
 * holds further options of the program, whose apply may embed *opt in a
 * larger structure. Returns 0, or -EINVAL after one sentence on stderr.
 */
int options_parse(struct options *opt, enum options_program program,
		  const struct option_row *extra, int argc, char **argv);
void options_deinit(struct options *opt);

/* --help: usage is the first line's text behind "usage: ". */
void options_help(FILE *out, enum options_program program, const char *usage,
		  const struct option_row *extra);

/* A whole decimal or 0x number within min..max; reports with what's name. */
int options_number(const char *what, const char *text, u64 min, u64 max,
		   u64 *ret);

#endif
