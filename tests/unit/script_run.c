// SPDX-License-Identifier: GPL-2.0
/* A script, compiled and run in this process. */
#include "script_run.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "codegen/compile.h"
#include "disasm.h"
#include "run/attach.h"
#include "run/background.h"
#include "run/lines.h"
#include "run/options.h"
#include "session/session.h"
#include "sxx_expand.h"
#include "user/clock.h"
#include "user/device.h"
#include "verify.h"
#include "view/text.h"

#define MAX_WORDS   32
#define TICK_MS	    1
#define DEADLINE_NS 10000000000ull

/* A program that runs. */
struct run {
	FILE *out;
	struct sx_program prog;
	struct session *session;
	struct text_view *view;
	struct attach_table attached;
};

static void list_program(const struct sx_program *prog, FILE *out)
{
	sx_size len = sx_disasm_program(prog, NULL, 0);
	char *text = malloc(len + 1);

	if (!text)
		return;
	sx_disasm_program(prog, text, len + 1);
	fputs(text, out);
	free(text);
}

static int emit(struct run *run, u64 until_ns)
{
	int err = merge_run(session_merge(run->session), until_ns, text_record,
			    run->view);

	text_flush(run->view);
	return err;
}

static int emit_now(void *arg)
{
	return emit(arg, user_clock_ns(CLOCK_MONOTONIC));
}

static int call_start(void *arg)
{
	struct run *run = arg;

	return session_start(run->session);
}

static int call_stop(void *arg)
{
	struct run *run = arg;

	return session_stop(run->session);
}

/* Without a timer nothing can happen any more. */
static void wait_for_end(struct run *run)
{
	u64 deadline = user_clock_ns(CLOCK_MONOTONIC) + DEADLINE_NS;

	while (run->attached.nr &&
	       session_state(run->session) == SX_STATE_RUNNING) {
		emit_now(run);
		if (user_clock_ns(CLOCK_MONOTONIC) > deadline) {
			fputs("the script does not end\n", run->out);
			return;
		}
		poll(NULL, 0, TICK_MS);
	}
}

static int load(struct run *run, const struct compile_result *program,
		const struct session_settings *settings)
{
	static const struct places none;
	struct attach_request req = { .prog = &run->prog, .places = &none };
	int err = attach_refuse_places(&run->prog);

	if (!err)
		err = session_open(&user_device, &run->session);
	if (!err)
		err = session_load(run->session, program->image,
				   (u32)program->image_len, settings);
	if (err)
		return err;
	req.session = run->session;
	return attach_all(&req, &run->attached);
}

static int run_session(struct run *run)
{
	int emit_err;
	int err = background_call(call_start, emit_now, run, &emit_err);

	if (err)
		return err;
	wait_for_end(run);
	err = background_call(call_stop, emit_now, run, &emit_err);
	return err ? err : emit(run, MERGE_ALL);
}

static int run_program(struct run *run, const struct compile_result *program,
		       const struct session_settings *settings)
{
	const struct text_options text = { .out = run->out, .err = run->out };
	int err = text_create(&run->prog, &text, &run->view);

	if (!err)
		err = load(run, program, settings);
	if (!err)
		err = run_session(run);
	session_close(run->session);
	attach_deinit(&run->attached);
	text_destroy(run->view);
	return err;
}

static int verify_and_run(const struct compile_source *src,
			  const struct compile_result *program,
			  const struct options *opt, enum script_run_mode mode,
			  FILE *out)
{
	struct sx_verify_scratch scratch;
	struct sx_verdict verdict;
	struct run run = { .out = out };

	if (sx_verify(program->image, (u32)program->image_len, &scratch,
		      &run.prog, &verdict)) {
		fprintf(out, "rejected: %s (%u)\n",
			sx_verify_text(verdict.code), verdict.index);
		return -EINVAL;
	}
	if (opt->last_pass == 3)
		return lines_print(&run.prog, src->name, src->text, out);
	if (mode == SCRIPT_RUN)
		return run_program(&run, program, &opt->settings);
	list_program(&run.prog, out);
	return 0;
}

/* What the passes say of it: -p1, -p2, -l, -L. */
static int inspect(const struct compile_source *src,
		   const struct compile_opts *opts, const struct options *opt,
		   struct diag *diag, FILE *out)
{
	if (opt->action == OPTIONS_LIST)
		return compile_list(opt->pattern, opt->list_variables, opts,
				    diag, out);
	if (opt->last_pass == 1)
		return compile_print(src, opts, diag, out);
	return compile_resolve(src, opts, diag, out);
}

/* Folders of -I, and the library of the sources. */
static size_t fill_library(const struct options *opt, const char **library)
{
	u32 nr = 0;

	for (; nr < opt->includes.nr && nr < MAX_WORDS; nr++)
		library[nr] = opt->includes.items[nr];
	library[nr++] = "tapsets";
	return nr;
}

