// SPDX-License-Identifier: GPL-2.0
/* `stapx index`: making indexes, and looking into them. */
#include "dwarf/cmd.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "dwarf/jobs.h"
#include "dwarf/kernel.h"
#include "dwarf/package.h"
#include "dwarf/provide.h"
#include "dwarf/source.h"
#include "index/decl.h"
#include "index/find.h"
#include "index/list.h"
#include "index/serve.h"
#include "index/store.h"

static const char usage[] =
	"Usage: stapx index [OPTION]... FILE|DIRECTORY...\n"
	"       stapx index [OPTION]... --pid PID\n"
	"       stapx index [OPTION]... --package PACKAGE|FILE.deb...\n"
	"       stapx index [OPTION]... --kernel [VMLINUX]\n"
	"       stapx index --serve [ADDRESS:PORT]\n"
	"       stapx index --show FILE [NAME]...\n"
	"Makes indexes of ELF files, and of their debug information: what scripts\n"
	"can ask about a program then needs no debug information any more.\n"
	"\n"
	"  -o FILE      where the index of one file goes to\n"
	"  -d DIR       the directory that keeps indexes by build-id (default:\n"
	"               " STORE_SYSTEM " for root, else the user's cache)\n"
	"  -j N         so many files at once (default: one for each CPU)\n"
	"  --pid PID    the files that a process has mapped\n"
	"  --package    the files of installed packages, or of .deb files (give\n"
	"               the -dbgsym.deb files as well)\n"
	"  --kernel     the running kernel, or the one that VMLINUX is: from its\n"
	"               debug information if that is there, else from its BTF\n"
	"  --serve      the store's directory for other hosts, by HTTP (default:\n"
	"               " SERVE_DEFAULT "): they set STAPX_INDEX_URLS=URL...\n"
	"  --show FILE  print the C declarations of an index, or of an ELF file's,\n"
	"               which is found, fetched or made; NAME: of that name only;\n"
	"               \"kernel\" and \"module:NAME\" are the running kernel's\n"
	"  --list=KIND  with --show: print rows instead, of which NAMEs are shell\n"
	"               patterns. KIND is symbols (as readelf -s), marks (SDT), plt,\n"
	"               labels, lines, unwind (how to get to a frame's caller) and\n"
	"               returns (where it is left; NAME: the function), files, or\n"
	"               sections (what each takes: bytes, rows, share)\n"
	"  --verify     with --show: compare the checksum first\n"
	"  -v           tell what is done\n"
	"  --help       this text\n";

enum {
	OPT_PID = 256,
	OPT_PACKAGE,
	OPT_KERNEL,
	OPT_SERVE,
	OPT_SHOW,
	OPT_VERIFY,
	OPT_LIST,
	OPT_HELP,
};

static const struct option options[] = {
	{ "pid", required_argument, NULL, OPT_PID },
	{ "package", no_argument, NULL, OPT_PACKAGE },
	{ "kernel", no_argument, NULL, OPT_KERNEL },
	{ "serve", no_argument, NULL, OPT_SERVE },
	{ "show", required_argument, NULL, OPT_SHOW },
	{ "list", required_argument, NULL, OPT_LIST },
	{ "verify", no_argument, NULL, OPT_VERIFY },
	{ "help", no_argument, NULL, OPT_HELP },
	{ NULL, 0, NULL, 0 },
};

struct command {
	struct jobs jobs;
	struct packages packages;
	const char *show;
	const struct list_kind *list; /* NULL: declarations */
	bool package;
	bool kernel;
	bool serve;
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

static int take_kind(struct command *c, const char *name)
{
	c->list = list_find(name);
	if (c->list)
		return 0;
	log_err("--list: there is no \"%s\": %s", name, list_kinds());
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
	case OPT_PACKAGE:
		c->package = true;
		break;
	case OPT_KERNEL:
		c->kernel = true;
		break;
	case OPT_SERVE:
		c->serve = true;
		break;
	case OPT_SHOW:
		c->show = optarg;
		break;
	case OPT_LIST:
		err = take_kind(c, optarg);
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
		for (i = 0; i < nr; i++) {
			const struct index_name *row =
				index_row(ix, INDEX_NAMES, first + i);

			if (row)
				decl_name(ix, row, stdout);
		}
	}
	return err;
}

/* Without names a list may be empty. */
static int show_list(const struct index *ix, const struct list_kind *kind,
		     char **names)
{
	int err = 0;

	if (!*names)
		list_print(kind, ix, NULL, stdout);
	for (; *names; names++) {
		if (list_print(kind, ix, *names, stdout))
			continue;
		log_err("%s: nothing there is called \"%s\"", index_path(ix),
			*names);
		err = -ENOENT;
	}
	return err;
}

static int show_index(const struct command *c, const struct index *ix,
		      char **names)
{
	int err = c->verify ? index_verify(ix) : 0;

	if (!err && c->list)
		err = show_list(ix, c->list, names);
	else if (!err && *names)
		err = show_names(ix, names);
	else if (!err)
		decl_all(ix, stdout);
	return err;
}

static int show_provided(const struct command *c, int err,
			 const struct index *ix, char **names)
{
	if (!err)
		err = show_index(c, ix, names);
	provide_forget_all();
	return err;
}

static int show(const struct command *c, char **names)
{
	static const char module[] = "module:";
	const struct index *found = NULL;
	struct index *ix;
	int err;

	if (access(c->show, F_OK) && !strcmp(c->show, "kernel")) {
		err = provide_kernel_index(NULL, false, &found);
		return show_provided(c, err, found, names);
	}
	if (!strncmp(c->show, module, strlen(module))) {
		err = provide_kernel_index(c->show + strlen(module), false,
					   &found);
		return show_provided(c, err, found, names);
	}
	if (source_is_elf(c->show)) {
		err = provide_index(c->show, c->show, !c->list, false, &found);
		return show_provided(c, err, found, names);
	}
	err = index_open(c->show, &ix);
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

/* Until a signal says that it is enough. */
static int serve(const struct command *c, char **args)
{
	struct serve *s;
	sigset_t ends;
	int sig, err;

	if (*args && args[1]) {
		log_err("index: --serve takes one ADDRESS:PORT, not \"%s\" as well",
			args[1]);
		return -EINVAL;
	}
	sigemptyset(&ends);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGHUP);
	sigprocmask(SIG_BLOCK, &ends, NULL);
	err = serve_start(c->jobs.store, *args ? *args : SERVE_DEFAULT, &s);
	if (err)
		return err;
	printf("serving %s at %s\n", c->jobs.store, serve_url(s));
	fflush(stdout);
	sigwait(&ends, &sig);
	serve_stop(s);
	return 0;
}

static int add_files(struct command *c, char **args)
{
	int err = 0;

	for (; *args && !err; args++)
		err = c->package ? package_add(&c->packages, &c->jobs, *args)
				 : jobs_add(&c->jobs, *args);
	return err ? err : package_add_unpacked(&c->packages, &c->jobs);
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
	if (c->list) {
		log_err("index: --list goes with --show FILE");
		return -EINVAL;
	}
	if (c->serve)
		return serve(c, args);
	if (c->kernel)
		return run_kernel(c, args);
	err = add_files(c, args);
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
	package_clean(&c.packages);
	arena_destroy(arena);
	return err ? 1 : 0;
}
