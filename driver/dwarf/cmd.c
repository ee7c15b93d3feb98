// SPDX-License-Identifier: GPL-2.0
/* `stapx index`: making indexes, and looking into them. */
#include "dwarf/cmd.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "dwarf/jobs.h"
#include "dwarf/kernel.h"
#include "dwarf/provide_kernel.h"
#include "dwarf/source.h"
#include "index/decl.h"
#include "index/find.h"
#include "index/store.h"

static const char usage[] =
	"Usage: stapx index [OPTION]... FILE|DIRECTORY...\n"
	"       stapx index [OPTION]... --pid PID\n"
	"       stapx index [OPTION]... --kernel [VMLINUX]\n"
	"       stapx index --show FILE [NAME]...\n"
	"Makes indexes of ELF files from their debug information: what scripts\n"
	"can ask about a program then needs no debug information any more.\n"
	"\n"
	"  -o FILE      where the index of one file goes to\n"
	"  -d DIR       the directory that keeps indexes by build-id (default:\n"
	"               " STORE_SYSTEM " for root, else the user's cache)\n"
	"  -j N         so many files at once (default: one for each CPU)\n"
	"  --pid PID    the files that a process has mapped\n"
	"  --kernel     the running kernel, or the one that VMLINUX is: from its\n"
	"               debug information if that is there, else from its BTF\n"
	"  --show FILE  print the C declarations of an index, or of the one that\n"
	"               an ELF file has; NAME: of that name only; \"kernel\" and\n"
	"               \"module:NAME\" are the running kernel's\n"
	"  --verify     with --show: compare the checksum first\n"
	"  -v           tell what is done\n"
	"  --help       this text\n";

enum {
	OPT_PID = 256,
	OPT_KERNEL,
	OPT_SHOW,
	OPT_VERIFY,
	OPT_HELP,
};

static const struct option options[] = {
	{ "pid", required_argument, NULL, OPT_PID },
	{ "kernel", no_argument, NULL, OPT_KERNEL },
	{ "show", required_argument, NULL, OPT_SHOW },
	{ "verify", no_argument, NULL, OPT_VERIFY },
	{ "help", no_argument, NULL, OPT_HELP },
	{ NULL, 0, NULL, 0 },
};

struct command {
	struct jobs jobs;
	const char *show;
	bool kernel;
	bool verify;
	bool help;
	char store[PATH_MAX];
};

static int take_number(const char *what, const char *text, long max, int *ret)
{
	char *end;
	long value = strtol(text, &end, 10);

	if (end == text || *end || value < 1 || value > max) {
		log_err("%s: \"%s\" is no number from 1 to %ld", what, text,
			max);
		return -EINVAL;
	}
	*ret = (int)value;
	return 0;
}

static int refuse(int opt, char **argv)
{
	log_err("index: %s: %s, see stapx index --help", argv[optind - 1],
		opt == ':' ? "needs a value" : "no such option");
	return -EINVAL;
}

static int take_option(struct command *c, int opt, char **argv)
{
	int number, err = 0;

	switch (opt) {
	case 'o':
		c->jobs.out = optarg;
		break;
	case 'd':
		c->jobs.store = optarg;
		break;
	case 'j':
		err = take_number("-j", optarg, 1024, &number);
		if (!err)
			c->jobs.at_once = (unsigned int)number;
		break;
	case 'v':
		log_verbosity++;
		break;
	case OPT_PID:
		err = take_number("--pid", optarg, 1 << 22, &number);
		if (!err)
			err = jobs_add_process(&c->jobs, number);
		break;
	case OPT_KERNEL:
		c->kernel = true;
		break;
	case OPT_SHOW:
		c->show = optarg;
		break;
	case OPT_VERIFY:
		c->verify = true;
		break;
	case OPT_HELP:
		c->help = true;
		break;
	default:
		return refuse(opt, argv);
	}
	return err;
}