/* Texts of -E. */
static size_t fill_more(const struct options *opt, struct compile_source *more)
{
	u32 nr;

	for (nr = 0; nr < opt->more_texts.nr && nr < MAX_WORDS; nr++)
		more[nr] = (struct compile_source){
			.name = "<input>",
			.text = opt->more_texts.items[nr],
			.len = strlen(opt->more_texts.items[nr]),
		};
	return nr;
}

/* With its stap++ macros replaced; the arena holds the result. */
static int expand(struct compile_source *src, struct compile_opts *opts,
		  const struct options *opt, struct arena *arena,
		  struct diag *diag)
{
	struct compile_module *files =
		arena_alloc(arena, SXX_MAX_FILES * sizeof(*files));
	int err = sxx_expand_files(src, &opt->sxx, arena, diag, files,
				   &opts->modules_nr);

	if (err)
		return err;
	*src = files[0].source;
	opts->origin = files[0].origin;
	opts->modules = files + 1;
	return 0;
}

static int run_source(const struct compile_source *script,
		      const struct options *opt, enum script_run_mode mode,
		      FILE *out)
{
	const char *library[MAX_WORDS + 1];
	struct compile_source more[MAX_WORDS];
	struct compile_opts opts = {
		.maxmapentries = opt->maxmapentries,
		.args = (const char *const *)opt->args,
		.args_nr = (size_t)opt->args_nr,
		.library = library,
		.library_nr = fill_library(opt, library),
		.release = opt->release,
		.compatible = opt->compatible,
		.more = more,
		.more_nr = fill_more(opt, more),
		.globals = opt->globals.items,
		.globals_nr = opt->globals.nr,
		.unoptimized = opt->unoptimized,
		.no_display = opt->no_display,
	};
	struct compile_source src = *script;
	struct compile_result program = { 0 };
	struct arena *arena = arena_create();
	struct diag *diag = diag_create();
	int err = 0;

	if (opt->sxx.on)
		err = expand(&src, &opts, opt, arena, diag);
	if (!err && (opt->last_pass < 3 || opt->action == OPTIONS_LIST))
		err = inspect(&src, &opts, opt, diag, out);
	else if (!err)
		err = compile_script(&src, &opts, diag, &program);
	diag_render(diag, out, opt->no_warnings ? DIAG_NO_WARNINGS : 0);
	if (!err && program.image)
		err = verify_and_run(script, &program, opt, mode, out);
	free(program.image);
	diag_destroy(diag);
	arena_destroy(arena);
	return err;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* A command line, and the texts that its words lie in. */
struct words {
	char *argv[MAX_WORDS + 1];
	int argc;
	char *texts[2];
	int texts_nr;
};

/* Each line of the script's file with another suffix is a word. */
static void add_lines(struct words *words, const char *path, const char *suffix)
{
	char name[4096];
	char *text;
	char *line;

	snprintf(name, sizeof(name), "%.*s%s", (int)strlen(path) - 4, path,
		 suffix);
	if (file_read_all(name, 1 << 16, &text, NULL))
		return;
	words->texts[words->texts_nr++] = text;
	while ((line = strsep(&text, "\n")) && words->argc < MAX_WORDS)
		if (*line)
			words->argv[words->argc++] = line;
}

static void write_line(const char *line, void *arg)
{
	fprintf(arg, "stapx: %s\n", line);
}

static void run_words(struct words *words, const char *path,
		      const struct compile_source *src,
		      enum script_run_mode mode, FILE *out)
{
	struct options opt;

	words->argv[words->argc++] = (char *)"stapx";
	add_lines(words, path, ".opts");
	words->argv[words->argc++] = (char *)"--";
	words->argv[words->argc++] = (char *)path;
	add_lines(words, path, ".args");
	log_set_sink(write_line, out);
	if (!options_parse(&opt, OPTIONS_OF_STAPX, NULL, words->argc,
			   words->argv)) {
		run_source(src, &opt, mode, out);
		options_deinit(&opt);
	}
	log_set_sink(NULL, NULL);
}

int script_run_file(const char *path, enum script_run_mode mode, char **ret)
{
	struct compile_source src = { .name = base_name(path) };
	struct words words = { 0 };
	char *text;
	size_t len;
	FILE *out;
	int err = file_read_all(path, 64 << 20, &text, &src.len);

	if (err)
		return err;
	src.text = text;
	out = open_memstream(ret, &len);
	if (out) {
		run_words(&words, path, &src, mode, out);
		fclose(out);
	}
	while (words.texts_nr)
		free(words.texts[--words.texts_nr]);
	free(text);
	return out ? 0 : -ENOMEM;
}
