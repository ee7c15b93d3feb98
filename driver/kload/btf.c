// SPDX-License-Identifier: GPL-2.0
/*
 * BTF: parsing.
 *
 * btf_parse() walks the types once and proves that every record lies inside
 * the type section; afterwards a record reached through its id may be read
 * without further checks of its length. What a record says (type ids, name
 * offsets) stays untrusted; btf_find.c checks it where it is followed.
 *
 * Kinds this file does not know are stepped over with the help of the layout
 * section that newer encoders append; without one they are an error, because
 * nothing behind them could be found.
 */
#include "kload/btf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "kload/btf_impl.h"
#include "kload/elf64.h"

#define BTF_FILE_MAX (256u << 20)
#define BTF_MAGIC    0xeb9f

static const struct btf_kind_layout kind_layouts[] = {
	[1] = { 1, 4, 0 }, /* INT */
	[2] = { 1, 0, 0 }, /* PTR */
	[3] = { 1, 12, 0 }, /* ARRAY */
	[4] = { 1, 0, 12 }, /* STRUCT */
	[5] = { 1, 0, 12 }, /* UNION */
	[6] = { 1, 0, 8 }, /* ENUM */
	[7] = { 1, 0, 0 }, /* FWD */
	[8] = { 1, 0, 0 }, /* TYPEDEF */
	[9] = { 1, 0, 0 }, /* VOLATILE */
	[10] = { 1, 0, 0 }, /* CONST */
	[11] = { 1, 0, 0 }, /* RESTRICT */
	[12] = { 1, 0, 0 }, /* FUNC: vlen is its linkage */
	[13] = { 1, 0, 8 }, /* FUNC_PROTO */
	[14] = { 1, 4, 0 }, /* VAR */
	[15] = { 1, 0, 12 }, /* DATASEC */
	[16] = { 1, 0, 0 }, /* FLOAT */
	[17] = { 1, 4, 0 }, /* DECL_TAG */
	[18] = { 1, 0, 0 }, /* TYPE_TAG */
	[19] = { 1, 0, 12 }, /* ENUM64 */
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
	if (!btf->strs.len || btf->strs.data[btf->strs.len - 1])
		return bad_header(btf, "string section does not end in NUL");
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
	if (btf->nr == *cap) {
		uint32_t *more;

		*cap *= 2;
		more = realloc(btf->off, *cap * sizeof(*more));
		if (!more)
			return -ENOMEM;
		btf->off = more;
	}
	btf->off[btf->nr++] = off;
	return 0;
}

static int index_types(struct btf *btf)
{
	/* Most kernels average 25 to 30 bytes a type. */
	size_t cap = btf->types.len / 24 + 2;
	uint64_t off = 0;

	btf->off = malloc(cap * sizeof(*btf->off));
	if (!btf->off)
		return -ENOMEM;
	btf->off[0] = 0;
	btf->nr = 1;
	while (off < btf->types.len) {
		const struct btf_kind_layout *lay;
		struct btf_record t;
		uint64_t len;
		int err;

		if (!bytes_has(btf->types, off, BTF_TYPE_LEN))
			return bad_type(btf, off, "cut off");
		btf_read_record(btf->types.data + off, &t);
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

int btf_parse(const char *name, void *data, size_t len, struct btf **ret)
{
	struct btf *btf = calloc(1, sizeof(*btf));
	int err = -ENOMEM;

	if (!btf) {
		free(data);
		return -ENOMEM;
	}
	btf->owned = data;
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

/* Replaces the bytes of an ELF file by those of its .BTF section. */
static int extract_section(const char *path, char **data, size_t *len)
{
	struct elf64 elf;
	struct bytes sect;
	unsigned int idx;
	int err = elf64_open(path, *data, *len, &elf);

	if (err)
		return err;
	idx = elf64_find(&elf, ".BTF");
	sect = elf64_data(&elf, idx);
	elf64_close(&elf);
	if (!idx) {
		log_err("%s: no .BTF section: make one with pahole -J", path);
		return -EINVAL;
	}
	memmove(*data, sect.data, sect.len);
	*len = sect.len;
	return 0;
}

int btf_open(const char *path, struct btf **ret)
{
	char *data;
	size_t len;
	int err = file_read_all(path, BTF_FILE_MAX, &data, &len);

	if (err) {
		log_err("read BTF: %s: %s", path, strerror(-err));
		return err;
	}
	if (len >= 4 && !memcmp(data, ELFMAG, SELFMAG))
		err = extract_section(path, &data, &len);
	if (err) {
		free(data);
		return err;
	}
	return btf_parse(path, data, len, ret);
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
