// SPDX-License-Identifier: GPL-2.0
/* The program stapx-top: a script's arrays as live tables. */
#include "top/top.h"

#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "run/signals.h"
#include "run/stapx.h"
#include "top/loop.h"
#include "top/options.h"
#include "top/script.h"

/* Shows a started script until somebody ends it. */
static int show(const struct top_options *opt, struct top_script *script)
{
	struct top_model model;
	int err = top_model_init(&model, top_script_source(script),
				 top_options_title(opt),
				 top_script_target(script));

	if (err)
		return err;
	model.delay_ms = opt->delay_ms;
	if (!opt->batch)
		top_script_redirect(script, &model.output);
	err = top_loop_run(&model,
			   opt->batch ? &top_front_batch : &top_front_live,
			   opt->frames);
	/* What end handlers print is for the terminal as it was before. */
	top_script_redirect(script, NULL);
	top_model_deinit(&model);
	/* A reader that has gone (head, less) is a way to end. */
	return err == -EPIPE ? 0 : err;
}

static int run_script(const struct top_options *opt)
{
	struct top_script *script;
	int status = 1;
	int err = top_script_create(&opt->base, &script);

	if (err)
		return 1;
	if (!top_script_start(script)) {
		err = show(opt, script);
		status = top_script_stop(script) || err ||
			 top_script_status(script);
	}
	top_script_destroy(script);
	return status;
}

static int run(const struct top_options *opt)
{
	int status;
	int err = signals_init();

	if (err) {
		log_err("take over the signals: %s", strerror(-err));
		return 1;
	}
	if (opt->base.output && !freopen(opt->base.output, "we", stdout)) {
		log_err("-o %s: %s", opt->base.output, strerror(errno));
		signals_deinit();
		return 1;
	}
	status = run_script(opt);
	signals_deinit();
	return status;
}

int top_main(int argc, char **argv)
{
	struct top_options opt;
	int status = 0;

	log_set_program("stapx-top");
	setlocale(LC_CTYPE, "");
	if (top_options_parse(&opt, argc, argv))
		return 1;
	if (opt.base.action == OPTIONS_HELP)
		top_options_help(stdout);
	else if (opt.base.action == OPTIONS_VERSION)
		stapx_version(stdout, "stapx-top");
	else
		status = run(&opt);
	top_options_deinit(&opt);
	return status;
}
