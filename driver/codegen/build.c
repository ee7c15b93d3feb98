// SPDX-License-Identifier: GPL-2.0
/* The program image: rows, constants, layout. */
#include "codegen/build.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "format.h"

static const u32 row_sizes[SX_SEC_NR] = {
	[SX_SEC_CODE] = sizeof(struct sx_insn),
	[SX_SEC_FUNCS] = sizeof(struct sx_func),
	[SX_SEC_PROBES] = sizeof(struct sx_probe),
	[SX_SEC_GLOBALS] = sizeof(struct sx_global),
	[SX_SEC_ITERS] = sizeof(struct sx_iter),
	[SX_SEC_LOCKS] = sizeof(struct sx_lock_use),
	[SX_SEC_INTS] = sizeof(s64),
	[SX_SEC_STRS] = sizeof(u32),
	[SX_SEC_STRDATA] = 1,
	[SX_SEC_FORMATS] = sizeof(struct sx_format),
	[SX_SEC_SPANS] = sizeof(struct sx_span),
	[SX_SEC_POINTS] = sizeof(struct sx_point_desc),
	[SX_SEC_TRIES] = sizeof(struct sx_try),
	[SX_SEC_REGEXES] = sizeof(struct sx_regex),
	[SX_SEC_REDATA] = 1,
	[SX_SEC_MODULES] = sizeof(struct sx_module),
};

void build_init(struct build *img, struct arena *arena)
{
	u32 i;

	img->arena = arena;
	for (i = 0; i < SX_SEC_NR; i++)
		vec_init(&img->sec[i], arena, row_sizes[i]);
	strbuf_init(&img->strdata, arena);
	strbuf_init(&img->redata, arena);
	constmap_init(&img->ints, arena);
	constmap_init(&img->strs, arena);
	constmap_init(&img->formats, arena);
	constmap_init(&img->regexes, arena);
}

void *build_row(struct build *img, enum sx_section_id sec)
{
	return vec_push(&img->sec[sec]);
}

u32 build_int(struct build *img, s64 value)
{
	bool found;
	u32 *index = constmap_get(&img->ints, (u64)value, &found);

	if (!found) {
		*index = build_rows(img, SX_SEC_INTS);
		*(s64 *)build_row(img, SX_SEC_INTS) = value;
	}
	return *index;
}

static u32 add_str(struct build *img, const char *text)
{
	static const char zeros[4];
	u32 index = build_rows(img, SX_SEC_STRS);
	u32 len = (u32)strlen(text);

	*(u32 *)build_row(img, SX_SEC_STRS) = (u32)img->strdata.len;
	strbuf_add(&img->strdata, (const char *)&len, sizeof(len));
	strbuf_add(&img->strdata, text, len);
	strbuf_add(&img->strdata, zeros, 4 - len % 4);
	return index;
}

u32 build_str(struct build *img, const char *text)
{
	bool found;
	u32 *index = constmap_get(&img->strs, (u64)(uintptr_t)text, &found);

	if (!found)
		*index = add_str(img, text);
	return *index;
}

u32 build_format(struct build *img, const char *text, const u8 *types,
		 u32 types_nr)
{
	u32 str = build_str(img, text);
	bool found;
	u32 *index = constmap_get(&img->formats, str, &found);
	struct sx_format *row;

	if (found)
		return *index;
	*index = build_rows(img, SX_SEC_FORMATS);
	row = build_row(img, SX_SEC_FORMATS);
	row->str = str;
	row->nargs = (u16)types_nr;
	if (sx_format_reads(text, (u32)strlen(text)))
		row->flags = SX_FORMAT_READS;
	memcpy(row->args, types, types_nr);
	return *index;
}

u32 build_regex(struct build *img, const u8 *block, u32 len)
{
	static const char zeros[8];
	bool found;
	u32 *index = constmap_get(&img->regexes, (u64)(uintptr_t)block, &found);
	struct sx_regex *row;

	if (found)
		return *index;
	*index = build_rows(img, SX_SEC_REGEXES);
	row = build_row(img, SX_SEC_REGEXES);
	row->off = (u32)img->redata.len;
	row->len = len;
	strbuf_add(&img->redata, (const char *)block, len);
	strbuf_add(&img->redata, zeros, -len & 7);
	return *index;
}

static const void *section_data(const struct build *img, u32 sec, u32 *ret_len)
{
	if (sec == SX_SEC_REDATA) {
		*ret_len = (u32)img->redata.len;
		return img->redata.text;
	}
	if (sec == SX_SEC_STRDATA) {
		*ret_len = (u32)img->strdata.len;
		return img->strdata.text;
	}
	*ret_len = img->sec[sec].nr * img->sec[sec].size;
	return img->sec[sec].data;
}

static void lay_out(const struct build *img, struct sx_prog_header *head)
{
	u32 off = sizeof(*head);
	u32 i;

	*head = (struct sx_prog_header){
		.magic = SX_PROG_MAGIC,
		.version = SX_PROG_VERSION,
		.header_len = sizeof(*head),
	};
	for (i = 0; i < SX_SEC_NR; i++) {
		off = (off + 7) & ~7u;
		head->sec[i].off = off;
		section_data(img, i, &head->sec[i].len);
		off += head->sec[i].len;
	}
	head->total_len = (off + 7) & ~7u;
}

int build_write(const struct build *img, u8 **ret, size_t *ret_len)
{
	struct sx_prog_header head;
	u8 *image;
	u32 len, i;

	lay_out(img, &head);
	if (head.total_len > SX_MAX_IMAGE)
		return -EFBIG;
	image = calloc(1, head.total_len);
	if (!image)
		return -ENOMEM;
	memcpy(image, &head, sizeof(head));
	for (i = 0; i < SX_SEC_NR; i++) {
		const void *data = section_data(img, i, &len);

		if (len)
			memcpy(image + head.sec[i].off, data, len);
	}
	*ret = image;
	*ret_len = head.total_len;
	return 0;
}
