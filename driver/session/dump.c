// SPDX-License-Identifier: GPL-2.0
/* Decodes the dump of one global. */
#include "session/dump.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "session/session.h"

/* Times that a locked or growing global is asked for again. */
#define DUMP_TRIES 16

/* The part of the buffer that belongs to the entry being decoded. */
struct cursor {
	const struct dump_table *table;
	const unsigned char *start; /* of the whole dump */
	const unsigned char *pos;
	const unsigned char *end;
	size_t entry;
};

void dump_init(struct dump_table *table, const char *name,
	       const struct sx_global *decl)
{
	*table = (struct dump_table){ .name = name, .decl = decl };
}

static void drop_entries(struct dump_table *table)
{
	free(table->entries);
	free(table->keys);
	free(table->buf);
	table->entries = NULL;
	table->entries_nr = 0;
	table->keys = NULL;
	table->buf = NULL;
	table->buf_len = 0;
}

void dump_deinit(struct dump_table *table)
{
	drop_entries(table);
}

enum dump_value_kind dump_value_kind(const struct dump_table *table)
{
	switch (table->decl->kind) {
	case SX_G_STR:
	case SX_G_MAP_STR:
		return DUMP_STR;
	case SX_G_STAT:
	case SX_G_MAP_STAT:
		return DUMP_STAT;
	default:
		return DUMP_INT;
	}
}

static int report_bad(const struct cursor *c, const char *why)
{
	log_err("dump of global `%s': entry %zu, byte %td of it is wrong: %s: the kernel object and this program do not fit, load it again with 'stapx kload'",
		c->table->name, c->entry, c->pos - c->start, why);
	return -EBADMSG;
}

static size_t bytes_left(const struct cursor *c)
{
	return (size_t)(c->end - c->pos);
}

static int take_int(struct cursor *c, s64 *ret)
{
	if (bytes_left(c) < sizeof(*ret))
		return report_bad(c, "no room for an integer");
	memcpy(ret, c->pos, sizeof(*ret));
	c->pos += sizeof(*ret);
	return 0;
}

static int check_padding(const struct cursor *c, size_t from, size_t to)
{
	for (; from < to; from++)
		if (c->pos[from])
			return report_bad(c, "the string's padding is not 0");
	return 0;
}

static int take_str(struct cursor *c, struct dump_str *ret)
{
	u32 len;
	size_t whole;
	int err;

	if (bytes_left(c) < sizeof(len))
		return report_bad(c, "no room for a string's length");
	memcpy(&len, c->pos, sizeof(len));
	/* Before it is rounded up: a length near 4G must not wrap around. */
	if (len > bytes_left(c) - sizeof(len))
		return report_bad(c, "a string is longer than its entry");
	whole = (sizeof(len) + len + 7) & ~(size_t)7;
	if (whole > bytes_left(c))
		return report_bad(c, "a string lacks its padding");
	err = check_padding(c, sizeof(len) + len, whole);
	if (err)
		return err;
	*ret = (struct dump_str){ (const char *)c->pos + sizeof(len), len };
	c->pos += whole;
	return 0;
}

static int take_key(struct cursor *c, u8 type, struct dump_key *ret)
{
	ret->type = type;
	return type == SX_T_STR ? take_str(c, &ret->str)
				: take_int(c, &ret->num);
}

static int take_value(struct cursor *c, struct dump_entry *ret)
{
	int err = 0;
	int i;

	switch (dump_value_kind(c->table)) {
	case DUMP_INT:
		return take_int(c, &ret->num);
	case DUMP_STR:
		return take_str(c, &ret->str);
	case DUMP_STAT:
		for (i = 0; i < SX_AGG_NR && !err; i++)
			err = take_int(c, &ret->stat[i]);
		break;
	}
	return err;
}

static int take_entry(struct cursor *c, struct dump_entry *ret)
{
	const struct sx_global *decl = c->table->decl;
	int err = 0;
	int i;

	for (i = 0; i < decl->nkeys && !err; i++)
		err = take_key(c, decl->key[i], &ret->key[i]);
	if (!err)
		err = take_value(c, ret);
	if (!err && c->pos != c->end)
		err = report_bad(c, "bytes are left over");
	return err;
}

/* Moves the cursor behind the head of the next entry of the dump. */
static int open_entry(struct cursor *c, const unsigned char *dump_end)
{
	struct sx_dump_entry head;

	c->end = dump_end;
	if (bytes_left(c) < sizeof(head))
		return report_bad(c, "no room for the head of an entry");
	memcpy(&head, c->pos, sizeof(head));
	if (head.len < sizeof(head) || head.len % 8 || head.len > bytes_left(c))
		return report_bad(c, "the length of the entry");
	c->end = c->pos + head.len;
	c->pos += sizeof(head);
	return 0;
}

