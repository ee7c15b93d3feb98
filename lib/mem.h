/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Bytes of memory, without a C library's header. memcpy and memset are calls
 * that the compiler may make anyway; every side has them.
 */
#ifndef STAPX_LIB_MEM_H
#define STAPX_LIB_MEM_H

#include <stapx/types.h>

/* What <errno.h> would say; the values are the Linux ABI's. */
#define SX_EAGAIN 11
#define SX_EINVAL 22
#define SX_ENOSPC 28

#define SX_NR(array)	  (sizeof(array) / sizeof((array)[0]))
#define SX_NULL		  ((void *)0)
#define SX_ALIGN(x, a)	  (((x) + ((a)-1)) & ~(__typeof__(x))((a)-1))
#define SX_COLD		  __attribute__((noinline, cold))
#define sx_likely(cond)	  __builtin_expect(!!(cond), 1)
#define sx_unlikely(cond) __builtin_expect(!!(cond), 0)

static inline void sx_memcpy(void *to, const void *from, sx_size len)
{
	__builtin_memcpy(to, from, len);
}

static inline void sx_memset(void *to, int byte, sx_size len)
{
	__builtin_memset(to, byte, len);
}

/* A word at any address. */
static inline u64 sx_load64(const void *from)
{
	u64 v;

	__builtin_memcpy(&v, from, sizeof(v));
	return v;
}

/* <0, 0, >0: bytes are unsigned. */
static inline int sx_memcmp(const void *a, const void *b, sx_size len)
{
	const u8 *p = a, *q = b;

	while (len >= 8 && sx_load64(p) == sx_load64(q)) {
		p += 8;
		q += 8;
		len -= 8;
	}
	for (; len; len--, p++, q++)
		if (*p != *q)
			return *p - *q;
	return 0;
}

/* Hides where a pointer comes from: a short loop stays a loop. */
static inline void *sx_hide(void *p)
{
	__asm__ volatile("" : "+r"(p));
	return p;
}

static inline sx_size sx_strlen(const char *s)
{
	const char *end = s;

	while (*(const char *)sx_hide((void *)end))
		end++;
	return (sx_size)(end - s);
}

#endif
