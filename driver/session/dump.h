/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The contents of one global at one moment: reads and decodes SX_IOC_DUMP
 * (stapx/abi.h, operands as in stapx/record.h).
 *
 * No length in the buffer is trusted: an entry is taken only when its keys
 * and its value fill exactly the bytes that it claims and that are there.
 */
#ifndef STAPX_SESSION_DUMP_H
#define STAPX_SESSION_DUMP_H

#include <stddef.h>

#include <stapx/program.h>

struct session;

/* A string of the script: may hold any byte, no NUL behind it. */
struct dump_str {
	const char *data;
	u32 len;
};

struct dump_key {
	enum sx_type type; /* SX_T_INT or SX_T_STR */
	union {
		s64 num;
		struct dump_str str;
	};
};

enum dump_value_kind {
	DUMP_INT,
	DUMP_STR,
	DUMP_STAT,
};

struct dump_entry {
	struct dump_key *key; /* table->decl->nkeys of them */
	union {
		s64 num;
		struct dump_str str;
		s64 stat[SX_AGG_NR]; /* by enum sx_agg */
	};
};

struct dump_table {
	const char *name; /* of the global, borrowed */
	const struct sx_global *decl; /* borrowed */
	struct dump_entry *entries; /* scalars: one; maps: in dump order */
	size_t entries_nr;
	struct dump_key *keys; /* of all entries */
	void *buf; /* the strings of the entries lie in here */
	size_t buf_len;
};

/* An empty table of the global; borrows both until dump_deinit(). */
void dump_init(struct dump_table *table, const char *name,
	       const struct sx_global *decl);
void dump_deinit(struct dump_table *table);

/* What the table's values are, after the kind of its global. */
enum dump_value_kind dump_value_kind(const struct dump_table *table);

/*
 * Replaces the table's entries by those of buf, which must be buf[0..len)
 * from malloc() and is taken, also on failure; nr is the number of entries
 * that the kernel counted. 0, -ENOMEM, or -EBADMSG after it was reported
 * which byte of the dump makes no sense; the table is empty then.
 */
int dump_decode(struct dump_table *table, void *buf, size_t len, size_t nr);

/*
 * Reads global number `global` of a session that was started. 0 or -errno,
 * reported; -EAGAIN, not reported, when the script kept the global locked:
 * the table is as it was.
 */
int dump_read(struct dump_table *table, struct session *session, u32 global);

/* Orders two entries of one table by their keys: <0, 0, >0. */
int dump_compare_keys(const struct dump_table *table,
		      const struct dump_entry *a, const struct dump_entry *b);

/* Orders strings by their bytes, which for UTF-8 is by code point. */
int dump_compare_str(const struct dump_str *a, const struct dump_str *b);

#endif
