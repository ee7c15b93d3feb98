// SPDX-License-Identifier: GPL-2.0
/* Memory that is given back all at once. */
#include "base/arena.h"

#include <errno.h>
#include <stdalign.h>
#include <stdint.h>
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
	char *base; /* `reserve` bytes of address space */
	size_t reserve;
	size_t ready; /* bytes of it that are memory */
	size_t used;
};

struct arena *arena_create(void)
{
	return arena_create_sized(ARENA_RESERVE);
}

struct arena *arena_create_sized(size_t reserve)
{
	struct arena *arena = malloc(sizeof(*arena));

	if (!arena) {
		log_err("create an arena: %s", strerror(ENOMEM));
		return NULL;
	}
	arena->reserve = reserve;
	arena->ready = 0;
	arena->used = 0;
	arena->base = mmap(NULL, reserve, PROT_NONE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (arena->base == MAP_FAILED) {
		log_err("reserve %zu bytes of address space: %s (see ulimit -v)",
			reserve, strerror(errno));
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
	munmap(arena->base, arena->reserve);
	free(arena);
}

/*
 * There is no way back for the callers' half-made trees: where not even a
 * small command has memory, it ends, as it would by the kernel's choice.
 */
static void grow(struct arena *arena, size_t len)
{
	size_t want = (arena->used + len + STEP - 1) / STEP * STEP;

	if (len > arena->reserve - arena->used ||
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

void arena_discard(struct arena *arena, void *mem, size_t size)
{
	const size_t page = 4096;
	uintptr_t first = ((uintptr_t)mem + page - 1) / page * page;
	uintptr_t end = ((uintptr_t)mem + size) / page * page;

	(void)arena;
	ASAN_POISON_MEMORY_REGION(mem, size);
	if (end > first)
		madvise((void *)first, end - first, MADV_DONTNEED);
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
