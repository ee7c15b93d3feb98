/* SPDX-License-Identifier: GPL-2.0 */
/* Strings stored once: equal texts have equal addresses. */
#ifndef STAPX_BASE_INTERN_H
#define STAPX_BASE_INTERN_H

#include "base/arena.h"

struct intern;

/* Lives in the arena; there is nothing to destroy. */
struct intern *intern_create(struct arena *arena);

/* The one copy of len bytes at s, with a NUL behind. */
const char *intern_bytes(struct intern *in, const char *s, size_t len);
const char *intern_str(struct intern *in, const char *s);

#endif
