// SPDX-License-Identifier: GPL-2.0
/* From the script of the command line to a verified program. */
#include "run/load.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "codegen/compile.h"
#include "run/expand.h"
#include "verify.h"

/* A program file may be as large as an image; no script comes near. */
#define INPUT_MAX SX_MAX_IMAGE

struct input {
	const char *name; /* for messages */
	const char *text;
	size_t len;
	char *owned;
};

static int read_input(const struct options *opt, struct input *ret)
{
	int err;

	memset(ret, 0, sizeof(*ret));
	ret->name = "<input>";
	if (opt->text) {
		ret->text = opt->text;
		ret->len = strlen(opt->text);
		return 0;
	}
	if (!strcmp(opt->script, "-")) {
		err = file_read_fd(STDIN_FILENO, INPUT_MAX, &ret->owned,
				   &ret->len);
	} else {
		ret->name = opt->script;
		err = file_read_all(opt->script, INPUT_MAX, &ret->owned,
				    &ret->len);
	}
	if (err == -ENOENT)
		log_err("%s: no such script: name a file, or give the text with -e",
			ret->name);
	else if (err)
		log_err("read the script %s: %s", ret->name, strerror(-err));
	ret->text = ret->owned;
	return err;
}

static bool is_program(const struct input *in)
{
	u32 magic;

	if (in->len < sizeof(magic))
		return false;
	memcpy(&magic, in->text, sizeof(magic));
	return magic == SX_PROG_MAGIC;
}

static int take_program(const struct options *opt, const struct input *in,
			struct load_program *ret)
{
	if (opt->args_nr || opt->sxx.args_nr) {
		log_err("%s: the arguments of a program file were given when it was compiled: compile its script again",
			in->name);
		return -EINVAL;
	}
	ret->image = malloc(in->len);
	if (!ret->image)
		return -ENOMEM;
	memcpy(ret->image, in->text, in->len);
	ret->image_len = (u32)in->len;
	return 0;
}

/* Compiles to ret or, with out, only parses and prints the script there. */
static int compile_files(const struct options *opt,
			 const struct expansion *expanded, struct diag *diag,
			 FILE *out, struct load_program *ret)
{
	const struct compile_source *source = &expanded->files[0].source;
	const struct compile_opts compile_opts = {
		.maxmapentries = opt->maxmapentries,
		.args = (const char *const *)opt->args,
		.args_nr = (size_t)opt->args_nr,
		.origin = expanded->files[0].origin,
		.modules = expanded->files + 1,
		.modules_nr = expanded->result.files_nr - 1,
	};
	struct compile_result result = { 0 };
	int err;

	if (out)
		return compile_print(source, &compile_opts, diag, out);
	err = compile_script(source, &compile_opts, diag, &result);
	ret->image = result.image;
	ret->image_len = (u32)result.image_len;
	return err;
}

static void render(const struct options *opt, const struct diag *diag)
{
	diag_render(diag, stderr,
		    (isatty(STDERR_FILENO) ? DIAG_COLOUR : 0) |
			    (opt->no_warnings ? DIAG_NO_WARNINGS : 0));
}

/* With ret NULL only the macros are expanded, and what was asked is printed. */
static int compile(const struct options *opt, const struct input *in, FILE *out,
		   struct load_program *ret)
{
	const struct compile_source source = { .name = in->name,
					       .text = in->text,
					       .len = in->len };
	struct expansion expanded;
	struct diag *diag = diag_create();
	int err;

	if (!diag)
		return -ENOMEM;
	err = expand_script(opt, &source, diag, &expanded);
	if (!err && ret)
		err = compile_files(opt, &expanded, diag, out, ret);
	else if (!err)
		expand_print(opt, &expanded, out);
	render(opt, diag);
	diag_destroy(diag);
	expand_deinit(&expanded);
	return err;
}

int load_expand(const struct options *opt, FILE *out)
{
	struct input in;
	int err = read_input(opt, &in);

	if (err)
		return err;
	err = compile(opt, &in, out, NULL);
	free(in.owned);
	return err;
}

int load_print(const struct options *opt, FILE *out)
{
	struct load_program none = { 0 };
	struct input in;
	int err = read_input(opt, &in);

	if (err)
		return err;
	if (is_program(&in)) {
		log_err("%s: a program file has no text to print: use -p2 or -p3",
			in.name);
		err = -EINVAL;
	} else {
		err = compile(opt, &in, out, &none);
	}
	free(in.owned);
	return err;
}

/* The kernel object says the same, but only when there is one. */
static int verify(const struct input *in, struct load_program *program)
{
	struct sx_verify_scratch scratch;
	struct sx_verdict verdict;
	int err = sx_verify(program->image, program->image_len, &scratch,
			    &program->prog, &verdict);

	if (err)
		log_err("%s: no valid program: %s (%s %u)", in->name,
			sx_verify_text(verdict.code),
			verdict.code < SX_VERIFY_OPCODE ? "row" : "instruction",
			verdict.index);
	return err;
}

int load_script(const struct options *opt, struct load_program *ret)
{
	struct input in;
	int err = read_input(opt, &in);

	if (err)
		return err;
	memset(ret, 0, sizeof(*ret));
	if (is_program(&in))
		err = take_program(opt, &in, ret);
	else
		err = compile(opt, &in, NULL, ret);
	if (!err)
		err = verify(&in, ret);
	if (err)
		load_deinit(ret);
	free(in.owned);
	return err;
}

void load_deinit(struct load_program *program)
{
	free(program->image);
	memset(program, 0, sizeof(*program));
}
