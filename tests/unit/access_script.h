/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Scripts that read registers and memory of their target without debug
 * information: in place of functions there are reg(N), base("PATH") and
 * read_T(address, offset), T being u8 to s64, kernel_u8 to kernel_s64; numbers
 * and paths are constants.
 */
#ifndef STAPX_TESTS_ACCESS_SCRIPT_H
#define STAPX_TESTS_ACCESS_SCRIPT_H

#include <stddef.h>

#include "program.h"

struct access_module {
	const char *path;
	const unsigned char *id;
	u32 id_len;
};

/*
 * Compiles and verifies; fails the running test on an error. The modules that
 * base() may name end with a path of NULL; NULL: none. The image is malloc'ed.
 */
u8 *access_compile(const char *text, const struct access_module *modules,
		   struct sx_program *ret);

/* What -p2 would print of the first handler, malloc'ed. */
char *access_print(const char *text);

#endif
