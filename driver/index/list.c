// SPDX-License-Identifier: GPL-2.0
/* Lists of what an index has, a line for each row. */
#include "index/list.h"

#include <elf.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "index/find.h"
#include "index/lines.h"
#include "index/list_code.h"
#include "index/symbols.h"

struct list_kind {
	const char *name;
	u32 (*print)(const struct index *ix, const char *pattern, FILE *out);
};

static int matches(const char *pattern, const char *text)
{
	return !pattern || !fnmatch(pattern, text, 0);
}

static unsigned long long elf_addr(const struct index *ix, u32 addr)
{
	return index_head(ix)->base + addr;
}

static const char *source_name(const struct index *ix, u32 file)
{
	const struct index_src *src = index_row(ix, INDEX_FILES, file);

	return src ? index_str(ix, src->path) : "?";
}

static const char *name_of(const char *const *names, size_t nr, u32 n,
			   char buf[16])
{
	if (n < nr && names[n])
		return names[n];
	snprintf(buf, 16, "%u", n);
	return buf;
}

static void print_tables(u32 sources, FILE *out)
{
	static const char *const names[] = { "symtab", "dynsym", "debug",
					     "debugdata" };
	const char *before = "";
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!(sources & 1u << i))
			continue;
		fprintf(out, "%s%s", before, names[i]);
		before = ",";
	}
}

/* As readelf -s has it, with the tables and without versions. */
static u32 print_symbols(const struct index *ix, const char *pattern, FILE *out)
{
	static const char *const types[] = {
		[STT_NOTYPE] = "NOTYPE", [STT_OBJECT] = "OBJECT",
		[STT_FUNC] = "FUNC",	 [STT_COMMON] = "COMMON",
		[STT_TLS] = "TLS",	 [STT_GNU_IFUNC] = "IFUNC",
	};
	static const char *const binds[] = {
		[STB_LOCAL] = "LOCAL",
		[STB_GLOBAL] = "GLOBAL",
		[STB_WEAK] = "WEAK",
		[STB_GNU_UNIQUE] = "UNIQUE",
	};
	u32 i, nr = 0;
	char a[16], b[16];

	for (i = 0; i < index_nr(ix, INDEX_SYMBOLS); i++) {
		const struct index_symbol *s = index_row(ix, INDEX_SYMBOLS, i);
		bool number;

		if (!s || !matches(pattern, index_str(ix, s->name)))
			continue;
		number = s->flags & INDEX_SYMBOL_ABSOLUTE;
		nr++;
		fprintf(out, "%016llx %8u %-6s %-6s %-3s ",
			number || s->type == STT_TLS ? s->addr
						     : elf_addr(ix, s->addr),
			s->size, name_of(types, 11, s->type, a),
			name_of(binds, 11, s->bind, b),
			number			       ? "ABS"
			: s->flags & INDEX_SYMBOL_CODE ? "x"
						       : "-");
		print_tables(s->sources, out);
		fprintf(out, " %s%s\n", index_str(ix, s->name),
			s->flags & INDEX_SYMBOL_OLD ? " (old version)" : "");
	}
	return nr;
}

static u32 print_marks(const struct index *ix, const char *pattern, FILE *out)
{
	u32 i, nr = 0;

	for (i = 0; i < index_nr(ix, INDEX_MARKS); i++) {
		const struct index_mark *m = index_row(ix, INDEX_MARKS, i);

		if (!m || !matches(pattern, index_str(ix, m->name)))
			continue;
		nr++;
		fprintf(out, "%016llx %s:%s", elf_addr(ix, m->addr),
			index_str(ix, m->provider), index_str(ix, m->name));
		if (m->semaphore != INDEX_NONE)
			fprintf(out, " semaphore=0x%llx",
				elf_addr(ix, m->semaphore));
		fprintf(out, " args=\"%s\"\n", index_str(ix, m->args));
	}
	return nr;
}

static u32 print_plt(const struct index *ix, const char *pattern, FILE *out)
{
	u32 i, nr = 0;

	for (i = 0; i < index_nr(ix, INDEX_PLT); i++) {
		const struct index_plt *p = index_row(ix, INDEX_PLT, i);

		if (!p || !matches(pattern, index_str(ix, p->name)))
			continue;
		nr++;
		fprintf(out, "%016llx %3u %s (slot 0x%llx)\n",
			elf_addr(ix, p->addr), p->len, index_str(ix, p->name),
			elf_addr(ix, p->slot));
	}
	return nr;
}

static const char *func_name(const struct index *ix, u32 scope)
{
	const struct index_scope *s = index_row(ix, INDEX_SCOPES, scope);
	const struct index_func *f = s ? index_row(ix, INDEX_FUNCS, s->func)
				       : NULL;

	return f ? index_str(ix, f->name) : "?";
}

