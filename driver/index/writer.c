// SPDX-License-Identifier: GPL-2.0
/* Laying out an index file. */
#include "index/writer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "index/checksum.h"
#include "index/pack.h"

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

/* The bytes of the file, growing. */
struct output {
	u8 *data;
	size_t len;
	size_t room;
	int err;
};

/* len more bytes, zeroed: NULL without memory, which `err` keeps. */
static u8 *extend(struct output *out, size_t len)
{
	size_t want = out->room ? out->room : 1 << 16;
	u8 *at;

	if (out->err)
		return NULL;
	while (want - out->len < len)
		want *= 2;
	at = want == out->room ? out->data : realloc(out->data, want);
	if (!at) {
		out->err = -ENOMEM;
		return NULL;
	}
	out->data = at;
	out->room = want;
	at += out->len;
	memset(at, 0, len);
	out->len += len;
	return at;
}

static void put_plain(struct output *out, const struct vec *rows)
{
	size_t len = (size_t)rows->nr * rows->size;
	u8 *at = len ? extend(out, len) : NULL;

	if (at)
		memcpy(at, rows->data, len);
}

/* The number of each chunk's end, then the chunks: chunks.h. */
static void put_packed(struct output *out, const struct vec *rows,
		       struct packer *p, u8 *chunk)
{
	u32 each = pack_chunk_rows(rows->size), i;
	u32 chunks = pack_chunk_nr(rows->nr, rows->size);
	size_t ends = out->len, first = ends + (size_t)chunks * 4;

	if (chunks)
		extend(out, (size_t)chunks * 4);
	for (i = 0; i < chunks && !out->err; i++) {
		u32 left = rows->nr - i * each, end;
		long len = packer_pack(p, vec_at(rows, i * each),
				       left < each ? left : each, rows->size,
				       chunk);
		u8 *at = len < 0 ? NULL : extend(out, (size_t)len);

		if (!at) {
			out->err = -ENOMEM;
			return;
		}
		memcpy(at, chunk, (size_t)len);
		end = (u32)(out->len - first);
		memcpy(out->data + ends + (size_t)i * 4, &end, 4);
	}
}

static void put_sections(const struct index_writer *w, struct index_head *head,
			 struct output *out)
{
	struct packer *p = packer_create();
	u8 *chunk = malloc(pack_bound());
	int i;

	if (!p || !chunk)
		out->err = -ENOMEM;
	for (i = 0; i < INDEX_SECTION_NR && !out->err; i++) {
		const struct vec *rows = &w->section[i];

		head->section[i].off = out->len;
		head->section[i].len = (u64)rows->nr * rows->size;
		if (head->packed)
			put_packed(out, rows, p, chunk);
		else
			put_plain(out, rows);
		if (out->len % 8)
			extend(out, 8 - out->len % 8);
	}
	free(chunk);
	packer_destroy(p);
}

/* The file from head to end, malloc'ed. */
static int lay_out(const struct index_writer *w, struct output *out)
{
	struct index_head head = {
		.magic = INDEX_MAGIC,
		.version = INDEX_VERSION,
		.head_len = sizeof(head),
		.base = w->base,
		.has = w->has,
		.machine = w->machine,
		.build_id_len = w->build_id_len,
		.packed = w->packed,
	};

	memcpy(head.build_id, w->build_id, sizeof(head.build_id));
	extend(out, sizeof(head));
	put_sections(w, &head, out);
	if (out->err)
		return out->err;
	head.file_len = out->len;
	head.checksum = index_checksum(out->data + sizeof(head),
				       out->len - sizeof(head));
	memcpy(out->data, &head, sizeof(head));
	return 0;
}

int index_writer_save(struct index_writer *w, const char *path)
{
	struct output out = { 0 };
	int err;

	w->section[INDEX_STRINGS] = w->strings.bytes;
	sort_sections(w);
	err = lay_out(w, &out);
	if (!err)
		err = file_write_all(path, out.data, out.len);
	free(out.data);
	if (err)
		log_err("write %s: %s", path, strerror(-err));
	return err;
}
