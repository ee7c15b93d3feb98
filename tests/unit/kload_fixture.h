/* SPDX-License-Identifier: GPL-2.0 */
/* What the loader's tests are made of: BTF, ELF objects, files. */
#ifndef STAPX_TESTS_KLOAD_FIXTURE_H
#define STAPX_TESTS_KLOAD_FIXTURE_H

#include <stddef.h>
#include <stdint.h>

#include "btf_maker.h"

/* Assembles text into an ELF object, malloc'ed. Fails the test otherwise. */
void *assemble(const char *text, size_t *ret_len);

/* Writes a file in the scratch directory; its path as fixture_path()'s. */
const char *make_file(const char *name, const void *data, size_t len);
const char *make_text_file(const char *name, const char *text);

#endif
