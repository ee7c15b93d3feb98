// SPDX-License-Identifier: GPL-2.0
/* BTF made by hand. */
#include "btf_maker.h"

#include <stdlib.h>

uint32_t make_string(struct btf_maker *m, const char *text)
{
	if (!m->strs.len && !m->strs_from)
		buf_string(&m->strs, "");
	if (!*text)
		return 0;
	return m->strs_from + (uint32_t)buf_string(&m->strs, text);
}

void make_u32(struct btf_maker *m, uint32_t word)
{
	buf_append(&m->types, &word, sizeof(word), 1);
}

uint32_t make_type(struct btf_maker *m, uint32_t kind, uint32_t vlen,
		   const char *name, uint32_t size)
{
	make_u32(m, make_string(m, name));
	make_u32(m, (kind & 0x7f) << 24 | (kind & MAKE_FLAG) | vlen);
	make_u32(m, size);
	return ++m->nr;
}

void make_member(struct btf_maker *m, const char *name, uint32_t type,
		 uint32_t bit_off)
{
	make_u32(m, make_string(m, name));
	make_u32(m, type);
	make_u32(m, bit_off);
}

void *make_btf(struct btf_maker *m, const void *layout, size_t layout_len,
	       size_t *ret_len)
{
	uint32_t types = (uint32_t)m->types.len;
	uint32_t strs = (uint32_t)m->strs.len;
	uint32_t header[8] = {
		0x0001eb9f,   layout ? 32 : 24,	    0, types, types, strs,
		types + strs, (uint32_t)layout_len,
	};
	struct buf b = { 0 };

	buf_append(&b, header, header[1], 1);
	buf_append(&b, m->types.data, types, 1);
	buf_append(&b, m->strs.data, strs, 1);
	if (layout)
		buf_append(&b, layout, layout_len, 1);
	if (b.failed)
		abort();
	buf_free(&m->types);
	buf_free(&m->strs);
	*ret_len = b.len;
	return b.data;
}
