/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a fuzzer of texts has; fuzz_text.c feeds it: libFuzzer's bytes, or its
 * own mixtures of seeds and words.
 */
#ifndef STAPX_TESTS_FUZZ_TEXT_H
#define STAPX_TESTS_FUZZ_TEXT_H

#include <stddef.h>

/* Tries one text, which ends with a NUL that is not counted. */
void fuzz_text(const char *text, size_t len);

/* The files to begin with: a pattern below the top folder of the sources. */
extern const char *const fuzz_seeds;

/* What such texts are made of; NULL at the end. */
extern const char *const fuzz_words[];

#endif
