/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where the target has mapped the files of a program. One writer at a time
 * sets a row; handlers read it on any CPU in any context, without waiting: a
 * row that is being written is none.
 */
#ifndef STAPX_LIB_BASES_H
#define STAPX_LIB_BASES_H

#include <stapx/types.h>

/* Who runs a handler. */
struct sx_space {
	/*
	 * What tells an address space from others; a fork takes it along, and
	 * another program has another one. All 0: none.
	 */
	u64 id[2];
	s32 pid; /* the process, for messages */
};

/* All 0 at first. */
struct sx_base_row {
	u32 seq; /* odd while it is written; 0: never was */
	u64 base;
	u64 id[2];
};

/*
 * Bases in many address spaces. A row is found by the module's number and the
 * space; where its set is full the oldest one goes, and is not known any more.
 */
#define SX_BASE_SETS 512u
#define SX_BASE_WAYS 8u

struct sx_base_cache {
	u64 put_nr; /* the caller of sx_bases_put() keeps others out */
	struct sx_base_way {
		struct sx_base_row row; /* the module is in its id's top bytes */
		u64 put_nr; /* the writer's */
	} ways[SX_BASE_SETS][SX_BASE_WAYS];
};

/*
 * Notes where a module is mapped. A process and its forks share what tells them
 * from others: where one of them maps it elsewhere the base is unknown from then
 * on. The contexts of sx_base_set().
 */
void sx_bases_put(struct sx_base_cache *cache, u32 module,
		  const struct sx_space *space, u64 base);

/* As sx_base_get(); -1: it is one that is unknown. */
int sx_bases_find(const struct sx_base_cache *cache, u32 module,
		  const struct sx_space *space, u64 *ret);

/* Any context; the caller keeps other writers out. */
void sx_base_set(struct sx_base_row *row, const struct sx_space *space,
		 u64 base);

/* 1 and *ret, or 0: nothing is known for that address space. Any context. */
int sx_base_get(const struct sx_base_row *row, const struct sx_space *space,
		u64 *ret);

#endif
