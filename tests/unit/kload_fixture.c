// SPDX-License-Identifier: GPL-2.0
/* What the loader's tests are made of. */
#include "kload_fixture.h"

#include <stdarg.h>
#include <setjmp.h>
#include <string.h>
#include <cmocka.h>

#include "base/file.h"
#include "fixture.h"

uint32_t make_string(struct btf_maker *m, const char *text)
{
	if (!m->strs.len)
		buf_string(&m->strs, "");
	return *text ? (uint32_t)buf_string(&m->strs, text) : 0;
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
	assert_false(b.failed);
	buf_free(&m->types);
	buf_free(&m->strs);
	*ret_len = b.len;
	return b.data;
}

const char *make_file(const char *name, const void *data, size_t len)
{
	const char *path = fixture_path(name);

	assert_int_equal(file_write_all(path, data, len), 0);
	return path;
}

const char *make_text_file(const char *name, const char *text)
{
	return make_file(name, text, strlen(text));
}

void *assemble(const char *text, size_t *ret_len)
{
	char *data;

	make_text_file("fixture.s", text);
	fixture_run("${CC:-cc} -c -o fixture.o fixture.s");
	assert_int_equal(file_read_all(fixture_path("fixture.o"), 1 << 20,
				       &data, ret_len),
			 0);
	return data;
}
