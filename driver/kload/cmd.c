// SPDX-License-Identifier: GPL-2.0
/* `stapx kload`: the loader's command line. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/install.h"
#include "base/log.h"
#include "kload/kload.h"

#define OBJECT_NAME "stapx.ko.o"

static const char usage[] =
	"Usage: stapx kload [OPTION]...\n"
	"Relocates stapx's kernel object to the running kernel and loads it.\n"
	"\n"
	"  --object FILE     the kernel object (default: " OBJECT_NAME
	" beside stapx)\n"
	"  --btf FILE        type information, instead of the kernel's own BTF\n"
	"  --donor FILE.ko   any module of that kernel: vermagic, CRC, layout\n"
	"  --from FILE       take facts from a file that --facts wrote\n"
	"  --facts-from FILE take facts from an index of that kernel's vmlinux\n"
	"  --kallsyms FILE   another kernel's /proc/kallsyms (with -o)\n"
	"  --build-id HEX    another kernel's build-id (with --facts)\n"
	"  --without FACT    hide facts or symbols (repeatable, * matches any)\n"
	"  --explain         print every fact, value and source; do not load\n"
	"  --facts FILE      write the facts to a file; do not load\n"
	"  -o FILE.ko        write the module to a file; do not load\n"
	"  --unload          unload the module\n"
	"  -v                tell what is done, and the time of each stage\n"
	"  --help            this text\n";

enum {
	OPT_OBJECT = 256,
	OPT_BTF,
	OPT_DONOR,
	OPT_FROM,
	OPT_FACTS_FROM,
	OPT_KALLSYMS,
	OPT_BUILD_ID,
	OPT_WITHOUT,
	OPT_EXPLAIN,
	OPT_FACTS,
	OPT_UNLOAD,
	OPT_HELP,
};

static const struct option options[] = {
	{ "object", required_argument, NULL, OPT_OBJECT },
	{ "btf", required_argument, NULL, OPT_BTF },
	{ "donor", required_argument, NULL, OPT_DONOR },
	{ "from", required_argument, NULL, OPT_FROM },
	{ "facts-from", required_argument, NULL, OPT_FACTS_FROM },
	{ "kallsyms", required_argument, NULL, OPT_KALLSYMS },
	{ "build-id", required_argument, NULL, OPT_BUILD_ID },
	{ "without", required_argument, NULL, OPT_WITHOUT },
	{ "explain", no_argument, NULL, OPT_EXPLAIN },
	{ "facts", required_argument, NULL, OPT_FACTS },
	{ "unload", no_argument, NULL, OPT_UNLOAD },
	{ "help", no_argument, NULL, OPT_HELP },
	{ NULL, 0, NULL, 0 },
};

struct command {
	struct kload_opts o;
	const char **without; /* as many as there are arguments */
	char object[INSTALL_PATH_MAX]; /* the default one */
	bool unload;
	bool help;
};

static int take_option(struct command *c, int opt)
{
	switch (opt) {
	case OPT_OBJECT:
		c->o.object = optarg;
		break;
	case OPT_BTF:
		c->o.btf = optarg;
		break;
	case OPT_DONOR:
		c->o.donor = optarg;
		break;
	case OPT_FROM:
		c->o.facts_in = optarg;
		break;
	case OPT_FACTS_FROM:
		c->o.types_path = optarg;
		break;
	case OPT_KALLSYMS:
		c->o.kallsyms = optarg;
		break;
	case OPT_BUILD_ID:
		c->o.build_id = optarg;
		break;
	case OPT_WITHOUT:
		c->without[c->o.without_nr++] = optarg;
		break;
	case OPT_EXPLAIN:
		c->o.explain = true;
		break;
	case OPT_FACTS:
		c->o.facts_out = optarg;
		break;
	case 'o':
		c->o.out = optarg;
		break;
	case OPT_UNLOAD:
		c->unload = true;
		break;
	case 'v':
		log_verbosity++;
		break;
	case OPT_HELP:
		c->help = true;
		break;
	default:
		return -EINVAL;
	}
	return 0;
}

/* In place of getopt's own words: one line that says what to do. */
static int refuse_option(int opt, char **argv)
{
	const char letter[] = { '-', (char)optopt, '\0' };
	bool is_letter = optopt > 0 && optopt < OPT_OBJECT;
	const char *why = "no such option";

	if (opt == ':')
		why = "needs a value";
	else if (optopt >= OPT_OBJECT)
		why = "takes no value";
	log_err("kload: %s: %s, see stapx kload --help",
		is_letter ? letter : argv[optind - 1], why);
	return -EINVAL;
}

static int parse_options(struct command *c, int argc, char **argv)
{
	int opt;

	optind = 1;
	opterr = 0;
	while ((opt = getopt_long(argc, argv, ":o:v", options, NULL)) != -1) {
		if (take_option(c, opt))
			return refuse_option(opt, argv);
	}
	if (optind < argc) {
		log_err("kload: %s: takes no arguments, see stapx kload --help",
			argv[optind]);
		return -EINVAL;
	}
	c->o.without = c->without;
	c->o.no_load = c->o.explain || c->o.facts_out || c->o.out;
	return 0;
}

static int run_command(struct command *c)
{
	if (c->help) {
		fputs(usage, stdout);
		return 0;
	}
	if (c->unload)
		return kload_unload();
	if (!c->o.object)
		c->o.object = install_find(OBJECT_NAME, c->object);
	return c->o.no_load ? kload_run(&c->o) : kload_ensure(&c->o);
}

int kload_main(int argc, char **argv, const struct kload_types *types)
{
	struct command c = { .without = calloc((size_t)argc + 1,
					       sizeof(*c.without)),
			     .o.types = types };
	int err = -ENOMEM;

	if (c.without)
		err = parse_options(&c, argc, argv);
	if (!err)
		err = run_command(&c);
	free(c.without);
	return err ? 1 : 0;
}
