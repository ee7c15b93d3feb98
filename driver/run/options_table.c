// SPDX-License-Identifier: GPL-2.0
/* Every option, and what it sets. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <stapx/limits.h>

#include "base/log.h"
#include "run/options.h"
#include "run/settings.h"

#define MB	(1ull << 20)
#define PID_MAX (1ull << 22)

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

static int apply_hz(struct options *opt, const char *value)
{
	u64 hz;
	int err = options_number("--hz", value, 1, 100000, &hz);

	if (!err)
		opt->profile_hz = (u32)hz;
	return err;
}

static int apply_overhead(struct options *opt, const char *value)
{
	u64 percent;
	int err = options_number("--max-overhead", value, 1, 100, &percent);

	if (!err)
		opt->settings.overhead = (u32)percent;
	return err;
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

#define APPLY_FLAG(field)                                                \
	static int apply_##field(struct options *opt, const char *value) \
	{                                                                \
		(void)value;                                             \
		opt->field = true;                                       \
		return 0;                                                \
	}
APPLY_FLAG(suppress_errors)
APPLY_FLAG(no_warnings)
APPLY_FLAG(strict)
APPLY_FLAG(unoptimized)
APPLY_FLAG(no_display)
APPLY_FLAG(timing)
APPLY_FLAG(skip_badvars)
#undef APPLY_FLAG

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
APPLY_STRING(release)
#undef APPLY_STRING

static int add(struct options_list *list, const char *item)
{
	const char **items =
		realloc(list->items, (list->nr + 1) * sizeof(*items));

	if (!items)
		return -ENOMEM;
	list->items = items;
	items[list->nr++] = item;
	return 0;
}

static int apply_include(struct options *opt, const char *value)
{
	return add(&opt->includes, value);
}

static int apply_more_text(struct options *opt, const char *value)
{
	return add(&opt->more_texts, value);
}

static int apply_global(struct options *opt, const char *value)
{
	const char *eq = strchr(value, '=');

	if (eq && eq != value)
		return add(&opt->globals, value);
	log_err("-G %s: use -G NAME=VALUE", value);
	return -EINVAL;
}

static int list_points(struct options *opt, const char *pattern)
{
	opt->action = OPTIONS_LIST;
	opt->pattern = pattern;
	return 0;
}

static int apply_list(struct options *opt, const char *value)
{
	return list_points(opt, value);
}

static int apply_list_variables(struct options *opt, const char *value)
{
	opt->list_variables = true;
	return list_points(opt, value);
}

static int apply_timeout(struct options *opt, const char *value)
{
	u64 seconds;
	int err = options_number("-T", value, 1, 0x7fffffff, &seconds);

	if (!err)
		opt->timeout_s = (unsigned int)seconds;
	return err;
}

/* Digits for the passes 1 to 5; there is one verbosity for all of them. */
static int apply_vp(struct options *opt, const char *value)
{
	int most = 0;
	size_t i;

	(void)opt;
	for (i = 0; value[i] >= '0' && value[i] <= '9'; i++)
		if (value[i] - '0' > most)
			most = value[i] - '0';
	if (!i || i > 5 || value[i]) {
		log_err("--vp %s: use one to five digits, one a pass", value);
		return -EINVAL;
	}
	log_verbosity += most;
	return 0;
}

static int apply_runtime(struct options *opt, const char *value)
{
	opt->user_runtime = !strcmp(value, "user");
	if (opt->user_runtime || !strcmp(value, "kernel"))
		return 0;
	log_err("--runtime=%s: no such runtime: kernel (the default), or user, which runs begin, end and timer probes without the kernel object",
		value);
	return -EINVAL;
}

static int apply_engine(struct options *opt, const char *value)
{
	static const char *const names[] = { "auto", "direct", "inode" };
	unsigned int i;

	for (i = 0; i < 3; i++) {
		if (strcmp(value, names[i]))
			continue;
		opt->engine = (enum attach_engine)i;
		return 0;
	}
	log_err("--engine=%s: no such engine: auto (the default), direct (own breakpoints), or inode (the kernel's uprobes)",
		value);
	return -EINVAL;
}

static int apply_colour(struct options *opt, const char *value)
{
	static const char *const names[] = { "auto", "never", "always" };
	unsigned int i;

	opt->colour = OPTIONS_COLOUR_ALWAYS;
	for (i = 0; value && i < 3; i++) {
		if (strcmp(value, names[i]))
			continue;
		opt->colour = (enum options_colour)i;
		return 0;
	}
	if (!value)
		return 0;
	log_err("--color=%s: use auto, never or always", value);
	return -EINVAL;
}

/* "4.8": what `systemtap_v` answers. */
static int apply_compatible(struct options *opt, const char *value)
{
	const char *dot;

	opt->compatible = value;
	dot = value + strspn(value, "0123456789");
	if (dot != value && *dot == '.' && dot[1] &&
	    !dot[1 + strspn(dot + 1, "0123456789.")])
		return 0;
	log_err("--compatible %s: use a version, such as 4.8", value);
	return -EINVAL;
}

/* Bounds of this process, as ulimit(1) sets them. */
static int limit(int resource, const char *option, const char *value)
{
	struct rlimit rlim;
	u64 most;
	int err = options_number(option, value, 1, ~0ull >> 1, &most);

	if (err)
		return err;
	rlim.rlim_cur = most;
	rlim.rlim_max = most;
	if (!setrlimit((__rlimit_resource_t)resource, &rlim))
		return 0;
	err = -errno;
	log_err("%s %s: %s", option, value, strerror(-err));
	return err;
}

