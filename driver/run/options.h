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
	OPTIONS_LIST, /* -l, -L: print what matches opt->pattern */
	OPTIONS_HELP,
	OPTIONS_VERSION,
	OPTIONS_KLOAD, /* argv[1..] is the loader's own command line */
};

enum options_colour {
	OPTIONS_COLOUR_AUTO, /* on a terminal */
	OPTIONS_COLOUR_NEVER,
	OPTIONS_COLOUR_ALWAYS,
};

/* Who watches places in programs. */
enum attach_engine {
	ATTACH_AUTO, /* own breakpoints with a process, else uprobes */
	ATTACH_DIRECT, /* own breakpoints where one can stand, in any case */
	ATTACH_INODE, /* the kernel's uprobes */
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
	bool strict; /* -W: a warning is an error */
	bool unoptimized; /* -u */
	bool no_display; /* --no-global-var-display */
	bool timing; /* -t */
	bool skip_badvars; /* --skip-badvars: what is not there is 0 */
	bool list_variables; /* -L instead of -l */
	enum attach_engine engine; /* --engine */
	bool user_runtime; /* --runtime=user: no kernel object */
	enum options_colour colour; /* --color: of messages */
	unsigned int timeout_s; /* -T, 0: none */
	const char *pattern; /* -l, -L */
	const char *release; /* -r: answers kernel_v; NULL: running kernel */
	const char *compatible; /* --compatible; NULL: the newest */
	struct options_list includes; /* -I */
	struct options_list globals; /* -G */
	struct options_list more_texts; /* -E */
	struct sxx_options sxx;
	u32 maxmapentries; /* for the compiler */
	u32 profile_hz; /* --hz; 0: the kernel's tick */
	struct session_settings settings; /* all but target */
};

/* The programs that share these options. */
enum options_program {
	OPTIONS_OF_STAPX = 1,
	OPTIONS_OF_TOP = 2,
	OPTIONS_OF_ALL = 3,
};

/* One option. */
struct option_row {
	unsigned int programs; /* that have it */
	char letter; /* 0: none */
	const char *name; /* without the dashes; NULL: none */
	/*
	 * Name of its value in --help. NULL: takes none; "[X]": only one that
	 * stands behind `=`, and apply gets NULL without it.
	 */
	const char *value;
	int (*apply)(struct options *opt, const char *value);
	const char *help;
};

/* The options of stapx and stapx-top, ended by an all-zero row. */
extern const struct option_row options_rows[];

/* Those of stap++ scripts, in sxx_options.c; ended by an all-zero row. */
extern const struct option_row sxx_option_rows[];

/*
 * An option of stap(1) that has nothing to do here. Either it is accepted, or
 * refused because a run without it is not what was asked for; why says it.
 */
struct option_foreign {
	char letter;
	const char *name;
	const char *value; /* as above */
	bool refused;
	const char *why;
};

/* Ended by an all-zero row. */
extern const struct option_foreign options_foreign[];

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
