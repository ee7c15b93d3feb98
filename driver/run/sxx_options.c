// SPDX-License-Identifier: GPL-2.0
/* The options of stap++ scripts. */
#include "run/sxx_options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "run/options.h"
#include "sxx/sxx.h"

#define SUFFIX	".sxx"
#define PID_MAX (1ull << 22)

/* What stap++ has always given its scripts. */
#define MAXACTION     100000
#define MAXMAPENTRIES 5000

static void see(struct options *opt, const char *option)
{
	if (!opt->sxx.seen)
		opt->sxx.seen = option;
}

static int apply_sxx(struct options *opt, const char *value)
{
	(void)value;
	opt->sxx.on = true;
	return 0;
}

static int apply_arg(struct options *opt, const char *value)
{
	struct sxx_options *sxx = &opt->sxx;
	const char **more;
	int err = sxx_check_arg(value);

	if (err)
		return err;
	more = realloc(sxx->args, (sxx->args_nr + 1) * sizeof(*more));
	if (!more)
		return -ENOMEM;
	sxx->args = more;
	more[sxx->args_nr++] = value;
	see(opt, "--arg");
	return 0;
}

static int apply_args(struct options *opt, const char *value)
{
	(void)value;
	opt->sxx.list_args = true;
	see(opt, "--args");
	return 0;
}

static int apply_dump(struct options *opt, const char *value)
{
	(void)value;
	opt->sxx.dump = true;
	see(opt, "--dump-src");
	return 0;
}

static int apply_exec(struct options *opt, const char *value)
{
	opt->sxx.exec_path = value;
	see(opt, "--exec");
	return 0;
}

static int apply_pid(struct options *opt, const char *option, const char *value,
		     int *ret)
{
	u64 pid;
	int err = options_number(option, value, 1, PID_MAX, &pid);

	if (err)
		return err;
	*ret = (int)pid;
	see(opt, option);
	return 0;
}

static int apply_master(struct options *opt, const char *value)
{
	return apply_pid(opt, "--master", value, &opt->sxx.master);
}

static int apply_sample_pid(struct options *opt, const char *value)
{
	return apply_pid(opt, "--sample-pid", value, &opt->sxx.sample_pid);
}

#define STAPX OPTIONS_OF_STAPX
#define ALL   OPTIONS_OF_ALL
/* clang-format off */
const struct option_row sxx_option_rows[] = {
	{ ALL, 0, "sxx", NULL, apply_sxx, "the script has stap++ macros, as a file NAME.sxx has" },
	{ ALL, 0, "arg", "NAME=VALUE", apply_arg, "stap++: the value of $^arg_NAME" },
	{ STAPX, 0, "args", NULL, apply_args, "stap++: list the arguments that the script takes" },
	{ ALL, 0, "exec", "PATH", apply_exec, "stap++: the program that $^exec_path means" },
	{ ALL, 0, "master", "PID", apply_master, "stap++: the children of this process are meant" },
	{ ALL, 0, "sample-pid", "PID", apply_sample_pid, "stap++: look for libraries in this process, too" },
	{ STAPX, 0, "dump-src", NULL, apply_dump, "stap++: print the script with its macros replaced" },
	{ 0 },
};
/* clang-format on */
#undef STAPX
#undef ALL

bool sxx_options_named(const char *program)
{
	const char *slash = program ? strrchr(program, '/') : NULL;

	return program && !strcmp(slash ? slash + 1 : program, SXX_PROGRAM);
}

void sxx_options_init(struct options *opt, const char *program)
{
	opt->sxx.on = sxx_options_named(program);
}

void sxx_options_deinit(struct options *opt)
{
	free(opt->sxx.args);
	opt->sxx.args = NULL;
	opt->sxx.args_nr = 0;
}

static bool has_suffix(const char *path)
{
	size_t len = path ? strlen(path) : 0;

	return len > strlen(SUFFIX) &&
	       !strcmp(path + len - strlen(SUFFIX), SUFFIX);
}

static void set_limits(struct options *opt)
{
	if (!opt->maxmapentries)
		opt->maxmapentries = MAXMAPENTRIES;
	if (!opt->settings.maxaction)
		opt->settings.maxaction = MAXACTION;
	if (!opt->settings.maxaction_begin)
		opt->settings.maxaction_begin = 10 * opt->settings.maxaction;
}

int sxx_options_finish(struct options *opt)
{
	if (has_suffix(opt->script))
		opt->sxx.on = true;
	if (!opt->sxx.on && opt->sxx.seen) {
		log_err("%s is for stap++ scripts: name a file NAME.sxx, or add --sxx",
			opt->sxx.seen);
		return -EINVAL;
	}
	if (opt->sxx.master && (opt->pid || opt->command)) {
		log_err("--master and %s exclude each other: probe the children of a process, or one",
			opt->pid ? "-x" : "-c");
		return -EINVAL;
	}
	if (opt->sxx.on)
		set_limits(opt);
	return 0;
}
