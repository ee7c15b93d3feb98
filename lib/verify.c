// SPDX-License-Identifier: GPL-2.0
/*
 * Verification: the image's sections, then each section's rows, then the
 * instructions, which may rely on all rows.
 */
#include "verify.h"
#include "verify_priv.h"

static const char *const texts[SX_VERIFY_NR] = {
#define SX_VERIFY(name, text) text,
#include "verify_codes.def"
#undef SX_VERIFY
};

const char *sx_verify_text(u32 code)
{
	return code < SX_VERIFY_NR ? texts[code] : "?";
}

/* Size of a row and the most rows of each section. */
static const struct {
	u32 row_len;
	u32 max;
} sections[SX_SEC_NR] = {
	[SX_SEC_CODE] = { sizeof(struct sx_insn), SX_MAX_INSNS },
	[SX_SEC_FUNCS] = { sizeof(struct sx_func), SX_MAX_FUNCS },
	[SX_SEC_PROBES] = { sizeof(struct sx_probe), SX_MAX_PROBES },
	[SX_SEC_GLOBALS] = { sizeof(struct sx_global), SX_MAX_GLOBALS },
	[SX_SEC_ITERS] = { sizeof(struct sx_iter), SX_MAX_ITERS },
	[SX_SEC_LOCKS] = { sizeof(struct sx_lock_use), SX_MAX_IMAGE },
	[SX_SEC_INTS] = { sizeof(s64), SX_MAX_IMAGE },
	[SX_SEC_STRS] = { sizeof(u32), SX_MAX_IMAGE },
	[SX_SEC_STRDATA] = { 1, SX_MAX_IMAGE },
	[SX_SEC_FORMATS] = { sizeof(struct sx_format), SX_MAX_FORMATS },
	[SX_SEC_SPANS] = { sizeof(struct sx_span), SX_MAX_IMAGE },
	[SX_SEC_POINTS] = { sizeof(struct sx_point_desc), SX_MAX_POINTS },
	[SX_SEC_TRIES] = { sizeof(struct sx_try), SX_MAX_TRIES },
	[SX_SEC_REGEXES] = { sizeof(struct sx_regex), SX_MAX_REGEXES },
	[SX_SEC_REDATA] = { 1, SX_MAX_IMAGE },
	[SX_SEC_MODULES] = { sizeof(struct sx_module), SX_MAX_MODULES },
};

static u32 check_header(const struct sx_prog_header *h, const void *image,
			u32 len)
{
	if (len < sizeof(*h) || len > SX_MAX_IMAGE || (sx_size)image & 7)
		return SX_VERIFY_IMAGE;
	if (h->magic != SX_PROG_MAGIC)
		return SX_VERIFY_MAGIC;
	if (h->version != SX_PROG_VERSION)
		return SX_VERIFY_VERSION;
	if (h->header_len != sizeof(*h) || h->total_len != len || h->flags)
		return SX_VERIFY_HEADER;
	return SX_VERIFY_OK;
}

static u32 check_section(const struct sx_prog_header *h, u32 id)
{
	const struct sx_section *s = &h->sec[id];

	if (s->off & 7 || s->off < sizeof(*h) || s->off > h->total_len ||
	    s->len > h->total_len - s->off)
		return SX_VERIFY_SECTION_RANGE;
	if (s->len % sections[id].row_len ||
	    s->len / sections[id].row_len > sections[id].max)
		return SX_VERIFY_SECTION_SIZE;
	return SX_VERIFY_OK;
}

static void fill_program(struct sx_program *p, const u8 *image)
{
	const struct sx_prog_header *h = (const void *)image;

#define SECTION(id) (const void *)(image + h->sec[SX_SEC_##id].off)
#define ROWS(id)    (h->sec[SX_SEC_##id].len / sections[SX_SEC_##id].row_len)
	p->image = image;
	p->image_len = h->total_len;
	p->code = SECTION(CODE);
	p->code_nr = ROWS(CODE);
	p->funcs = SECTION(FUNCS);
	p->funcs_nr = ROWS(FUNCS);
	p->probes = SECTION(PROBES);
	p->probes_nr = ROWS(PROBES);
	p->globals = SECTION(GLOBALS);
	p->globals_nr = ROWS(GLOBALS);
	p->iters = SECTION(ITERS);
	p->iters_nr = ROWS(ITERS);
	p->locks = SECTION(LOCKS);
	p->locks_nr = ROWS(LOCKS);
	p->ints = SECTION(INTS);
	p->ints_nr = ROWS(INTS);
	p->strs = SECTION(STRS);
	p->strs_nr = ROWS(STRS);
	p->strdata = SECTION(STRDATA);
	p->strdata_len = ROWS(STRDATA);
	p->formats = SECTION(FORMATS);
	p->formats_nr = ROWS(FORMATS);
	p->spans = SECTION(SPANS);
	p->spans_nr = ROWS(SPANS);
	p->points = SECTION(POINTS);
	p->points_nr = ROWS(POINTS);
	p->tries = SECTION(TRIES);
	p->tries_nr = ROWS(TRIES);
	p->regexes = SECTION(REGEXES);
	p->regexes_nr = ROWS(REGEXES);
	p->redata = SECTION(REDATA);
	p->redata_len = ROWS(REDATA);
	p->modules = SECTION(MODULES);
	p->modules_nr = ROWS(MODULES);
#undef SECTION
#undef ROWS
}

u32 sx_verify_image(struct sx_verifier *v, const void *image, u32 len)
{
	u32 code = check_header(image, image, len);

	for (v->index = 0; !code && v->index < SX_SEC_NR; v->index++) {
		code = check_section(image, v->index);
		if (code)
			return code;
	}
	if (!code)
		fill_program(v->p, image);
	return code;
}

int sx_verify(const void *image, u32 len, struct sx_verify_scratch *scratch,
	      struct sx_program *ret, struct sx_verdict *verdict)
{
	static u32 (*const passes[])(struct sx_verifier * v) = {
		sx_verify_strings, sx_verify_globals, sx_verify_formats,
		sx_verify_iters,   sx_verify_funcs,   sx_verify_probes,
		sx_verify_places,  sx_verify_tries,   sx_verify_regexes,
		sx_verify_modules, sx_verify_code,
	};
	struct sx_verifier v = { .p = ret,
				 .scratch = scratch,
				 .work = SX_VERIFY_WORK };
	u32 code = sx_verify_image(&v, image, len), i;

	for (i = 0; !code && i < SX_NR(passes); i++)
		code = passes[i](&v);
	verdict->code = code;
	verdict->index = code ? v.index : 0;
	return code ? -SX_EINVAL : 0;
}
