/* SPDX-License-Identifier: GPL-2.0 */
/* Indexes of code alone, made without any debug information. */
#ifndef STAPX_TESTS_CODE_FIXTURE_H
#define STAPX_TESTS_CODE_FIXTURE_H

#include <stdbool.h>

#include "index/file.h"

/*
 * Makes the index of an ELF file at `out` and opens it: unwind rows, functions
 * and returns, from the ELF file alone. Fails the test.
 */
struct index *code_index(const char *path, const char *out);

/* The same of bytes that may be damaged. NULL: they are no ELF file. */
struct index *code_index_of_bytes(const void *bytes, size_t len,
				  const char *out);

/* Whether a function symbol with a size holds an address of the ELF file. */
bool code_is_sized(const char *path, u64 addr);

#endif