#define APPLY_LIMIT(name, resource)                                            \
	static int apply_rlimit_##name(struct options *opt, const char *value) \
	{                                                                      \
		(void)opt;                                                     \
		return limit((int)(resource), "--rlimit-" #name, value);       \
	}
APPLY_LIMIT(as, RLIMIT_AS)
APPLY_LIMIT(cpu, RLIMIT_CPU)
APPLY_LIMIT(nproc, RLIMIT_NPROC)
APPLY_LIMIT(stack, RLIMIT_STACK)
APPLY_LIMIT(fsize, RLIMIT_FSIZE)
#undef APPLY_LIMIT

#define STAPX OPTIONS_OF_STAPX
#define ALL   OPTIONS_OF_ALL
/* clang-format off */
const struct option_row options_rows[] = {
	{ ALL, 'e', NULL, "TEXT", apply_text, "run this script text" },
	{ STAPX, 'E', NULL, "TEXT", apply_more_text, "run this text beside the script" },
	{ ALL, 'x', NULL, "PID", apply_pid, "probe this process; target() is PID" },
	{ ALL, 'c', NULL, "CMD", apply_command, "run CMD, until it ends; target() is its process" },
	{ STAPX, 'T', NULL, "SECONDS", apply_timeout, "end after so many seconds" },
	{ STAPX, 'o', NULL, "FILE", apply_output, "write the output (with -p4: the program) to FILE" },
	{ ALL, 's', NULL, "MB", apply_ring, "output buffer of each CPU, 1..64 (default: 256 KB)" },
	{ ALL, 'G', NULL, "NAME=VALUE", apply_global, "the initial value of a global" },
	{ ALL, 'D', NULL, "NAME=VALUE", settings_define, "MAXACTION, MAXSTRINGLEN, MAXNESTING, MAXMAPENTRIES, MAXERRORS, ..." },
	{ ALL, 'I', NULL, "DIR", apply_include, "look for library files here first" },
	{ STAPX, 'l', NULL, "PATTERN", apply_list, "list the probe points that match, and run nothing" },
	{ STAPX, 'L', NULL, "PATTERN", apply_list_variables, "the same, with the variables that they set" },
	{ STAPX, 'p', NULL, "PASS", apply_pass, "stop after 1 parse, 2 resolve, 3 list the bytecode, 4 write a program file" },
	{ STAPX, 'm', NULL, "NAME", apply_name, "with -p4: write NAME.sxp" },
	{ ALL, 'v', NULL, NULL, apply_verbose, "tell the time of each stage; -vv: details" },
	{ ALL, 'w', NULL, NULL, apply_no_warnings, "leave the compiler's warnings out" },
	{ STAPX, 'W', NULL, NULL, apply_strict, "a warning of the compiler is an error" },
	{ STAPX, 'u', NULL, NULL, apply_unoptimized, "compile what has no effect, too" },
	{ STAPX, 't', NULL, NULL, apply_timing, "tell what each probe's hits took, at the end" },
	{ STAPX, 'r', NULL, "RELEASE", apply_release, "what kernel_v answers (default: the running kernel's)" },
	{ ALL, 0, "runtime", "NAME", apply_runtime, "kernel, or user: begin, end and timer probes in stapx's own process, without root" },
	{ ALL, 0, "engine", "NAME", apply_engine, "of places in programs: auto, direct (own breakpoints), inode (the kernel's uprobes)" },
	{ ALL, 0, "hz", "N", apply_hz, "how often timer.profile fires on each CPU (default: the kernel's tick)" },
	{ ALL, 0, "max-overhead", "PCT", apply_overhead, "pass hits over rather than let handlers take more of a CPU (default: 100)" },
	{ STAPX, 0, "compatible", "VERSION", apply_compatible, "what systemtap_v answers" },
	{ STAPX, 0, "no-global-var-display", NULL, apply_no_display, "do not print globals at the end that only were written" },
	{ STAPX, 0, "skip-badvars", NULL, apply_skip_badvars, "a variable of the program that is not there is 0, with a warning" },
	{ ALL, 0, "suppress-handler-errors", NULL, apply_suppress_errors, "run-time errors are warnings and never end the session" },
	{ STAPX, 0, "suppress-time-limits", NULL, settings_no_time_limits, "MAXACTION as large as it can be" },
	{ STAPX, 0, "color", "[WHEN]", apply_colour, "colours in messages: auto, never, always" },
	{ ALL, 0, "object", "FILE", apply_object, "the kernel object (default: stapx.ko.o beside stapx)" },
	{ STAPX, 0, "vp", "DIGITS", apply_vp, "verbosity; the largest digit counts" },
	{ STAPX, 0, "rlimit-as", "BYTES", apply_rlimit_as, "bounds of this process: address space," },
	{ STAPX, 0, "rlimit-cpu", "SECONDS", apply_rlimit_cpu, "time," },
	{ STAPX, 0, "rlimit-nproc", "N", apply_rlimit_nproc, "processes," },
	{ STAPX, 0, "rlimit-stack", "BYTES", apply_rlimit_stack, "stack," },
	{ STAPX, 0, "rlimit-fsize", "BYTES", apply_rlimit_fsize, "size of a file" },
	{ ALL, 'h', "help", NULL, apply_help, "print this text" },
	{ ALL, 'V', "version", NULL, apply_version, "print the version" },
	{ STAPX, 0, "colour", "[WHEN]", apply_colour, NULL },
	{ 0 },
};

const struct option_foreign options_foreign[] = {
#define ACCEPTED(letter, name, value, why) { letter, name, value, false, why },
#define REFUSED(letter, name, value, why) { letter, name, value, true, why },
#include "options_foreign.def"
#undef ACCEPTED
#undef REFUSED
	{ 0 },
};
/* clang-format on */
#undef STAPX
#undef ALL
