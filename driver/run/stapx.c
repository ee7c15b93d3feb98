// SPDX-License-Identifier: GPL-2.0
/* The program stapx: what the command line asks for. */
#include "run/stapx.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <stapx/abi.h>
#include <stapx/program.h>

#include "base/log.h"
#include "dwarf/cmd.h"
#include "flame/flame.h"
#include "kload/kload.h"
#include "run/facts_index.h"
#include "run/loop.h"
#include "run/options.h"
#include "run/inspect.h"
#include "run/load.h"
#include "run/signals.h"
#include "view/text.h"

#define OUTPUT_BUFFER (1u << 16)

static const char usage[] =
	"stapx [options] SCRIPT [ARGUMENTS]\n"
	"       stapx [options] -e TEXT [ARGUMENTS]\n"
	"       stapx kload [options]\n"
	"       stapx index [options] FILE...\n"
	"       stapx flame [options] FOLDED...\n"
	"\n"
	"Runs a SystemTap script on the running kernel, without a compiler.\n"
	"A file NAME.sxx has stap++ macros; under the name stap++ every script has.\n"
	"stapx kload loads and explains the kernel object: stapx kload --help\n"
	"stapx index makes debuginfo indexes: stapx index --help\n"
	"stapx flame draws flame graphs of folded stacks: stapx flame --help\n"
	"stapx-top shows a script's arrays as live tables: stapx-top --help";

static int flush_text(void *arg)
{
	return text_flush(arg);
}

/* A reader that has gone (head, less) is a way to end, not an error. */
static int is_end(int err)
{
	return err == -EPIPE ? 0 : err;
}

static int run_started(struct run_session *run, FILE *out)
{
	int err = is_end(loop_run(run, fileno(out)));
	int stop_err = is_end(run_stop(run));

	if (err)
		log_err("write the output: %s", strerror(-err));
	run_summary(run);
	return err || stop_err || run_exit_status(run);
}

static int run_with_output(const struct options *opt, struct run_session *run,
			   FILE *out)
{
	const struct text_options text = {
		.out = out,
		.err = stderr,
		.soft_errors = opt->suppress_errors,
	};
	struct run_output output = {
		.record = text_record,
		.flush = flush_text,
	};
	struct text_view *view;
	int status = 1;

	if (text_create(run_program(run), &text, &view))
		return 1;
	output.arg = view;
	if (!run_start(run, &output))
		status = run_started(run, out);
	if (text_damaged(view))
		log_warn("%llu output records were unreadable",
			 (unsigned long long)text_damaged(view));
	text_destroy(view);
	return status;
}

static FILE *open_output(const struct options *opt)
{
	FILE *out = stdout;

	if (opt->output)
		out = fopen(opt->output, "we");
	/* It is flushed at every tick, on a terminal too. */
	if (out)
		setvbuf(out, NULL, _IOFBF, OUTPUT_BUFFER);
	else
		log_err("-o %s: %s", opt->output, strerror(errno));
	return out;
}

static int run_script(const struct options *opt)
{
	struct run_session *run;
	FILE *out;
	int status = 1;
	int err = signals_init();

	if (err) {
		log_err("take over the signals: %s", strerror(-err));
		return 1;
	}
	if (run_create(opt, &run))
		goto give_back_signals;
	out = open_output(opt);
	if (out)
		status = run_with_output(opt, run, out);
	run_destroy(run);
	if (out && out != stdout && fclose(out)) {
		log_err("-o %s: %s", opt->output, strerror(errno));
		status = 1;
	}
give_back_signals:
	signals_deinit();
	return status;
}

void stapx_version(FILE *out, const char *program)
{
	fprintf(out, "%s %s (ABI %d, program format %d)\n", program,
		STAPX_VERSION, SX_ABI_VERSION, SX_PROG_VERSION);
}

int stapx_main(int argc, char **argv)
{
	struct options opt;
	int status = 0;

	if (argc > 1 && !strcmp(argv[1], "index"))
		return index_main(argc - 1, argv + 1);
	if (argc > 1 && !strcmp(argv[1], "flame"))
		return flame_main(argc - 1, argv + 1);
	if (sxx_options_named(argv[0]))
		log_set_program(SXX_PROGRAM);
	if (options_parse(&opt, OPTIONS_OF_STAPX, NULL, argc, argv))
		return 1;
	if (opt.action == OPTIONS_HELP)
		options_help(stdout, OPTIONS_OF_STAPX, usage, NULL);
	else if (opt.action == OPTIONS_VERSION)
		stapx_version(stdout, "stapx");
	else if (opt.action == OPTIONS_KLOAD)
		status = kload_main(argc - 1, argv + 1, &facts_of_index);
	else if (opt.sxx.list_args || opt.sxx.dump)
		status = load_expand(&opt, stdout) != 0;
	else if (opt.action == OPTIONS_LIST || opt.last_pass < 5)
		status = inspect_script(&opt);
	else
		status = run_script(&opt);
	options_deinit(&opt);
	return status;
}
