/* SPDX-License-Identifier: GPL-2.0 */
/* Reads what pprof reads: message Profile of its profile.proto, in gzip. */
#ifndef STAPX_TESTS_PPROF_READ_H
#define STAPX_TESTS_PPROF_READ_H

#include <stddef.h>

/*
 * As lines, malloc'ed: "type unit", then each sample as folded text whose
 * frames have their mapping in front ("[user]main;[kernel]read 12"). Fails the
 * running test when something of it is not as pprof wants it: references to
 * what is not there, identifiers of 0, a list of strings without "" in front.
 */
char *pprof_read(const void *data, size_t len);

#endif
