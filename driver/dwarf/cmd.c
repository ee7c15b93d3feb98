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
#include "dwarf/source.h"
#include "index/decl.h"
#include "index/find.h"
#include "index/list.h"
#include "index/serve.h"
#include "index/store.h"

static const char usage[] =
	"Usage: stapx index [OPTION]... FILE|DIRECTORY...\n"
	"       stapx index [OPTION]... --pid PID\n"
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
	"  --serve      the store's directory for other hosts, by HTTP (default:\n"
	"               " SERVE_DEFAULT "): they set STAPX_INDEX_URLS=URL...\n"
	"  --show FILE  print the C declarations of an index, or of the one that\n"
	"               an ELF file has; NAME: of that name only\n"
	"  --list=KIND  with --show: print rows instead, of which NAMEs are shell\n"
	"               patterns. KIND is symbols (as readelf -s), marks (SDT), plt,\n"
	"               labels and lines (NAME: the function), files, or sections\n"
	"               (what each takes: bytes, rows, share)\n"
	"  --verify     with --show: compare the checksum first\n"
	"  -v           tell what is done\n"
	"  --help       this text\n";

enum {
	OPT_PID = 256,
	OPT_SERVE,
	OPT_SHOW,
	OPT_VERIFY,
	OPT_LIST,
	OPT_HELP,
};

static const struct option options[] = {
	{ "pid", required_argument, NULL, OPT_PID },
	{ "serve", no_argument, NULL, OPT_SERVE },
	{ "show", required_argument, NULL, OPT_SHOW },
	{ "list", required_argument, NULL, OPT_LIST },
	{ "verify", no_argument, NULL, OPT_VERIFY },
	{ "help", no_argument, NULL, OPT_HELP },
	{ NULL, 0, NULL, 0 },
};

struct command {
	struct jobs jobs;
	const char *show;
	const struct list_kind *list; /* NULL: declarations */
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

static int find_index_of(const char *path, char ret[PATH_MAX])
{
	char hex[SOURCE_BUILD_ID_TEXT];
	u8 id[INDEX_BUILD_ID_MAX];
	int len = source_build_id(path, id);

	if (len < 0)
		return len;
	if (!store_find(id, (u32)len, ret))
		return 0;
	log_err("%s (build-id %s): no index in $STAPX_INDEX_PATH, the user's cache, or " STORE_SYSTEM
		": make it with: stapx index %s",
		path, source_build_id_text(id, (u32)len, hex), path);
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

static int show(const struct command *c, char **names)
{
	const char *path = c->show;
	char found[PATH_MAX];
	struct index *ix;
	int err = 0;

	if (source_is_elf(path)) {
		err = find_index_of(path, found);
		path = found;
	}
	if (!err)
		err = index_open(path, &ix);
	if (err)
		return err;
	if (c->verify)
		err = index_verify(ix);
	if (!err && c->list)
		err = show_list(ix, c->list, names);
	else if (!err && *names)
		err = show_names(ix, names);
	else if (!err)
		decl_all(ix, stdout);
	index_close(ix);
	return err;
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
