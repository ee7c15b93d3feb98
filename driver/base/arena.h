/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Memory that is given back all at once.
 *
 * An arena reserves its address space when it is created and turns it into
 * memory while it grows; arena_alloc() never returns NULL. What bounds the use
 * is the caller's limit on its input (ARENA_RESERVE is some hundred times the
 * largest one).
 */
#ifndef STAPX_BASE_ARENA_H
#define STAPX_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#define ARENA_RESERVE ((size_t)2 << 30)

struct arena;

/* NULL after the reason was logged. */
struct arena *arena_create(void);
/* The same with another reserve. */
struct arena *arena_create_sized(size_t reserve);
void arena_destroy(struct arena *arena);

/* size zeroed bytes, aligned for any object. */
void *arena_alloc(struct arena *arena, size_t size);

/* Copies with a NUL behind. */
char *arena_strndup(struct arena *arena, const char *s, size_t len);
char *arena_printf(struct arena *arena, const char *fmt, ...)
	__attribute__((format(printf, 2, 3), nonnull(2)));
char *arena_vprintf(struct arena *arena, const char *fmt, va_list ap)
	__attribute__((format(printf, 2, 0), nonnull(2)));

/* Gives memory back that is not used any more; its addresses stay taken. */
void arena_discard(struct arena *arena, void *mem, size_t size);

/* Bytes in use. */
size_t arena_used(const struct arena *arena);

#endif
