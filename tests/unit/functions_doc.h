/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The comments of the script library. A file starts with a comment that says
 * what it is about; in front of each public function and macro stands
 *
 *	(slash)** name - purpose
 *	 * @parameter: what it is
 *	 *
 *	 * Returns ...
 *	 * Errors: ...
 */
#ifndef STAPX_TESTS_FUNCTIONS_DOC_H
#define STAPX_TESTS_FUNCTIONS_DOC_H

#include <stdio.h>

/*
 * Writes a file's functions as Markdown. Returns the number of faults, each
 * of which was written to `faults` with its line: a public function without
 * a comment, a comment that tells of another function or other parameters.
 */
int functions_doc_file(const char *path, FILE *out, FILE *faults);

#endif
