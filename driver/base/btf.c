// SPDX-License-Identifier: GPL-2.0
/*
 * BTF: parsing. The types are walked once; afterwards a record that is reached
 * through its id may be read without further checks of its length.
 *
 * Kinds this file does not know are stepped over with the help of the layout
 * section that newer encoders append; without one they are an error, because
 * nothing behind them could be found.
 */
#include "base/btf.h"

#include <errno.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "base/log.h"

#define BTF_MAGIC    0xeb9f
#define BTF_TYPE_LEN 12 /* name_off, info, size or type */

/* Bytes behind a record of this kind: fixed, and for each of vlen elements. */
struct btf_kind_layout {
	uint8_t known;
	uint8_t info_len;
	uint8_t elem_len;
};

struct btf {
	char *name;
	void *owned;
	const struct btf *base; /* or NULL */
	struct bytes types;
	struct bytes strs; /* ends in NUL; empty only with a base */
	uint32_t strs_from; /* offset of the first one */
	struct btf_kind_layout layout[BTF_KIND_NR];
	uint32_t *off; /* of the records from id `own` */
	uint32_t own;
	uint32_t nr;
};

static const struct btf_kind_layout kind_layouts[] = {
	[BTF_KIND_INT] = { 1, 4, 0 },
	[BTF_KIND_PTR] = { 1, 0, 0 },
	[BTF_KIND_ARRAY] = { 1, 12, 0 },
	[BTF_KIND_STRUCT] = { 1, 0, BTF_MEMBER_LEN },
	[BTF_KIND_UNION] = { 1, 0, BTF_MEMBER_LEN },
	[BTF_KIND_ENUM] = { 1, 0, BTF_ENUM_LEN },
	[BTF_KIND_FWD] = { 1, 0, 0 },
	[BTF_KIND_TYPEDEF] = { 1, 0, 0 },
	[BTF_KIND_VOLATILE] = { 1, 0, 0 },
	[BTF_KIND_CONST] = { 1, 0, 0 },
	[BTF_KIND_RESTRICT] = { 1, 0, 0 },
	[BTF_KIND_FUNC] = { 1, 0, 0 },
	[BTF_KIND_FUNC_PROTO] = { 1, 0, BTF_PARAM_LEN },
	[BTF_KIND_VAR] = { 1, 4, 0 },
	[BTF_KIND_DATASEC] = { 1, 0, BTF_SECT_LEN },
	[BTF_KIND_FLOAT] = { 1, 0, 0 },
	[BTF_KIND_DECL_TAG] = { 1, 4, 0 },
	[BTF_KIND_TYPE_TAG] = { 1, 0, 0 },
	[BTF_KIND_ENUM64] = { 1, 0, BTF_ENUM64_LEN },
};

#define KINDS_BUILT_IN (sizeof(kind_layouts) / sizeof(kind_layouts[0]))

struct btf_header {
	uint16_t magic;
	uint8_t version;
	uint8_t flags;
	uint32_t hdr_len;
	/* Offsets count from the end of the header. */
	uint32_t type_off;
	uint32_t type_len;
	uint32_t str_off;
	uint32_t str_len;
	/* Present when hdr_len covers them. */
	uint32_t layout_off;
	uint32_t layout_len;
};

static int bad_header(const struct btf *btf, const char *what)
{
	log_err("%s: BTF header: %s", btf->name, what);
	return -EINVAL;
}

/* The layout section: one (info_len, elem_len, flags) a kind, from kind 0. */
static void read_layouts(struct btf *btf, struct bytes layout)
{
	size_t kind;

	memcpy(btf->layout, kind_layouts, sizeof(kind_layouts));
	for (kind = KINDS_BUILT_IN; kind < BTF_KIND_NR; kind++) {
		uint8_t row[4];

		if (!bytes_get(layout, kind * sizeof(row), row, sizeof(row)))
			break;
		btf->layout[kind] =
			(struct btf_kind_layout){ 1, row[0], row[1] };
	}
}

static int read_header(struct btf *btf, struct bytes file)
{
	struct btf_header h = { 0 };
	struct bytes body, layout = { 0 };
	size_t want = offsetof(struct btf_header, layout_off);

	if (file.len > BTF_FILE_MAX)
		return bad_header(btf, "no kernel has that many types");
	if (!bytes_get(file, 0, &h, want))
		return bad_header(btf, "the file is too short");
	if (h.magic == 0x9feb)
		return bad_header(btf, "big-endian, this is not x86-64's");
	if (h.magic != BTF_MAGIC)
		return bad_header(btf, "no BTF magic number");
	if (h.version != 1)
		return bad_header(btf, "unknown version");
	if (h.hdr_len < want ||
	    !bytes_sub(file, h.hdr_len, file.len - h.hdr_len, &body))
		return bad_header(btf, "header length outside the file");
	if (h.hdr_len >= sizeof(h) &&
	    (!bytes_get(file, 0, &h, sizeof(h)) ||
	     !bytes_sub(body, h.layout_off, h.layout_len, &layout)))
		return bad_header(btf, "layout section outside the file");
	if (!bytes_sub(body, h.type_off, h.type_len, &btf->types))
		return bad_header(btf, "type section outside the file");
	if (!bytes_sub(body, h.str_off, h.str_len, &btf->strs))
		return bad_header(btf, "string section outside the file");
	if ((!btf->strs.len && !btf->base) ||
	    (btf->strs.len && btf->strs.data[btf->strs.len - 1]))
		return bad_header(btf, "string section does not end in NUL");
	if (!btf->base && btf->strs.data[0])
		return bad_header(btf,
				  "string section does not begin with NUL");
	if (btf->strs.len > UINT32_MAX - btf->strs_from)
		return bad_header(btf, "more strings than offsets reach");
	read_layouts(btf, layout);
	return 0;
}

