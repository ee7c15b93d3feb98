// SPDX-License-Identifier: GPL-2.0
/* Memory that is given back all at once. */
#include "base/arena.h"

#include <errno.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/log.h"

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#define REDZONE 16
#else
#define ASAN_POISON_MEMORY_REGION(addr, size)	((void)(addr))
#define ASAN_UNPOISON_MEMORY_REGION(addr, size) ((void)(addr))
#define REDZONE					0
#endif

/* Memory is asked for in such steps, where overcommitting is forbidden too. */
#define STEP ((size_t)1 << 20)

struct arena {
	char *base; /* ARENA_RESERVE bytes of address space */
	size_t ready; /* bytes of it that are memory */
	size_t used;
};

struct arena *arena_create(void)
{
	struct arena *arena = malloc(sizeof(*arena));

	if (!arena) {
		log_err("create an arena: %s", strerror(ENOMEM));
		return NULL;
	}
	arena->ready = 0;
	arena->used = 0;
	arena->base = mmap(NULL, ARENA_RESERVE, PROT_NONE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (arena->base == MAP_FAILED) {
		log_err("reserve %zu bytes of address space: %s (see ulimit -v)",
			ARENA_RESERVE, strerror(errno));
		free(arena);
		return NULL;
	}
	return arena;
}

void arena_destroy(struct arena *arena)
{
	if (!arena)
		return;
	ASAN_UNPOISON_MEMORY_REGION(arena->base, arena->used);
	munmap(arena->base, ARENA_RESERVE);
	free(arena);
}

/*
 * There is no way back for the callers' half-made trees: where not even a
 * small command has memory, it ends, as it would by the kernel's choice.
 */
static void grow(struct arena *arena, size_t len)
{
	size_t want = (arena->used + len + STEP - 1) / STEP * STEP;

	if (len > ARENA_RESERVE - arena->used ||
	    mprotect(arena->base + arena->ready, want - arena->ready,
		     PROT_READ | PROT_WRITE)) {
		log_err("grow an arena by %zu bytes: out of memory", len);
		abort();
	}
	arena->ready = want;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	size_t align = alignof(max_align_t);
	size_t len = (size + align - 1) / align * align + REDZONE;
	char *mem = arena->base + arena->used;

	if (len > arena->ready - arena->used)
		grow(arena, len);
	arena->used += len;
	ASAN_POISON_MEMORY_REGION(mem + size, len - size);
	return mem;
}

char *arena_strndup(struct arena *arena, const char *s, size_t len)
{
	char *copy = arena_alloc(arena, len + 1);

	memcpy(copy, s, len);
	return copy;
}

char *arena_vprintf(struct arena *arena, const char *fmt, va_list ap)
{
	va_list again;
	int len;
	char *text;

	va_copy(again, ap);
	len = vsnprintf(NULL, 0, fmt, ap);
	if (len < 0)
		len = 0;
	text = arena_alloc(arena, (size_t)len + 1);
	vsnprintf(text, (size_t)len + 1, fmt, again);
	va_end(again);
	return text;
}

char *arena_printf(struct arena *arena, const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = arena_vprintf(arena, fmt, ap);
	va_end(ap);
	return text;
}

size_t arena_used(const struct arena *arena)
{
	return arena->used;
}
