// SPDX-License-Identifier: GPL-2.0
/* Builds program images for tests. */
#include "asm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format.h"

static void *grow(void *old, size_t len)
{
	void *p = realloc(old, len);

	if (!p) {
		perror("asm");
		abort();
	}
	return p;
}

void asm_init(struct asm_prog *p)
{
	memset(p, 0, sizeof(*p));
}

void asm_deinit(struct asm_prog *p)
{
	for (u32 i = 0; i < SX_SEC_NR; i++)
		free(p->sec[i].data);
	free(p->image);
}

u32 asm_add(struct asm_prog *p, u32 section, const void *row, size_t len)
{
	struct asm_section *s = &p->sec[section];
	size_t off = s->len;

	if (s->len + len > s->room) {
		s->room = 2 * (s->len + len) + 64;
		s->data = grow(s->data, s->room);
	}
	if (len)
		memcpy(s->data + off, row, len);
	s->len += len;
	return (u32)off;
}

static const struct sx_str *string_at(const struct asm_prog *p, size_t i)
{
	u32 off = ((const u32 *)p->sec[SX_SEC_STRS].data)[i];

	return (const struct sx_str *)(p->sec[SX_SEC_STRDATA].data + off);
}

u32 asm_str_bytes(struct asm_prog *p, const char *text, u32 len)
{
	static const char zero[4];
	size_t nr = p->sec[SX_SEC_STRS].len / sizeof(u32), i;
	u32 off;

	for (i = 0; i < nr; i++) {
		const struct sx_str *s = string_at(p, i);

		if (s->len == len && !memcmp(s->data, text, len))
			return (u32)i;
	}
	off = asm_add(p, SX_SEC_STRDATA, &len, sizeof(len));
	asm_add(p, SX_SEC_STRDATA, text, len);
	asm_add(p, SX_SEC_STRDATA, zero, 4 - len % 4);
	asm_add(p, SX_SEC_STRS, &off, sizeof(off));
	return (u32)nr;
}

u32 asm_str(struct asm_prog *p, const char *text)
{
	return asm_str_bytes(p, text, (u32)strlen(text));
}

u32 asm_int(struct asm_prog *p, s64 value)
{
	return asm_add(p, SX_SEC_INTS, &value, sizeof(value)) / sizeof(value);
}

u32 asm_func(struct asm_prog *p, const struct asm_func *f)
{
	struct sx_func row = {
		.entry =
			(u32)(p->sec[SX_SEC_CODE].len / sizeof(struct sx_insn)),
		.len = (u32)f->code_nr,
		.nints = f->nints,
		.nstrs = f->nstrs,
		.nint_args = f->nint_args,
		.nstr_args = f->nstr_args,
		.ret = f->ret,
		.lock_first = (u32)(p->sec[SX_SEC_LOCKS].len /
				    sizeof(struct sx_lock_use)),
		.lock_nr = (u32)f->locks_nr,
		.name = asm_str(p, "f"),
	};

	asm_add(p, SX_SEC_CODE, f->code, f->code_nr * sizeof(*f->code));
	asm_add(p, SX_SEC_LOCKS, f->locks, f->locks_nr * sizeof(*f->locks));
	return asm_add(p, SX_SEC_FUNCS, &row, sizeof(row)) / sizeof(row);
}

u32 asm_probe(struct asm_prog *p, u32 func, u16 kind)
{
	struct sx_probe row = {
		.func = func,
		.kind = kind,
		.param = kind == SX_PROBE_TIMER,
		.name = asm_str(p, "probe"),
	};

	return asm_add(p, SX_SEC_PROBES, &row, sizeof(row)) / sizeof(row);
}

u32 asm_global(struct asm_prog *p, const struct sx_global *g)
{
	struct sx_global row = *g;

	row.name = asm_str(p, "g");
	return asm_add(p, SX_SEC_GLOBALS, &row, sizeof(row)) / sizeof(row);
}

u32 asm_iter(struct asm_prog *p, u16 global, u8 sort_by, s8 dir)
{
	struct sx_iter row = { .global = global,
			       .sort_by = sort_by,
			       .dir = dir };

	return asm_add(p, SX_SEC_ITERS, &row, sizeof(row)) / sizeof(row);
}

u32 asm_slice(struct asm_prog *p, u16 global, u16 slice, u16 iter_flags)
{
	struct sx_iter row = { .global = global,
			       .slice = slice,
			       .flags = iter_flags };

	return asm_add(p, SX_SEC_ITERS, &row, sizeof(row)) / sizeof(row);
}

u32 asm_try(struct asm_prog *p, u32 first, u32 len, u32 handler, u16 reg)
{
	struct sx_try row = {
		.first = first, .len = len, .handler = handler, .reg = reg
	};

	return asm_add(p, SX_SEC_TRIES, &row, sizeof(row)) / sizeof(row);
}

u32 asm_format(struct asm_prog *p, const char *text, const char *types)
{
	struct sx_format row = { .str = asm_str(p, text) };

	for (; *types; types++)
		row.args[row.nargs++] = *types == 's' ? SX_T_STR : SX_T_INT;
	if (sx_format_reads(text, (u32)strlen(text)))
		row.flags = SX_FORMAT_READS;
	return asm_add(p, SX_SEC_FORMATS, &row, sizeof(row)) / sizeof(row);
}

void *asm_row(struct asm_prog *p, u32 section, size_t row, size_t row_len)
{
	return p->sec[section].data + row * row_len;
}

unsigned char *asm_image(struct asm_prog *p, u32 *ret_len)
{
	struct sx_prog_header h = {
		.magic = SX_PROG_MAGIC,
		.version = SX_PROG_VERSION,
		.header_len = sizeof(h),
	};
	size_t off = sizeof(h), i;

	for (i = 0; i < SX_SEC_NR; i++) {
		h.sec[i].off = (u32)off;
		h.sec[i].len = (u32)p->sec[i].len;
		off = (off + p->sec[i].len + 7) & ~(size_t)7;
	}
	h.total_len = (u32)off;
	free(p->image);
	p->image = grow(NULL, off);
	memset(p->image, 0, off);
	memcpy(p->image, &h, sizeof(h));
	for (i = 0; i < SX_SEC_NR; i++)
		if (p->sec[i].len)
			memcpy(p->image + h.sec[i].off, p->sec[i].data,
			       p->sec[i].len);
	p->image_len = off;
	*ret_len = h.total_len;
	return p->image;
}
