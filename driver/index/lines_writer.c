// SPDX-License-Identifier: GPL-2.0
/* Packs the line table of an index: the format is format_symbols.h's. */
#include "index/lines_writer.h"

#include <stdlib.h>

struct packer {
	struct index_writer *w;
	struct index_line last; /* what a reader knows */
	struct vec mentions; /* struct mention */
};

/* A file that a block names. */
struct mention {
	u32 file;
	u32 block;
};

static void put(struct packer *p, u32 byte)
{
	*(u8 *)index_writer_row(p->w, INDEX_LINES) = (u8)byte;
}

static void put_uleb(struct packer *p, u32 value)
{
	for (; value >= 0x80; value >>= 7)
		put(p, value | 0x80);
	put(p, value);
}

static void put_sleb(struct packer *p, s64 value)
{
	for (; value < -64 || value > 63; value >>= 7)
		put(p, (u32)(value & 0x7f) | 0x80);
	put(p, (u32)(value & 0x7f));
}

static void start_block(struct packer *p, u32 addr)
{
	struct index_line_block *b = index_writer_row(p->w, INDEX_LINE_BLOCKS);

	b->addr = addr;
	b->off = index_writer_nr(p->w, INDEX_LINES);
	p->last = (struct index_line){ .addr = addr };
}

/* The code of a step that needs no operand; 6: it needs one. */
static u32 short_step(s64 step)
{
	if (step >= 1 && step <= 4)
		return (u32)step - 1;
	return step == -1 ? 4 : step == -2 ? 5 : 6;
}

static void put_row(struct packer *p, const struct index_line *row)
{
	u32 advance = row->addr - p->last.addr, with = 0, op;
	s64 step = (s64)row->line - p->last.line;

	if (row->file != p->last.file)
		with |= INDEX_LINE_NEW_FILE;
	if (row->flags & INDEX_LINE_END)
		with |= INDEX_LINE_NEW_END;
	if (row->flags & INDEX_LINE_PROLOGUE_END)
		with |= INDEX_LINE_NEW_PROLOGUE;
	op = with ? 7 : short_step(step);
	put(p, (advance < 15 ? advance : 15) | op << 4 |
		       (row->flags & INDEX_LINE_STMT ? 0x80 : 0));
	if (with)
		put(p, with);
	if (advance >= 15)
		put_uleb(p, advance - 15);
	if (with & INDEX_LINE_NEW_FILE)
		put_uleb(p, row->file);
	if (op >= 6)
		put_sleb(p, step);
	p->last = *row;
}

static void mention(struct packer *p, u32 file, u32 seen_from)
{
	struct mention *m;
	u32 i;

	for (i = p->mentions.nr; i > seen_from; i--) {
		m = vec_at(&p->mentions, i - 1);
		if (m->file == file)
			return;
	}
	m = vec_push(&p->mentions);
	m->file = file;
	m->block = index_writer_nr(p->w, INDEX_LINE_BLOCKS) - 1;
}

static int compare_mentions(const void *a, const void *b)
{
	const struct mention *x = a, *y = b;

	if (x->file != y->file)
		return x->file < y->file ? -1 : 1;
	return x->block < y->block ? -1 : x->block > y->block;
}

static void list_blocks(struct packer *p)
{
	const struct mention *m = p->mentions.data;
	u32 i;

	if (p->mentions.nr)
		qsort(p->mentions.data, p->mentions.nr, sizeof(*m),
		      compare_mentions);
	for (i = 0; i < p->mentions.nr; i++) {
		struct index_src *src =
			index_writer_at(p->w, INDEX_FILES, m[i].file);

		if (!src->block_nr++)
			src->block_first = i;
		*(u32 *)index_writer_row(p->w, INDEX_FILE_BLOCKS) = m[i].block;
	}
}

void lines_writer_pack(struct index_writer *w, const struct index_line *rows,
		       u32 nr)
{
	struct packer p = { .w = w };
	u32 i, seen_from = 0;

	vec_init(&p.mentions, w->arena, sizeof(struct mention));
	for (i = 0; i < nr; i++) {
		if (!(i % INDEX_LINE_BLOCK)) {
			start_block(&p, rows[i].addr);
			seen_from = p.mentions.nr;
		}
		put_row(&p, &rows[i]);
		if (!(rows[i].flags & INDEX_LINE_END))
			mention(&p, rows[i].file, seen_from);
	}
	list_blocks(&p);
}