/* Room for nr entries that point to their keys. */
static int alloc_entries(struct dump_table *table, size_t nr)
{
	size_t nkeys = table->decl->nkeys;
	size_t i;

	table->entries = calloc(nr + 1, sizeof(*table->entries));
	table->keys = calloc(nr * nkeys + 1, sizeof(*table->keys));
	if (!table->entries || !table->keys)
		return -ENOMEM;
	for (i = 0; i < nr; i++)
		table->entries[i].key = table->keys + i * nkeys;
	table->entries_nr = nr;
	return 0;
}

static int decode_entries(struct dump_table *table)
{
	const unsigned char *dump_end =
		(const unsigned char *)table->buf + table->buf_len;
	struct cursor c = { .table = table,
			    .start = table->buf,
			    .pos = table->buf };
	int err = 0;

	for (; c.entry < table->entries_nr && !err; c.entry++) {
		err = open_entry(&c, dump_end);
		if (!err)
			err = take_entry(&c, &table->entries[c.entry]);
	}
	if (!err && c.pos != dump_end)
		err = report_bad(&c, "more bytes than entries");
	return err;
}

int dump_decode(struct dump_table *table, void *buf, size_t len, size_t nr)
{
	struct cursor c = { .table = table, .start = buf, .pos = buf };
	int err;

	drop_entries(table);
	table->buf = buf;
	table->buf_len = len;
	/* Bounds the allocation by what was really received. */
	if (nr > len / sizeof(struct sx_dump_entry)) {
		err = report_bad(&c, "more entries than bytes");
		goto drop;
	}
	err = alloc_entries(table, nr);
	if (!err)
		err = decode_entries(table);
	if (!err)
		return 0;
drop:
	drop_entries(table);
	return err;
}

/* One try with a buffer of dump->buf_len bytes. */
static int try_read(struct dump_table *table, struct session *session,
		    struct sx_dump *dump)
{
	void *buf = malloc(dump->buf_len);
	int err;

	if (!buf)
		return -ENOMEM;
	dump->buf = (u64)(uintptr_t)buf;
	err = session_dump(session, dump);
	if (err) {
		free(buf);
		return err;
	}
	if (dump->used > dump->buf_len) {
		free(buf);
		log_err("dump of global `%s': the kernel object claims %llu bytes in a buffer of %llu",
			table->name, (unsigned long long)dump->used,
			(unsigned long long)dump->buf_len);
		return -EBADMSG;
	}
	return dump_decode(table, buf, dump->used, dump->entries);
}

int dump_read(struct dump_table *table, struct session *session, u32 global)
{
	struct sx_dump dump = { .global = global };
	int tries;
	int err = -EAGAIN;

	/* What was enough the last time, and some room to grow. */
	dump.buf_len = table->buf_len + table->buf_len / 4 + 4096;
	for (tries = 0; tries < DUMP_TRIES; tries++) {
		err = try_read(table, session, &dump);
		if (err == -ENOSPC)
			dump.buf_len = dump.used + dump.used / 4 + 4096;
		else if (err != -EAGAIN)
			break;
	}
	/* It grew faster than it was read: as good as locked. */
	if (err == -ENOSPC)
		err = -EAGAIN;
	if (err && err != -EAGAIN && err != -EBADMSG)
		log_err("read global `%s': %s", table->name,
			err == -E2BIG
				? "it is too large to be read at once: lower -D MAXMAPENTRIES="
				: strerror(-err));
	return err;
}

int dump_compare_str(const struct dump_str *a, const struct dump_str *b)
{
	size_t common = a->len < b->len ? a->len : b->len;
	int order = common ? memcmp(a->data, b->data, common) : 0;

	return order ? order : (a->len > b->len) - (a->len < b->len);
}

int dump_compare_keys(const struct dump_table *table,
		      const struct dump_entry *a, const struct dump_entry *b)
{
	int order = 0;
	int i;

	for (i = 0; i < table->decl->nkeys && !order; i++) {
		const struct dump_key *x = &a->key[i];
		const struct dump_key *y = &b->key[i];

		if (x->type == SX_T_STR)
			order = dump_compare_str(&x->str, &y->str);
		else
			order = (x->num > y->num) - (x->num < y->num);
	}
	return order;
}
