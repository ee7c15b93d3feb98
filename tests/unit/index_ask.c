// SPDX-License-Identifier: GPL-2.0
/* All questions to an index that may say anything. */
#include <stdio.h>
#include <string.h>

#include "index/decl.h"
#include "index/find.h"
#include "index/lines.h"
#include "index/list.h"
#include "index/mark_args.h"
#include "index/symbols.h"
#include "index/type.h"
#include "index_sample.h"

#define ROWS_MAX 512 /* of a section that are asked about one by one */

static u32 few(const struct index *ix, enum index_section section)
{
	u32 nr = index_nr(ix, section);

	return nr < ROWS_MAX ? nr : ROWS_MAX;
}

/* Rows that are told of exist, though damage may keep them from being read. */
static void expect_rows(const struct index *ix, enum index_section section,
			u32 first, u32 nr)
{
	if (first > index_nr(ix, section) || nr > index_nr(ix, section) - first)
		__builtin_trap();
	index_rows(ix, section, first, nr);
}

static void ask_names(const struct index *ix)
{
	static const char *const names[] = { "",	"alpha", "main",
					     "charlie", "x",	 "~" };
	u32 first, i, k, nr;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		nr = index_find_name(ix, names[i], &first);
		expect_rows(ix, INDEX_NAMES, first, nr);
		for (k = 0; k < INDEX_NAME_KIND_NR; k++)
			index_find_kind(ix, names[i], (enum index_name_kind)k);
		nr = index_find_symbols(ix, names[i], &first);
		expect_rows(ix, INDEX_SYMBOL_NAMES, first, nr);
		for (k = first; k < first + nr; k++)
			index_symbol_named(ix, k);
	}
	for (i = 0; i < few(ix, INDEX_FILES); i++) {
		const struct index_src *src = index_row(ix, INDEX_FILES, i);

		if (src)
			index_file_matches(index_str(ix, src->path), "one.c");
	}
}

static void ask_address(const struct index *ix, u32 addr)
{
	u32 scope = index_find_addr(ix, addr), row, end;
	struct index_line line;

	if (scope != INDEX_NONE)
		index_find_scope(ix, scope, addr);
	row = index_symbol_at(ix, addr);
	if (row != INDEX_NONE && !index_row(ix, INDEX_SYMBOLS, row))
		__builtin_trap();
	row = index_plt_at(ix, addr);
	if (row != INDEX_NONE && !index_row(ix, INDEX_PLT, row))
		__builtin_trap();
	if (index_line_at(ix, addr, &line, &end) &&
	    (line.addr > addr || end <= addr))
		__builtin_trap();
}

static void ask_addresses(const struct index *ix)
{
	u32 addr, i;

	for (addr = 0; addr < 0x1000; addr += 0x10)
		ask_address(ix, addr);
	for (i = 0; i < few(ix, INDEX_LINE_BLOCKS); i++) {
		const struct index_line_block *b =
			index_row(ix, INDEX_LINE_BLOCKS, i);

		ask_address(ix, b ? b->addr : 1);
		ask_address(ix, b ? b->addr - 1 : 0);
	}
	ask_address(ix, ~0u);
}

static void ask_lines(const struct index *ix)
{
	struct index_line rows[4];
	u32 file, line, nr = few(ix, INDEX_FILES);

	for (file = 0; file <= nr && file < 16; file++) {
		for (line = 0; line < 8; line++)
			index_lines_of_file_line(ix, file, line, rows, 4);
		index_line_near(ix, file, 5, ~0u);
	}
}

static void ask_marks(const struct index *ix)
{
	u32 i;

	for (i = 0; i < few(ix, INDEX_MARKS); i++) {
		const struct index_mark *m = index_row(ix, INDEX_MARKS, i);
		const char *text = m ? index_str(ix, m->args) : "";
		struct mark_arg arg;

		mark_args_nr(text);
		while (mark_arg_next(&text, &arg))
			continue;
	}
}

static void ask_scopes(const struct index *ix)
{
	u32 i, first, nr;

	for (i = 0; i < few(ix, INDEX_SCOPES); i++) {
		nr = index_labels_of(ix, i, &first);
		expect_rows(ix, INDEX_LABELS, first, nr);
	}
	for (i = 0; i < few(ix, INDEX_TYPES); i++) {
		index_type_strip(ix, i);
		index_type_size(ix, i);
	}
}

void index_ask_everything(const struct index *ix)
{
	static const char *const kinds[] = { "symbols", "marks", "plt",
					     "labels",	"lines", "files",
					     "sections" };
	FILE *out = fopen("/dev/null", "w");
	size_t i;

	if (!out)
		return;
	index_verify(ix);
	decl_all(ix, out);
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (!strstr(list_kinds(), kinds[i]))
			__builtin_trap();
		list_print(list_find(kinds[i]), ix, NULL, out);
		list_print(list_find(kinds[i]), ix, "a*", out);
	}
	fclose(out);
	ask_names(ix);
	ask_addresses(ix);
	ask_lines(ix);
	ask_marks(ix);
	ask_scopes(ix);
}