static int bad_type(const struct btf *btf, uint32_t off, const char *what)
{
	log_err("%s: BTF: type %u at offset %#x: %s", btf->name, btf->nr, off,
		what);
	return -EINVAL;
}

static int add_offset(struct btf *btf, size_t *cap, uint32_t off)
{
	uint32_t nr = btf->nr - btf->own;

	if (nr == *cap) {
		uint32_t *more;

		*cap *= 2;
		more = realloc(btf->off, *cap * sizeof(*more));
		if (!more)
			return -ENOMEM;
		btf->off = more;
	}
	btf->off[nr] = off;
	btf->nr++;
	return 0;
}

static void read_record(const uint8_t *at, struct btf_record *ret)
{
	uint32_t info = btf_word(at + 4);

	ret->name_off = btf_word(at);
	ret->kind = info >> 24 & 0x7f;
	ret->vlen = info & 0xffffff;
	ret->flag = info >> 31;
	ret->size = btf_word(at + 8);
	ret->body = at + BTF_TYPE_LEN;
}

static int index_types(struct btf *btf)
{
	/* Most kernels average 25 to 30 bytes a type. */
	size_t cap = btf->types.len / 24 + 2;
	uint64_t off = 0;

	btf->off = malloc(cap * sizeof(*btf->off));
	if (!btf->off)
		return -ENOMEM;
	while (off < btf->types.len) {
		const struct btf_kind_layout *lay;
		struct btf_record t;
		uint64_t len;
		int err;

		if (!bytes_has(btf->types, off, BTF_TYPE_LEN))
			return bad_type(btf, off, "cut off");
		read_record(btf->types.data + off, &t);
		lay = &btf->layout[t.kind];
		if (!lay->known) {
			log_err("%s: BTF: type %u at offset %#x: unknown kind %u, this stapx is older than the encoder",
				btf->name, btf->nr, (uint32_t)off, t.kind);
			return -EINVAL;
		}
		len = BTF_TYPE_LEN + lay->info_len +
		      (uint64_t)lay->elem_len * t.vlen;
		if (!bytes_has(btf->types, off, len))
			return bad_type(btf, off, "reaches beyond the section");
		err = add_offset(btf, &cap, off);
		if (err)
			return err;
		off += len;
	}
	return 0;
}

int btf_parse(const char *name, void *data, size_t len, const struct btf *base,
	      struct btf **ret)
{
	struct btf *btf = calloc(1, sizeof(*btf));
	int err = -ENOMEM;

	if (!btf) {
		free(data);
		return -ENOMEM;
	}
	btf->owned = data;
	btf->base = base;
	btf->own = base ? base->nr : 1;
	btf->nr = btf->own;
	btf->strs_from = base ? base->strs_from + (uint32_t)base->strs.len : 0;
	btf->name = strdup(name);
	if (btf->name)
		err = read_header(btf, (struct bytes){ data, len });
	if (!err)
		err = index_types(btf);
	if (err) {
		btf_close(btf);
		return err;
	}
	*ret = btf;
	return 0;
}

void btf_close(struct btf *btf)
{
	if (!btf)
		return;
	free(btf->off);
	free(btf->owned);
	free(btf->name);
	free(btf);
}

const char *btf_name(const struct btf *btf)
{
	return btf->name;
}

uint32_t btf_nr(const struct btf *btf)
{
	return btf->nr;
}

uint32_t btf_own(const struct btf *btf)
{
	return btf->own;
}

int btf_get(const struct btf *btf, uint32_t id, struct btf_record *ret)
{
	if (!id || id >= btf->nr) {
		log_err("%s: BTF: type %u does not exist (there are %u)",
			btf->name, id, btf->nr - 1);
		return -EINVAL;
	}
	while (id < btf->own)
		btf = btf->base;
	read_record(btf->types.data + btf->off[id - btf->own], ret);
	return 0;
}

const char *btf_str(const struct btf *btf, uint32_t off)
{
	while (btf->base && off < btf->strs_from)
		btf = btf->base;
	off -= btf->strs_from;
	return off < btf->strs.len ? (const char *)btf->strs.data + off : NULL;
}

const char *btf_own_strs(const struct btf *btf, size_t *ret_len)
{
	*ret_len = btf->strs.len;
	return (const char *)btf->strs.data;
}

const struct btf *btf_base(const struct btf *btf)
{
	return btf->base;
}
