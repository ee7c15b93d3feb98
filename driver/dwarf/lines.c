// SPDX-License-Identifier: GPL-2.0
/*
 * Line tables. Of what DWARF says, rows remain that tell a reader something:
 * columns, views and discriminators are dropped, and with them the rows that
 * differ from the one before in nothing else.
 */
#include <stdlib.h>

#include <dwarf.h>

#include "base/log.h"
#include "dwarf/read.h"
#include "index/lines_writer.h"

/* Rows of `lines` that stand behind each other in the program. */
struct sequence {
	u32 low;
	u32 high; /* of its end row */
	u32 first;
	u32 nr; /* with the end row */
};

void lines_init(struct dwarf_reader *b)
{
	vec_init(&b->lines, b->arena, sizeof(struct index_line));
	vec_init(&b->sequences, b->arena, sizeof(struct sequence));
	memo_init(&b->line_files, b->arena);
}

static u32 file_of(struct dwarf_reader *b, Dwarf_Line *line)
{
	const char *path = dwarf_linesrc(line, NULL, NULL);
	int is_new;
	u32 *row;

	if (!path)
		return INDEX_NONE;
	/* The library has one string for each file of a unit. */
	row = memo_get(&b->line_files, path, &is_new);
	if (is_new)
		*row = unit_file(b, path);
	return *row;
}

static int read_line(struct dwarf_reader *b, Dwarf_Line *line,
		     struct index_line *ret)
{
	bool stmt = false, end = false, prologue = false;
	Dwarf_Addr addr;
	int number = 0;

	if (dwarf_lineaddr(line, &addr))
		return -1;
	dwarf_lineno(line, &number);
	dwarf_linebeginstatement(line, &stmt);
	dwarf_lineendsequence(line, &end);
	dwarf_lineprologueend(line, &prologue);
	ret->addr = unit_address(b, addr);
	ret->line = end ? 0 : (u32)number;
	ret->file = end ? 0 : file_of(b, line);
	ret->flags = end ? INDEX_LINE_END : 0;
	if (!end && stmt)
		ret->flags |= INDEX_LINE_STMT;
	if (!end && prologue)
		ret->flags |= INDEX_LINE_PROLOGUE_END;
	return ret->addr == INDEX_NONE || ret->file == INDEX_NONE ? -1 : 0;
}

/* What the linker threw away lies at 0, where no code is. */
static bool is_code(const struct dwarf_reader *b, u32 addr)
{
	const struct index_range *r = b->code.data;
	u32 i;

	for (i = 0; i < b->code.nr; i++)
		if (addr >= r[i].low && addr < r[i].high)
			return true;
	return !b->code.nr && addr + b->w->base;
}

static void end_sequence(struct dwarf_reader *b, u32 first)
{
	const struct index_line *rows = vec_at(&b->lines, first);
	u32 nr = b->lines.nr - first;
	struct sequence *s;

	if (nr < 2 || !is_code(b, rows[0].addr) ||
	    rows[nr - 1].addr <= rows[0].addr) {
		b->lines.nr = first;
		return;
	}
	s = vec_push(&b->sequences);
	s->low = rows[0].addr;
	s->high = rows[nr - 1].addr;
	s->first = first;
	s->nr = nr;
}

/*
 * The library sorts the rows of a unit by address, the end of a sequence before
 * other rows there: those begin the next one only where the unit has code.
 */
void lines_read(struct dwarf_reader *b, Dwarf_Die *cu)
{
	u32 first, ended = INDEX_NONE;
	Dwarf_Lines *lines;
	size_t nr, i;

	b->unit_lines = first = b->lines.nr;
	if (dwarf_getsrclines(cu, &lines, &nr))
		return;
	for (i = 0; i < nr; i++) {
		struct index_line row;

		if (read_line(b, dwarf_onesrcline(lines, i), &row))
			continue;
		if (row.addr == ended && !(row.flags & INDEX_LINE_END) &&
		    !dwarf_haspc(cu, row.addr + b->w->base))
			continue;
		*(struct index_line *)vec_push(&b->lines) = row;
		if (row.flags & INDEX_LINE_END) {
			end_sequence(b, first);
			first = b->lines.nr;
			ended = row.addr;
		}
	}
	b->lines.nr = first;
}