static int find_index_of(const char *path, char ret[PATH_MAX])
{
	char hex[2 * INDEX_BUILD_ID_MAX + 1] = "";
	u8 id[INDEX_BUILD_ID_MAX];
	int i, len = source_build_id(path, id);

	if (len < 0)
		return len;
	if (!store_find(id, (u32)len, ret))
		return 0;
	for (i = 0; i < len; i++)
		sprintf(hex + 2 * i, "%02x", id[i]);
	log_err("%s (build-id %s): no index in $STAPX_INDEX_PATH, the user's cache, or " STORE_SYSTEM
		": make it with: stapx index %s",
		path, hex, path);
	return -ENOENT;
}

static int show_names(const struct index *ix, char **names)
{
	int err = 0;

	for (; *names; names++) {
		u32 first, nr = index_find_name(ix, *names, &first), i;

		if (!nr) {
			log_err("%s: nothing is called \"%s\"", index_path(ix),
				*names);
			err = -ENOENT;
		}
		for (i = 0; i < nr; i++)
			decl_name(ix, index_row(ix, INDEX_NAMES, first + i),
				  stdout);
	}
	return err;
}

static int show_index(const struct command *c, const struct index *ix,
		      char **names)
{
	int err = c->verify ? index_verify(ix) : 0;

	if (!err && *names)
		err = show_names(ix, names);
	else if (!err)
		decl_all(ix, stdout);
	return err;
}

static int show_kernel(const struct command *c, const char *module,
		       char **names)
{
	const struct index *ix;
	int err = provide_kernel_index(module, false, &ix);

	if (!err)
		err = show_index(c, ix, names);
	provide_kernel_forget();
	return err;
}

static int show(const struct command *c, char **names)
{
	static const char module[] = "module:";
	const char *path = c->show;
	char found[PATH_MAX];
	struct index *ix;
	int err = 0;

	if (access(path, F_OK) && !strcmp(path, "kernel"))
		return show_kernel(c, NULL, names);
	if (!strncmp(path, module, strlen(module)))
		return show_kernel(c, path + strlen(module), names);
	if (source_is_elf(path)) {
		err = find_index_of(path, found);
		path = found;
	}
	if (!err)
		err = index_open(path, &ix);
	if (err)
		return err;
	err = show_index(c, ix, names);
	index_close(ix);
	return err;
}

static int run_kernel(struct command *c, char **args)
{
	if (c->jobs.paths.nr || (args[0] && args[1])) {
		log_err("index: --kernel takes one file, its vmlinux");
		return -EINVAL;
	}
	return kernel_make_index(&c->jobs, args[0]);
}

static int run_command(struct command *c, char **args)
{
	int err = 0;

	if (c->help) {
		fputs(usage, stdout);
		return 0;
	}
	if (c->show)
		return show(c, args);
	if (c->kernel)
		return run_kernel(c, args);
	for (; *args && !err; args++)
		err = jobs_add(&c->jobs, *args);
	if (err)
		return err;
	if (!c->jobs.paths.nr) {
		log_err("index: nothing to do: name an ELF file, see stapx index --help");
		return -EINVAL;
	}
	if (c->jobs.out && c->jobs.paths.nr > 1) {
		log_err("index: -o names one index, but there are %u files: use -d DIR",
			c->jobs.paths.nr);
		return -EINVAL;
	}
	return jobs_run(&c->jobs);
}

static int parse_options(struct command *c, int argc, char **argv)
{
	int opt, err = 0;

	optind = 1;
	opterr = 0;
	while (!err &&
	       (opt = getopt_long(argc, argv, ":o:d:j:v", options, NULL)) != -1)
		err = take_option(c, opt, argv);
	return err;
}

int index_main(int argc, char **argv)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	struct arena *arena = arena_create();
	struct command c = { .jobs.at_once = cpus > 0 ? (unsigned int)cpus
						      : 1 };
	int err;

	if (!arena)
		return 1;
	vec_init(&c.jobs.paths, arena, sizeof(char *));
	c.jobs.store = store_default(c.store);
	err = parse_options(&c, argc, argv);
	if (!err)
		err = run_command(&c, argv + optind);
	arena_destroy(arena);
	return err ? 1 : 0;
}
