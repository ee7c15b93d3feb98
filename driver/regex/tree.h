/* SPDX-License-Identifier: GPL-2.0 */
/* The tree of a pattern, and what all stages of its compilation share. */
#ifndef STAPX_REGEX_TREE_H
#define STAPX_REGEX_TREE_H

#include <stdbool.h>

#include "base/vec.h"
#include "regex.h"
#include "regex/compile.h"

#define REGEX_PATTERN_MAX 65536u /* bytes */
#define REGEX_COUNT_MAX	  1000u /* in {n,m} */
#define REGEX_DEPTH_MAX	  100u /* of the tree */
#define REGEX_UNBOUNDED	  0xffffffffu

struct regex_ctx {
	struct arena *arena; /* of this compilation */
	struct arena *result; /* the caller's: the block, the error */
	const char *pattern;
	u32 len;
	bool captures;
	u32 groups_nr; /* with group 0 */
	struct regex_error *err;
};

/* Reports the first thing that is wrong; returns -EINVAL. */
int regex_fail(struct regex_ctx *ctx, u32 at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* A set of bytes. */
struct byte_set {
	u64 word[4];
};

static inline void byte_set_add(struct byte_set *set, u8 byte)
{
	set->word[byte / 64] |= 1ull << (byte % 64);
}

static inline bool byte_set_has(const struct byte_set *set, u8 byte)
{
	return set->word[byte / 64] >> (byte % 64) & 1;
}

enum regex_kind {
	RE_EMPTY,
	RE_SET, /* one byte of a set */
	RE_BOL, /* ^ */
	RE_EOL, /* $ */
	RE_CAT, /* kids one after the other */
	RE_ALT, /* one of the kids */
	RE_REPEAT, /* the only kid, min to max times */
	RE_GROUP, /* the only kid, captured */
};

struct regex_node {
	enum regex_kind kind;
	u32 at; /* where in the pattern */
	u32 depth; /* 1 for a leaf */
	struct regex_node **kid;
	u32 kids_nr;
	u32 min; /* of RE_REPEAT */
	u32 max;
	u32 group; /* number of RE_GROUP */
	u32 group_first; /* groups inside: [group_first, group_end) */
	u32 group_end;
	struct byte_set set;
};

static inline bool regex_has_groups(const struct regex_node *n)
{
	return n->group_first != n->group_end;
}

/* The tree of ctx->pattern, or NULL after the reason was reported. */
struct regex_node *regex_parse(struct regex_ctx *ctx);

/*
 * A bracket expression from the byte behind its '['; *at is moved behind its
 * ']'. 0 or -EINVAL.
 */
int regex_parse_bracket(struct regex_ctx *ctx, u32 *at, struct byte_set *ret);

#endif
