// SPDX-License-Identifier: GPL-2.0
/* Reading the line table of an index. */
#include "index/lines.h"

#include <stddef.h>
#include <string.h>

#include "index/find.h"

static const s8 line_steps[] = { 1, 2, 3, 4, -1, -2 };

enum {
	STEP_LEB = 6,
	STEP_NEW = 7,
	ADDR_LEB = 15,
};

/* Bytes that do not end in the block are read as if it were filled with 0. */
static u32 read_byte(struct index_lines *it)
{
	return it->at < it->end ? *it->at++ : 0;
}

static u32 read_uleb(struct index_lines *it)
{
	u32 value = 0, byte, shift;

	for (shift = 0; shift < 35; shift += 7) {
		byte = read_byte(it);
		value |= shift < 32 ? (byte & 0x7f) << shift : 0;
		if (!(byte & 0x80))
			break;
	}
	return value;
}

static u32 read_sleb(struct index_lines *it)
{
	u32 value = 0, byte, shift;

	for (shift = 0; shift < 35;) {
		byte = read_byte(it);
		value |= shift < 32 ? (byte & 0x7f) << shift : 0;
		shift += 7;
		if (byte & 0x80)
			continue;
		if (byte & 0x40 && shift < 32)
			value |= ~0u << shift;
		break;
	}
	return value;
}

static void read_row(struct index_lines *it)
{
	struct index_line *row = &it->row;
	u32 op = read_byte(it), step = (op >> 4) & 7, with = 0;

	if (step == STEP_NEW)
		with = read_byte(it);
	row->addr += op & 15;
	if ((op & 15) == ADDR_LEB)
		row->addr += read_uleb(it);
	if (with & INDEX_LINE_NEW_FILE)
		row->file = read_uleb(it);
	row->line += step < STEP_LEB ? (u32)line_steps[step] : read_sleb(it);
	row->flags = op & 0x80 ? INDEX_LINE_STMT : 0;
	if (with & INDEX_LINE_NEW_END)
		row->flags |= INDEX_LINE_END;
	if (with & INDEX_LINE_NEW_PROLOGUE)
		row->flags |= INDEX_LINE_PROLOGUE_END;
}

/* False where the block does not exist. */
static bool enter_block(struct index_lines *it, u32 block)
{
	const struct index_line_block *b =
		index_row(it->ix, INDEX_LINE_BLOCKS, block);
	const struct index_line_block *behind =
		index_row(it->ix, INDEX_LINE_BLOCKS, block + 1);
	u32 end = behind ? behind->off : index_nr(it->ix, INDEX_LINES);
	const u8 *bytes;

	if (!b || end < b->off)
		return false;
	bytes = index_rows(it->ix, INDEX_LINES, b->off, end - b->off);
	if (!bytes)
		return false;
	it->at = bytes;
	it->end = bytes + (end - b->off);
	it->left = INDEX_LINE_BLOCK;
	it->row = (struct index_line){ .addr = b->addr };
	return true;
}

static bool enter_next(struct index_lines *it)
{
	const u32 *listed;

	if (it->next >= it->last)
		return false;
	if (it->file == INDEX_NONE)
		return enter_block(it, it->next++);
	listed = index_row(it->ix, INDEX_FILE_BLOCKS, it->next++);
	return listed && enter_block(it, *listed);
}

/* The number of blocks that begin below the address. */
static u32 blocks_below(const struct index *ix, u32 addr)
{
	return index_below(ix, INDEX_LINE_BLOCKS,
			   offsetof(struct index_line_block, addr), addr);
}

void index_lines_start(struct index_lines *it, const struct index *ix, u32 addr)
{
	u32 below = blocks_below(ix, addr);

	*it = (struct index_lines){
		.ix = ix,
		.file = INDEX_NONE,
		.next = below ? below - 1 : 0,
		.last = index_nr(ix, INDEX_LINE_BLOCKS),
		.from = addr,
	};
}

void index_lines_start_file(struct index_lines *it, const struct index *ix,
			    u32 file)
{
	const struct index_src *src = index_row(ix, INDEX_FILES, file);

	*it = (struct index_lines){ .ix = ix, .file = file };
	if (src && index_rows(ix, INDEX_FILE_BLOCKS, src->block_first,
			      src->block_nr)) {
		it->next = src->block_first;
		it->last = src->block_first + src->block_nr;
	}
}

bool index_lines_next(struct index_lines *it, struct index_line *ret)
{
	do {
		while (it->at == it->end || !it->left)
			if (!enter_next(it))
				return false;
		read_row(it);
		it->left--;
	} while (it->row.addr < it->from ||
		 (it->file != INDEX_NONE && it->row.file != it->file));
	*ret = it->row;
	return true;
}

bool index_line_at(const struct index *ix, u32 addr, struct index_line *ret,
		   u32 *ret_end)
{
	struct index_lines it;
	struct index_line row;
	bool found = false;

	/* The last block that begins at the address or below it. */
	index_lines_start(&it, ix, addr == ~0u ? addr : addr + 1);
	it.from = 0;
	while (index_lines_next(&it, &row)) {
		if (row.addr > addr)
			break;
		*ret = row;
		found = true;
	}
	if (!found || ret->flags & INDEX_LINE_END)
		return false;
	if (ret_end)
		*ret_end = row.addr;
	return row.addr > addr;
}

u32 index_lines_of_file_line(const struct index *ix, u32 file, u32 line,
			     struct index_line *ret, u32 max)
{
	struct index_lines it;
	struct index_line row;
	u32 nr = 0;

	index_lines_start_file(&it, ix, file);
	while (index_lines_next(&it, &row)) {
		if (row.line != line || !(row.flags & INDEX_LINE_STMT) ||
		    row.flags & INDEX_LINE_END)
			continue;
		if (nr < max)
			ret[nr] = row;
		nr++;
	}
	return nr;
}

u32 index_line_near(const struct index *ix, u32 file, u32 line, u32 last)
{
	struct index_lines it;
	struct index_line row;
	u32 best = 0;

	index_lines_start_file(&it, ix, file);
	while (index_lines_next(&it, &row)) {
		if (!(row.flags & INDEX_LINE_STMT) ||
		    row.flags & INDEX_LINE_END)
			continue;
		if (row.line && row.line >= line && row.line <= last &&
		    (!best || row.line < best))
			best = row.line;
	}
	return best;
}

bool index_file_matches(const char *path, const char *wanted)
{
	size_t len = strlen(path), tail = strlen(wanted);

	if (!tail || tail > len || strcmp(path + len - tail, wanted))
		return false;
	return tail == len || (wanted[0] != '/' && path[len - tail - 1] == '/');
}
