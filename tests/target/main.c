// SPDX-License-Identifier: GPL-2.0
/* stop PROGRAM.sxp COMMAND [ARG]...: a program file on a process; stop.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "target/stop.h"
#include "verify.h"

int main(int argc, char **argv)
{
	static struct sx_verify_scratch scratch;
	struct sx_verdict verdict;
	struct stop_request req = { 0 };
	struct stop_result result;
	struct sx_program prog;
	char *image;
	size_t len;
	int err;

	log_set_program("stop");
	if (argc < 3) {
		fputs("usage: stop PROGRAM.sxp COMMAND [ARG]...\n", stderr);
		return 2;
	}
	err = file_read_all(argv[1], SX_MAX_IMAGE, &image, &len);
	if (err) {
		log_err("%s: %s", argv[1], strerror(-err));
		return 1;
	}
	if (sx_verify(image, (u32)len, &scratch, &prog, &verdict)) {
		log_err("%s: %s", argv[1], sx_verify_text(verdict.code));
		return 1;
	}
	req.program = argv[2];
	req.argv = argv + 2;
	req.prog = &prog;
	err = stop_run(&req, &result);
	if (!err)
		fputs(result.output, stdout);
	free(result.output);
	free(image);
	return err != 0;
}
