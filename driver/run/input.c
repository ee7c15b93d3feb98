// SPDX-License-Identifier: GPL-2.0
/* Reading the script. */
#include "run/input.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <stapx/program.h>

#include "base/file.h"
#include "base/log.h"

/* A program file may be as large as an image; no script comes near. */
#define INPUT_MAX SX_MAX_IMAGE

int input_read(const struct options *opt, struct input *ret)
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
	else if (err == -EFBIG)
		log_err("%s: larger than %u bytes: no script or program is that large",
			ret->name, INPUT_MAX);
	else if (err)
		log_err("read the script %s: %s", ret->name, strerror(-err));
	ret->text = ret->owned;
	return err;
}

void input_deinit(struct input *in)
{
	free(in->owned);
	memset(in, 0, sizeof(*in));
}

bool input_is_program(const struct input *in)
{
	u32 magic;

	if (in->len < sizeof(magic))
		return false;
	memcpy(&magic, in->text, sizeof(magic));
	return magic == SX_PROG_MAGIC;
}
