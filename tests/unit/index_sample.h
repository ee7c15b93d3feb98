/* SPDX-License-Identifier: GPL-2.0 */
/* A small index with something in every section, and all questions to it. */
#ifndef STAPX_TESTS_INDEX_SAMPLE_H
#define STAPX_TESTS_INDEX_SAMPLE_H

#include "index/file.h"

#define INDEX_SAMPLE_NR	   4 /* functions: n is at 0x100 * n */
#define INDEX_SAMPLE_LINES 500

extern const char *const index_sample_names[INDEX_SAMPLE_NR];

/* packed: as index_head has it. 0 or -errno. */
int index_sample_write(const char *path, u8 packed);

/* Asks everything that can be asked of an index, whatever it says. */
void index_ask_everything(const struct index *ix);

#endif
