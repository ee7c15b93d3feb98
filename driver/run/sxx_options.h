/* SPDX-License-Identifier: GPL-2.0 */
/* The options of stap++ scripts. */
#ifndef STAPX_RUN_SXX_OPTIONS_H
#define STAPX_RUN_SXX_OPTIONS_H

#include <stdbool.h>

#include <stapx/types.h>

/* All strings are borrowed from argv. */
struct sxx_options {
	bool on; /* the script has the macros */
	bool list_args; /* --args */
	bool dump; /* --dump-src */
	const char *exec_path; /* --exec */
	int master; /* --master, 0: none */
	int sample_pid; /* --sample-pid, 0: none */
	const char **args; /* --arg; freed by sxx_options_deinit() */
	u32 args_nr;
	const char *seen; /* the first of these options, "--arg" */
};

struct options;

/* The second name of the program, which switches the macros on. */
#define SXX_PROGRAM "stap++"

/* Does argv[0] (NULL: no) call the program by its second name? */
bool sxx_options_named(const char *program);

void sxx_options_init(struct options *opt, const char *program);
void sxx_options_deinit(struct options *opt);

/*
 * With all options known: whether the script has macros, what fits together,
 * and the limits that such scripts rely on. 0, or -EINVAL after one sentence.
 */
int sxx_options_finish(struct options *opt);

#endif
