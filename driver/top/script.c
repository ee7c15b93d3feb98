// SPDX-License-Identifier: GPL-2.0
/* A running script as the source of the model. */
#include "top/script.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "run/run.h"
#include "view/text.h"

/* Where one of the script's two streams comes out. */
struct stream {
	FILE *file; /* what the text view writes to */
	FILE *direct; /* stdout or stderr */
	struct top_output *output; /* instead of direct, unless NULL */
	bool message;
};

struct top_script {
	const struct options *opt;
	struct run_session *run;
	struct text_view *view;
	struct stream out;
	struct stream err;
	struct top_global *globals;
	struct top_source source;
};

static void add_messages(struct top_output *output, const char *text,
			 size_t len)
{
	char line[TOP_OUTPUT_COLUMNS];

	while (len) {
		const char *newline = memchr(text, '\n', len);
		size_t part = newline ? (size_t)(newline - text) : len;

		snprintf(line, sizeof(line), "%.*s", (int)part, text);
		top_output_message(output, line);
		part += newline ? 1 : 0;
		text += part;
		len -= part;
	}
}

/* fopencookie's write: it flushes whole lines, or what its buffer holds. */
static ssize_t write_stream(void *cookie, const char *text, size_t len)
{
	struct stream *stream = cookie;

	if (stream->output && stream->message)
		add_messages(stream->output, text, len);
	else if (stream->output)
		top_output_add(stream->output, text, len);
	else if (fwrite(text, 1, len, stream->direct) != len ||
		 fflush(stream->direct))
		return 0;
	return (ssize_t)len;
}

static int open_stream(struct stream *stream, FILE *direct, bool message)
{
	const cookie_io_functions_t functions = { .write = write_stream };

	*stream = (struct stream){ .direct = direct, .message = message };
	stream->file = fopencookie(stream, "w", functions);
	if (!stream->file)
		return -ENOMEM;
	setvbuf(stream->file, NULL, message ? _IOLBF : _IOFBF, BUFSIZ);
	return 0;
}

static int read_global(void *arg, size_t i, struct dump_table *table,
		       u64 *ret_ns)
{
	struct top_script *script = arg;
	struct timespec ts;
	int err = dump_read(table, run_device(script->run), (u32)i);

	clock_gettime(CLOCK_MONOTONIC, &ts);
	*ret_ns = (u64)ts.tv_sec * 1000000000 + (u64)ts.tv_nsec;
	return err;
}

/* A reader that has gone (head, less) is a way to end, not an error. */
static int report_output(int err)
{
	if (err && err != -EPIPE)
		log_err("write the script's output: %s", strerror(-err));
	return err;
}

static int tick(void *arg, bool *ret_ended)
{
	struct top_script *script = arg;
	int progress = run_tick(script->run);

	*ret_ended = progress == RUN_ENDED;
	return progress < 0 ? report_output(progress) : 0;
}

static int wait_ms(void *arg)
{
	struct top_script *script = arg;

	return run_wait_ms(script->run);
}

static int list_globals(struct top_script *script)
{
	const struct sx_program *prog = run_program(script->run);
	u32 i;

	script->globals =
		calloc(prog->globals_nr + 1, sizeof(*script->globals));
	if (!script->globals)
		return -ENOMEM;
	for (i = 0; i < prog->globals_nr; i++) {
		const struct sx_global *decl = &prog->globals[i];

		script->globals[i] = (struct top_global){
			.name = sx_program_str(prog, decl->name)->data,
			.decl = decl,
		};
	}
	script->source = (struct top_source){
		.globals = script->globals,
		.globals_nr = prog->globals_nr,
		.read = read_global,
		.tick = tick,
		.wait_ms = wait_ms,
		.arg = script,
	};
	return 0;
}

static int create_view(struct top_script *script)
{
	struct text_options text = {
		.soft_errors = script->opt->suppress_errors,
	};
	int err = open_stream(&script->out, stdout, false);

	if (!err)
		err = open_stream(&script->err, stderr, true);
	if (err)
		return err;
	text.out = script->out.file;
	text.err = script->err.file;
	return text_create(run_program(script->run), &text, &script->view);
}

int top_script_create(const struct options *opt, struct top_script **ret)
{
	struct top_script *script = calloc(1, sizeof(*script));
	int err;

	if (!script)
		return -ENOMEM;
	script->opt = opt;
	err = run_create(opt, &script->run);
	if (err) {
		free(script);
		return err;
	}
	err = create_view(script);
	if (!err)
		err = list_globals(script);
	if (err) {
		top_script_destroy(script);
		return err;
	}
	*ret = script;
	return 0;
}

void top_script_destroy(struct top_script *script)
{
	if (!script)
		return;
	run_destroy(script->run);
	text_destroy(script->view);
	if (script->out.file)
		fclose(script->out.file);
	if (script->err.file)
		fclose(script->err.file);
	free(script->globals);
	free(script);
}

void top_script_redirect(struct top_script *script, struct top_output *output)
{
	fflush(script->out.file);
	fflush(script->err.file);
	script->out.output = output;
	script->err.output = output;
}

static int flush_view(void *arg)
{
	return text_flush(arg);
}

int top_script_start(struct top_script *script)
{
	const struct run_output output = {
		.record = text_record,
		.flush = flush_view,
		.arg = script->view,
	};

	return run_start(script->run, &output);
}

int top_script_stop(struct top_script *script)
{
	int err = run_stop(script->run);

	run_summary(script->run);
	if (text_damaged(script->view))
		log_warn("%llu output records were unreadable",
			 (unsigned long long)text_damaged(script->view));
	return err == -EPIPE ? 0 : err;
}

const struct top_source *top_script_source(const struct top_script *script)
{
	return &script->source;
}

int top_script_target(const struct top_script *script)
{
	return run_target(script->run);
}

int top_script_status(const struct top_script *script)
{
	return run_exit_status(script->run);
}
