// SPDX-License-Identifier: GPL-2.0
/* From the script of the command line to a verified program. */
#include "run/load.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "kernelsym/locate.h"
#include "run/front.h"
#include "run/input.h"
#include "run/kernel_names.h"
#include "verify.h"

static int take_program(const struct options *opt, const struct input *in,
			struct load_program *ret)
{
	if (opt->args_nr || opt->sxx.args_nr) {
		log_err("%s: the arguments of a program file were given when it was compiled: compile its script again",
			in->name);
		return -EINVAL;
	}
	if (opt->globals.nr) {
		log_err("-G %s: %s is a program file, and has its values: compile its script again",
			opt->globals.items[0], in->name);
		return -EINVAL;
	}
	ret->image = malloc(in->len);
	if (!ret->image)
		return -ENOMEM;
	memcpy(ret->image, in->text, in->len);
	ret->image_len = (u32)in->len;
	return 0;
}

static int compile(const struct options *opt, const struct input *in,
		   struct load_program *ret)
{
	struct compile_result result = { 0 };
	struct compile_source source;
	struct front front;
	int err = front_init(&front, opt);

	if (err)
		return err;
	err = front_read(&front, in, &source);
	if (!err)
		err = compile_script(&source, &front.opts, front.diag, &result);
	err = front_finish(&front, err);
	front_deinit(&front);
	ret->image = result.image;
	ret->image_len = (u32)result.image_len;
	return err;
}

/* Without running it: what the options ask for. */
static int print_front(struct front *front, const struct compile_source *source,
		       FILE *out)
{
	const struct options *opt = front->options;

	if (opt->sxx.list_args || opt->sxx.dump) {
		expand_print(opt, &front->expanded, out);
		return 0;
	}
	if (opt->last_pass == 1)
		return compile_print(source, &front->opts, front->diag, out);
	return compile_resolve(source, &front->opts, front->diag, out);
}

/* What is printed waits until the warnings are known not to be errors. */
static int print(const struct options *opt, const struct input *in, FILE *out)
{
	struct compile_source source;
	struct front front;
	char *text = NULL;
	size_t len = 0;
	FILE *memory;
	int err = front_init(&front, opt);

	if (err)
		return err;
	memory = open_memstream(&text, &len);
	err = memory ? front_read(&front, in, &source) : -errno;
	if (!err)
		err = print_front(&front, &source, memory);
	if (memory)
		fclose(memory);
	err = front_finish(&front, err);
	if (!err)
		fwrite(text, 1, len, out);
	free(text);
	front_deinit(&front);
	return err;
}

int load_list(const struct options *opt, FILE *out)
{
	struct front front;
	int err = front_init(&front, opt);

	if (err)
		return err;
	err = kernel_list(opt->pattern,
			  opt->list_variables ? kernel_names_vars : NULL);
	if (err == -EINVAL)
		err = compile_list(opt->pattern, opt->list_variables,
				   &front.opts, front.diag, out);
	if (err == -ENOENT)
		log_err("-%c %s: no probe point matches",
			opt->list_variables ? 'L' : 'l', opt->pattern);
	err = front_finish(&front, err);
	front_deinit(&front);
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

static int load_input(const struct options *opt, const struct input *in,
		      struct load_program *ret)
{
	int err;

	memset(ret, 0, sizeof(*ret));
	if (input_is_program(in))
		err = take_program(opt, in, ret);
	else
		err = compile(opt, in, ret);
	if (!err)
		err = verify(in, ret);
	if (err)
		load_deinit(ret);
	return err;
}

int load_script(const struct options *opt, struct load_program *ret)
{
	struct input in;
	int err = input_read(opt, &in);

	if (err)
		return err;
	err = load_input(opt, &in, ret);
	input_deinit(&in);
	return err;
}

int load_print(const struct options *opt, FILE *out, struct load_program *ret)
{
	struct input in;
	int err = input_read(opt, &in);

	if (err)
		return err;
	if (!input_is_program(&in)) {
		err = print(opt, &in, out);
	} else if (opt->last_pass == 1) {
		log_err("%s: a program file has no text to print: use -p2 or -p3",
			in.name);
		err = -EINVAL;
	} else {
		err = load_input(opt, &in, ret);
		err = err ? err : LOAD_IS_PROGRAM;
	}
	input_deinit(&in);
	return err;
}

int load_expand(const struct options *opt, FILE *out)
{
	struct input in;
	int err = input_read(opt, &in);

	if (err)
		return err;
	if (input_is_program(&in)) {
		log_err("%s: a program file has no macros left", in.name);
		err = -EINVAL;
	} else {
		err = print(opt, &in, out);
	}
	input_deinit(&in);
	return err;
}

void load_deinit(struct load_program *program)
{
	free(program->image);
	memset(program, 0, sizeof(*program));
}