static int compare_sequences(const void *a, const void *b)
{
	const struct sequence *x = a, *y = b;

	if (x->low != y->low)
		return x->low < y->low ? -1 : 1;
	return x->first < y->first ? -1 : x->first > y->first;
}

static int compare_u32(const void *a, const void *b)
{
	u32 x = *(const u32 *)a, y = *(const u32 *)b;

	return x < y ? -1 : x > y;
}

/* Where functions and inlined calls begin: their first rows stay. */
static u32 *find_starts(struct dwarf_reader *b, u32 *ret_nr)
{
	u32 nr = index_writer_nr(b->w, INDEX_RANGES), scopes, used = 0, i, k;
	u32 *starts = arena_alloc(b->arena, (nr + 1) * sizeof(*starts));

	scopes = index_writer_nr(b->w, INDEX_SCOPES);
	for (i = 0; i < scopes; i++) {
		const struct index_scope *s =
			index_writer_at(b->w, INDEX_SCOPES, i);

		if (s->kind == INDEX_SCOPE_BLOCK)
			continue;
		for (k = 0; k < s->range_nr && used < nr; k++) {
			const struct index_range *r = index_writer_at(
				b->w, INDEX_RANGES, s->range_first + k);

			starts[used++] = r->low;
		}
	}
	qsort(starts, used, sizeof(*starts), compare_u32);
	*ret_nr = used;
	return starts;
}

struct reducer {
	struct vec *out; /* struct index_line */
	const u32 *starts;
	u32 starts_nr;
	u32 first; /* row of out where the sequence begins */
};

static bool is_start(const struct reducer *r, u32 addr)
{
	return bsearch(&addr, r->starts, r->starts_nr, sizeof(addr),
		       compare_u32) != NULL;
}

/* Whether a row says nothing that the one before it has not said. */
static bool is_known(const struct reducer *r, const struct index_line *row)
{
	const struct index_line *last;

	if (r->out->nr == r->first || row->flags & ~INDEX_LINE_STMT)
		return false;
	last = vec_at(r->out, r->out->nr - 1);
	if (last->file != row->file || last->line != row->line ||
	    (row->flags & INDEX_LINE_STMT && !(last->flags & INDEX_LINE_STMT)))
		return false;
	return last->addr == row->addr || !is_start(r, row->addr);
}

static void reduce(struct reducer *r, const struct index_line *rows, u32 nr)
{
	u32 i;

	r->first = r->out->nr;
	for (i = 0; i < nr; i++) {
		/* Neither a statement nor the line of any code. */
		if (!rows[i].flags && i + 1 < nr &&
		    rows[i + 1].addr == rows[i].addr)
			continue;
		if (!is_known(r, &rows[i]))
			*(struct index_line *)vec_push(r->out) = rows[i];
	}
}

void lines_finish(struct dwarf_reader *b)
{
	const struct sequence *s = b->sequences.data;
	struct reducer r = { 0 };
	u32 i, high = 0, dropped = 0;
	struct vec out;

	vec_init(&out, b->arena, sizeof(struct index_line));
	r.out = &out;
	r.starts = find_starts(b, &r.starts_nr);
	if (b->sequences.nr)
		qsort(b->sequences.data, b->sequences.nr, b->sequences.size,
		      compare_sequences);
	for (i = 0; i < b->sequences.nr; i++) {
		if (s[i].low < high) {
			dropped++;
			continue;
		}
		reduce(&r, vec_at(&b->lines, s[i].first), s[i].nr);
		high = s[i].high;
	}
	if (dropped)
		log_info(
			"%u pieces of line tables are for code that another one has told of",
			dropped);
	if (out.nr)
		b->w->has |= INDEX_HAS_LINES;
	lines_writer_pack(b->w, out.data, out.nr);
}
