/* SPDX-License-Identifier: GPL-2.0 */
/* Indexes of real files, and what other tools say of the same files. */
#ifndef STAPX_TESTS_INDEX_FIXTURE_H
#define STAPX_TESTS_INDEX_FIXTURE_H

#include <stdbool.h>
#include <stdio.h>

#include "index/file.h"

/* Makes the index of a file; messages about it are not printed. */
struct index *index_fixture_make(const char *path);

/*
 * The output of a shell command, to be read to its end and closed with
 * index_fixture_end(). $F is the file.
 */
FILE *index_fixture_ask(const char *command, const char *file);
void index_fixture_end(FILE *out);

/* Whether a program is installed; says so where it is not. */
bool index_fixture_has(const char *tool);

#endif
