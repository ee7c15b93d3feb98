// SPDX-License-Identifier: GPL-2.0
/* Laying out an index file. */
#include "index/writer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "index/checksum.h"

void index_writer_init(struct index_writer *w, struct arena *arena)
{
	static const u32 row_len[] = {
#define INDEX_SECTION(name, type, text) sizeof(type),
#include "index/sections.def"
#undef INDEX_SECTION
	};
	int i;

	memset(w, 0, sizeof(*w));
	w->arena = arena;
	index_strings_init(&w->strings, arena);
	for (i = 0; i < INDEX_SECTION_NR; i++)
		vec_init(&w->section[i], arena, row_len[i]);
	index_writer_row(w, INDEX_TYPES); /* void */
}

u32 index_writer_bytes(struct index_writer *w, const void *bytes, u32 len)
{
	struct vec *exprs = &w->section[INDEX_EXPRS];
	u32 off = exprs->nr;

	if (len)
		memcpy(vec_push_many(exprs, len), bytes, len);
	return off;
}

void index_writer_name(struct index_writer *w, u32 name,
		       enum index_name_kind kind, u32 row)
{
	struct index_name *n;

	if (!name)
		return;
	n = index_writer_row(w, INDEX_NAMES);
	n->name = name;
	n->kind = kind;
	n->row = row;
}

static int compare_u32(u32 a, u32 b)
{
	return a < b ? -1 : a > b;
}

static int compare_names(const void *a, const void *b, void *arg)
{
	const struct index_writer *w = arg;
	const struct index_name *x = a, *y = b;
	int order = 0;

	if (x->name != y->name)
		order = strcmp(index_strings_at(&w->strings, x->name),
			       index_strings_at(&w->strings, y->name));
	if (!order)
		order = compare_u32(x->kind, y->kind);
	return order ? order : compare_u32(x->row, y->row);
}

/* Of several bodies at one address the longest comes first and stays. */
static int compare_addrs(const void *a, const void *b)
{
	const struct index_func_addr *x = a, *y = b;
	int order = compare_u32(x->low, y->low);

	if (!order)
		order = compare_u32(y->high, x->high);
	return order ? order : compare_u32(x->scope, y->scope);
}

/* Bodies of one address (folded, or weak ones) leave one row. */
static void tidy_addrs(struct vec *addrs)
{
	struct index_func_addr *row = addrs->data;
	u32 i, kept = 0;

	if (!addrs->nr)
		return;
	qsort(row, addrs->nr, sizeof(*row), compare_addrs);
	for (i = 0; i < addrs->nr; i++) {
		if (kept && row[i].low < row[kept - 1].high)
			continue;
		row[kept++] = row[i];
	}
	addrs->nr = kept;
}

static void sort_sections(struct index_writer *w)
{
	struct vec *names = &w->section[INDEX_NAMES];

	if (names->nr)
		qsort_r(names->data, names->nr, names->size, compare_names, w);
	tidy_addrs(&w->section[INDEX_FUNC_ADDRS]);
}

static u64 lay_out(struct index_writer *w, struct index_head *head)
{
	u64 off = sizeof(*head);
	int i;

	for (i = 0; i < INDEX_SECTION_NR; i++) {
		head->section[i].off = off;
		head->section[i].len =
			(u64)w->section[i].nr * w->section[i].size;
		off = (off + head->section[i].len + 7) & ~7ull;
	}
	return off;
}

static void fill(const struct index_writer *w, u8 *data, u64 len)
{
	struct index_head *head = (struct index_head *)data;
	int i;

	for (i = 0; i < INDEX_SECTION_NR; i++)
		if (head->section[i].len)
			memcpy(data + head->section[i].off, w->section[i].data,
			       head->section[i].len);
	head->checksum =
		index_checksum(data + sizeof(*head), len - sizeof(*head));
}

int index_writer_save(struct index_writer *w, const char *path)
{
	struct index_head head = {
		.magic = INDEX_MAGIC,
		.version = INDEX_VERSION,
		.head_len = sizeof(head),
		.base = w->base,
		.has = w->has,
		.machine = w->machine,
		.build_id_len = w->build_id_len,
	};
	u8 *data;
	int err;

	memcpy(head.build_id, w->build_id, sizeof(head.build_id));
	w->section[INDEX_STRINGS] = w->strings.bytes;
	sort_sections(w);
	head.file_len = lay_out(w, &head);
	data = calloc(1, head.file_len);
	if (data) {
		memcpy(data, &head, sizeof(head));
		fill(w, data, head.file_len);
		err = file_write_all(path, data, head.file_len);
	} else {
		err = -ENOMEM;
	}
	free(data);
	if (err)
		log_err("write %s: %s", path, strerror(-err));
	return err;
}