static u32 print_labels(const struct index *ix, const char *pattern, FILE *out)
{
	u32 i, nr = 0;

	for (i = 0; i < index_nr(ix, INDEX_LABELS); i++) {
		const struct index_label *l = index_row(ix, INDEX_LABELS, i);

		if (!l || !matches(pattern, func_name(ix, l->scope)))
			continue;
		nr++;
		fprintf(out, "%016llx %s: %s %s:%u\n", elf_addr(ix, l->addr),
			func_name(ix, l->scope), index_str(ix, l->name),
			source_name(ix, l->file), l->line);
	}
	return nr;
}

static void print_line(const struct index *ix, const struct index_line *row,
		       FILE *out)
{
	fprintf(out, "%016llx ", elf_addr(ix, row->addr));
	if (row->flags & INDEX_LINE_END) {
		fputs("end\n", out);
		return;
	}
	fprintf(out, "%s:%u%s%s\n", source_name(ix, row->file), row->line,
		row->flags & INDEX_LINE_STMT ? " stmt" : "",
		row->flags & INDEX_LINE_PROLOGUE_END ? " prologue-end" : "");
}

/* What a range covers: the row that it begins in is named at its beginning. */
static u32 print_range(const struct index *ix, u32 low, u32 high, FILE *out)
{
	struct index_lines it;
	struct index_line row;
	u32 nr = 0;

	if (index_line_at(ix, low, &row, NULL) && row.addr < low) {
		row.addr = low;
		row.flags = 0;
		print_line(ix, &row, out);
		nr++;
	}
	index_lines_start(&it, ix, low);
	while (index_lines_next(&it, &row) && row.addr < high) {
		print_line(ix, &row, out);
		nr++;
	}
	return nr;
}

/* Of the functions whose name matches; without a pattern, of all files. */
static u32 print_lines(const struct index *ix, const char *pattern, FILE *out)
{
	u32 i, nr = 0;

	if (!pattern)
		return print_range(ix, 0, INDEX_NONE, out);
	for (i = 0; i < index_nr(ix, INDEX_FUNC_ADDRS); i++) {
		const struct index_func_addr *row =
			index_row(ix, INDEX_FUNC_ADDRS, i);

		if (!row || !matches(pattern, func_name(ix, row->scope)))
			continue;
		fprintf(out, "%s:\n", func_name(ix, row->scope));
		nr += print_range(ix, row->low, row->high, out);
	}
	return nr;
}

static u32 print_files(const struct index *ix, const char *pattern, FILE *out)
{
	u32 i, nr = 0;

	for (i = 0; i < index_nr(ix, INDEX_FILES); i++) {
		if (!matches(pattern, source_name(ix, i)))
			continue;
		nr++;
		fprintf(out, "%s\n", source_name(ix, i));
	}
	return nr;
}

static u32 print_sections(const struct index *ix, const char *pattern,
			  FILE *out)
{
	static const char *const names[] = {
#define INDEX_SECTION(name, type, text) #name,
#include "index/sections.def"
#undef INDEX_SECTION
	};
	const struct index_head *head = index_head(ix);
	double all = 0;
	u32 i, nr = 0;

	for (i = 0; i < INDEX_SECTION_NR; i++)
		all += (double)head->section[i].len;
	for (i = 0; i < INDEX_SECTION_NR; i++) {
		if (!matches(pattern, names[i]))
			continue;
		nr++;
		fprintf(out, "%10llu %10u %5.1f%% %s\n",
			(unsigned long long)head->section[i].len,
			index_nr(ix, (enum index_section)i),
			100.0 * (double)head->section[i].len / all, names[i]);
	}
	return nr;
}

static const struct list_kind kinds[] = {
	{ "symbols", print_symbols },	{ "marks", print_marks },
	{ "plt", print_plt },		{ "labels", print_labels },
	{ "lines", print_lines },	{ "files", print_files },
	{ "unwind", list_unwind },	{ "returns", list_returns },
	{ "sections", print_sections },
};

#define KINDS_NR (sizeof(kinds) / sizeof(kinds[0]))

const struct list_kind *list_find(const char *name)
{
	size_t i;

	for (i = 0; i < KINDS_NR; i++)
		if (!strcmp(kinds[i].name, name))
			return &kinds[i];
	return NULL;
}

const char *list_kinds(void)
{
	return "symbols, marks, plt, labels, lines, files, unwind, returns, sections";
}

u32 list_print(const struct list_kind *kind, const struct index *ix,
	       const char *pattern, FILE *out)
{
	return kind->print(ix, pattern, out);
}
