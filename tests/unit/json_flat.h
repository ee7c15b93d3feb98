/* SPDX-License-Identifier: GPL-2.0 */
/* JSON as lines that a test can look for: "/path/0/key = value". */
#ifndef STAPX_TESTS_JSON_FLAT_H
#define STAPX_TESTS_JSON_FLAT_H

#include <stddef.h>

/*
 * Each number, string (as it is written, with its quotes) and empty list on a
 * line of its own, malloc'ed; NULL when the text is not JSON (RFC 8259).
 */
char *json_flat(const char *text, size_t len);

#endif
