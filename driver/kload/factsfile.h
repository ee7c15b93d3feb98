/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Facts files: text, "# stapx facts 1" and one name=value a line.
 * docs/kload.md describes the keys.
 */
#ifndef STAPX_KLOAD_FACTSFILE_H
#define STAPX_KLOAD_FACTSFILE_H

#include <stddef.h>

#include "kload/fact.h"
#include "kload/kernel.h"

struct factsfile;

/* Reports; 0 or -errno. */
int factsfile_read(const char *path, struct factsfile **ret);

/* Takes text (malloc'ed, NUL-terminated), also on failure. */
int factsfile_parse(const char *path, char *text, size_t len,
		    struct factsfile **ret);
void factsfile_free(struct factsfile *file);

/* The path it was read from, borrowed. */
const char *factsfile_path(const struct factsfile *file);

/* Value of a key, borrowed; NULL where the file does not mention it. */
const char *factsfile_get(const struct factsfile *file, const char *name);

/* Fills the kernel's identity. Reports; 0 or -EINVAL. */
int factsfile_kernel(const struct factsfile *file, struct kernel *ret);

/* Answers a type fact if the file mentions it. Reports; 0 or -EINVAL. */
int factsfile_answer(const struct factsfile *file, struct fact *f);

/* Writes the identity and all type facts of set. Reports; 0 or -errno. */
int factsfile_write(const char *path, const struct fact_set *set,
		    const struct kernel *kernel);

#endif
