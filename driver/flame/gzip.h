/* SPDX-License-Identifier: GPL-2.0 */
/* gzip of a buffer. */
#ifndef STAPX_FLAME_GZIP_H
#define STAPX_FLAME_GZIP_H

#include <stddef.h>
#include <stdio.h>

/*
 * Writes data as one gzip member without a name and a time: the same bytes
 * each time. 0 or -ENOMEM; errors of out stay its own. Silent.
 */
int gzip_write(FILE *out, const void *data, size_t len);

#endif
