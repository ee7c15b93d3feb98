/* SPDX-License-Identifier: GPL-2.0 */
/* The C library's extended regular expressions, as a peer to compare with. */
#ifndef STAPX_TESTS_LIBC_REGEX_H
#define STAPX_TESTS_LIBC_REGEX_H

#define LIBC_REGEX_GROUPS 32

struct libc_regex;

/* NULL if the pattern is refused. */
struct libc_regex *libc_regex_create(const char *pattern);
void libc_regex_destroy(struct libc_regex *re);

/* 1, and start and end of LIBC_REGEX_GROUPS groups (-1: none), or 0. */
int libc_regex_match(const struct libc_regex *re, const char *subject,
		     int *start, int *end);

#endif
