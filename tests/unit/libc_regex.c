// SPDX-License-Identifier: GPL-2.0
/* The C library's regular expressions: its header has the name of ours. */
#include <regex.h>
#include <stdlib.h>

#include "libc_regex.h"

struct libc_regex {
	regex_t compiled;
};

struct libc_regex *libc_regex_create(const char *pattern)
{
	struct libc_regex *re = malloc(sizeof(*re));

	if (re && regcomp(&re->compiled, pattern, REG_EXTENDED)) {
		free(re);
		return NULL;
	}
	return re;
}

void libc_regex_destroy(struct libc_regex *re)
{
	if (re)
		regfree(&re->compiled);
	free(re);
}

int libc_regex_match(const struct libc_regex *re, const char *subject,
		     int *start, int *end)
{
	regmatch_t m[LIBC_REGEX_GROUPS];

	if (regexec(&re->compiled, subject, LIBC_REGEX_GROUPS, m, 0))
		return 0;
	for (int i = 0; i < LIBC_REGEX_GROUPS; i++) {
		start[i] = (int)m[i].rm_so;
		end[i] = (int)m[i].rm_eo;
	}
	return 1;
}
