// SPDX-License-Identifier: GPL-2.0
/* Verification of all rows but the instructions. */
#include "format.h"
#include "hist.h"
#include "regex.h"
#include "verify_priv.h"

static int is_str(const struct sx_verifier *v, u32 i)
{
	return i < v->p->strs_nr;
}

static u32 check_string(struct sx_verifier *v, u32 off)
{
	const u32 head = sizeof(struct sx_str);
	const struct sx_str *s;
	u32 left, i;

	if (off & 3 || off > v->p->strdata_len ||
	    v->p->strdata_len - off < head)
		return SX_VERIFY_STRING;
	s = (const struct sx_str *)(v->p->strdata + off);
	left = v->p->strdata_len - off - head;
	if (s->len >= left || s->len > 0xffff || s->data[s->len])
		return SX_VERIFY_STRING;
	if (sx_verify_spend(v, s->len))
		return SX_VERIFY_TOO_COMPLEX;
	for (i = 0; i < s->len; i++)
		if (!s->data[i])
			return SX_VERIFY_STRING;
	return SX_VERIFY_OK;
}

u32 sx_verify_strings(struct sx_verifier *v)
{
	u32 code;

	for (v->index = 0; v->index < v->p->strs_nr; v->index++) {
		code = check_string(v, v->p->strs[v->index]);
		if (code)
			return code;
	}
	return SX_VERIFY_OK;
}

static int is_map(const struct sx_global *g)
{
	return g->kind >= SX_G_MAP_INT && g->kind <= SX_G_MAP_STAT;
}

static int is_stat(const struct sx_global *g)
{
	return g->kind == SX_G_STAT || g->kind == SX_G_MAP_STAT;
}

static int keys_ok(const struct sx_global *g)
{
	u32 k;

	if (is_map(g) != (g->nkeys > 0) || g->nkeys > SX_MAX_KEYS)
		return 0;
	for (k = 0; k < SX_MAX_KEYS; k++) {
		if (k >= g->nkeys
			    ? g->key[k] != SX_T_NONE
			    : g->key[k] != SX_T_INT && g->key[k] != SX_T_STR)
			return 0;
	}
	return 1;
}

static int hist_ok(const struct sx_global *g)
{
	if (g->hist != SX_HIST_LINEAR)
		return (g->hist == SX_HIST_NONE ||
			(g->hist == SX_HIST_LOG && is_stat(g))) &&
		       !g->hist_start && !g->hist_stop && !g->hist_step;
	return is_stat(g) && g->hist_step > 0 &&
	       g->hist_stop >= g->hist_start &&
	       sx_hist_bucket_nr(g) <= SX_MAX_HIST_BUCKETS;
}

static int stat_ok(const struct sx_global *g)
{
	if (!is_stat(g))
		return !g->stat_ops && !g->bit_shift;
	return !(g->stat_ops & ~SX_STAT_VARIANCE) &&
	       g->bit_shift <= (g->stat_ops ? SX_MAX_BIT_SHIFT : 0);
}

static int global_row_ok(const struct sx_verifier *v, const struct sx_global *g)
{
	if (!is_str(v, g->name) || g->pad)
		return 0;
	if (g->kind == SX_G_STR ? !is_str(v, g->init_str) : g->init_str != 0)
		return 0;
	return g->kind == SX_G_INT || g->init_int == 0;
}

static u32 check_global(const struct sx_verifier *v, const struct sx_global *g)
{
	if (g->kind >= SX_G_KIND_NR || g->flags & ~SX_GLOBAL_WRAP ||
	    (g->flags & SX_GLOBAL_WRAP && !is_map(g)))
		return SX_VERIFY_GLOBAL_KIND;
	if (!keys_ok(g))
		return SX_VERIFY_GLOBAL_KEYS;
	if (is_map(g) ? !g->max_entries || g->max_entries > SX_MAXMAPENTRIES_MAX
		      : g->max_entries != 0)
		return SX_VERIFY_GLOBAL_SIZE;
	if (!stat_ok(g))
		return SX_VERIFY_GLOBAL_STAT;
	if (!hist_ok(g))
		return SX_VERIFY_GLOBAL_HIST;
	return global_row_ok(v, g) ? SX_VERIFY_OK : SX_VERIFY_GLOBAL_ROW;
}

u32 sx_verify_globals(struct sx_verifier *v)
{
	u32 code;

	for (v->index = 0; v->index < v->p->globals_nr; v->index++) {
		code = check_global(v, &v->p->globals[v->index]);
		if (code)
			return code;
	}
	return SX_VERIFY_OK;
}

static u32 check_format(struct sx_verifier *v, const struct sx_format *f)
{
	u8 types[SX_MAX_FORMAT_ARGS];
	const struct sx_str *s;
	u32 error, i;
	int nr;

	if (!is_str(v, f->str))
		return SX_VERIFY_FORMAT_TEXT;
	s = sx_program_str(v->p, f->str);
	if (sx_verify_spend(v, s->len))
		return SX_VERIFY_TOO_COMPLEX;
	nr = sx_format_types(s->data, s->len, types, SX_NR(types), &error);
	if (nr < 0)
		return SX_VERIFY_FORMAT_TEXT;
	if (nr > SX_MAX_FORMAT_ARGS || (u32)nr != f->nargs ||
	    f->flags !=
		    (sx_format_reads(s->data, s->len) ? SX_FORMAT_READS : 0))
		return SX_VERIFY_FORMAT_ARGS;
	for (i = 0; i < SX_MAX_FORMAT_ARGS; i++)
		if (f->args[i] != (i < f->nargs ? types[i] : SX_T_NONE))
			return SX_VERIFY_FORMAT_ARGS;
	return SX_VERIFY_OK;
}

u32 sx_verify_formats(struct sx_verifier *v)
{
	u32 code;

	for (v->index = 0; v->index < v->p->formats_nr; v->index++) {
		code = check_format(v, &v->p->formats[v->index]);
		if (code)
			return code;
	}
	return SX_VERIFY_OK;
}

static int sort_ok(const struct sx_iter *it, const struct sx_global *map)
{
	if (it->sort_by == SX_SORT_NONE)
		return it->dir == 0;
	if (it->dir != 1 && it->dir != -1)
		return 0;
	if (it->sort_by <= SX_MAX_KEYS)
		return it->sort_by <= map->nkeys;
	if (it->sort_by == SX_SORT_VALUE)
		return 1;
	return map->kind == SX_G_MAP_STAT && it->sort_by >= SX_SORT_AGG &&
	       sx_verify_has_agg(map, it->sort_by - SX_SORT_AGG);
}

u32 sx_verify_iters(struct sx_verifier *v)
{
	for (v->index = 0; v->index < v->p->iters_nr; v->index++) {
		const struct sx_iter *it = &v->p->iters[v->index];

		if (it->global >= v->p->globals_nr ||
		    !is_map(&v->p->globals[it->global]))
			return SX_VERIFY_ITER_MAP;
		if (!sort_ok(it, &v->p->globals[it->global]))
			return SX_VERIFY_ITER_SORT;
		if (it->flags & ~SX_ITER_NO_ROWS ||
		    it->slice >> v->p->globals[it->global].nkeys)
			return SX_VERIFY_ITER_SLICE;
	}
	return SX_VERIFY_OK;
}

/* READ is for plain globals, UPDATE for statistics, WRITE for both. */
static int mode_ok(const struct sx_global *g, u8 mode)
{
	if (mode == SX_LOCK_WRITE)
		return 1;
	return mode == (is_stat(g) ? SX_LOCK_UPDATE : SX_LOCK_READ);
}

static u32 check_lock_rows(struct sx_verifier *v, const struct sx_func *f)
{
	u32 nr = v->p->locks_nr, i;

	if (f->lock_first > nr || f->lock_nr > nr - f->lock_first)
		return SX_VERIFY_FUNC_LOCKS;
	if (sx_verify_spend(v, f->lock_nr))
		return SX_VERIFY_TOO_COMPLEX;
	for (i = 0; i < f->lock_nr; i++) {
		const struct sx_lock_use *l = &v->p->locks[f->lock_first + i];

		if (l->global >= v->p->globals_nr)
			return SX_VERIFY_LOCK_GLOBAL;
		if (i && l->global <= l[-1].global)
			return SX_VERIFY_LOCK_ORDER;
		if (l->pad || !mode_ok(&v->p->globals[l->global], l->mode))
			return SX_VERIFY_LOCK_MODE;
	}
	return SX_VERIFY_OK;
}

static u32 check_func(struct sx_verifier *v, const struct sx_func *f, u32 *end)
{
	if (f->entry != *end || !f->len || f->len > v->p->code_nr - *end)
		return SX_VERIFY_FUNC_RANGE;
	*end += f->len;
	if ((u32)f->nints + f->nstrs > SX_MAX_FRAME ||
	    f->nint_args > f->nints || f->nstr_args > f->nstrs)
		return SX_VERIFY_FUNC_FRAME;
	if (f->ret > SX_T_STR || f->flags || !is_str(v, f->name))
		return SX_VERIFY_FUNC_ROW;
	return check_lock_rows(v, f);
}

u32 sx_verify_funcs(struct sx_verifier *v)
{
	u32 end = 0, code;

	for (v->index = 0; v->index < v->p->funcs_nr; v->index++) {
		code = check_func(v, &v->p->funcs[v->index], &end);
		if (code)
			return code;
	}
	return end == v->p->code_nr ? SX_VERIFY_OK : SX_VERIFY_FUNC_RANGE;
}

static u32 probe_flags(u32 kind)
{
	switch (kind) {
	case SX_PROBE_TIMER:
		return SX_PROBE_TICKS;
	case SX_PROBE_PROCESS:
	case SX_PROBE_KERNEL:
		return SX_PROBE_ENTRY;
	default:
		return 0;
	}
}

static u32 check_probe(const struct sx_verifier *v, const struct sx_probe *p)
{
	const struct sx_func *f;

	if (p->func >= v->p->funcs_nr)
		return SX_VERIFY_PROBE_FUNC;
	f = &v->p->funcs[p->func];
	if (f->nint_args || f->nstr_args || f->ret != SX_T_NONE)
		return SX_VERIFY_PROBE_FUNC;
	if (p->kind >= SX_PROBE_KIND_NR || p->pad || !is_str(v, p->name))
		return SX_VERIFY_PROBE_ROW;
	if (p->kind == SX_PROBE_PERF)
		return p->random ? SX_VERIFY_OK : SX_VERIFY_PROBE_PARAM;
	if (p->flags & ~probe_flags(p->kind))
		return SX_VERIFY_PROBE_ROW;
	if (p->kind != SX_PROBE_TIMER && p->random)
		return SX_VERIFY_PROBE_ROW;
	if (p->kind == SX_PROBE_TIMER &&
	    (p->param < 1 || p->random < 0 || p->random >= p->param ||
	     p->random > SX_TIMER_MAX - p->param))
		return SX_VERIFY_PROBE_PARAM;
	if (p->kind == SX_PROBE_TIMER && p->flags & SX_PROBE_TICKS &&
	    p->param + p->random > SX_TIMER_TICKS_MAX)
		return SX_VERIFY_PROBE_PARAM;
	if (p->kind == SX_PROBE_TASK &&
	    (p->param < 0 || p->param >= SX_TASK_EVENT_NR))
		return SX_VERIFY_PROBE_PARAM;
	return SX_VERIFY_OK;
}

u32 sx_verify_probes(struct sx_verifier *v)
{
	u32 code;

	for (v->index = 0; v->index < v->p->probes_nr; v->index++) {
		code = check_probe(v, &v->p->probes[v->index]);
		if (code)
			return code;
	}
	return SX_VERIFY_OK;
}

static int id_ok(u32 len, const u8 *id)
{
	u32 i;

	if (len > SX_MAX_BUILD_ID)
		return 0;
	for (i = len; i < SX_MAX_BUILD_ID; i++)
		if (id[i])
			return 0;
	return 1;
}

static int point_ok(const struct sx_verifier *v, const struct sx_point_desc *d)
{
	if (d->probe >= v->p->probes_nr || d->kind >= SX_POINT_KIND_NR ||
	    !is_str(v, d->path) || !is_str(v, d->symbol))
		return 0;
	if (d->kind == SX_POINT_TASK && d->addr > 0x7fffffff)
		return 0;
	if (d->kind != SX_POINT_ADDRESS &&
	    ((d->addr && d->kind != SX_POINT_TASK) || d->id_len))
		return 0;
	if (d->kind != SX_POINT_ADDRESS && d->semaphore)
		return 0;
	return id_ok(d->id_len, d->id);
}

/* The kernel makes no use of these rows; their readers may trust indexes. */
u32 sx_verify_places(struct sx_verifier *v)
{
	for (v->index = 0; v->index < v->p->spans_nr; v->index++)
		if (!is_str(v, v->p->spans[v->index].file))
			return SX_VERIFY_SPAN;
	for (v->index = 0; v->index < v->p->points_nr; v->index++)
		if (!point_ok(v, &v->p->points[v->index]))
			return SX_VERIFY_POINT;
	return SX_VERIFY_OK;
}

u32 sx_verify_modules(struct sx_verifier *v)
{
	for (v->index = 0; v->index < v->p->modules_nr; v->index++) {
		const struct sx_module *m = &v->p->modules[v->index];

		if (!is_str(v, m->path) || !id_ok(m->id_len, m->id))
			return SX_VERIFY_MODULE;
	}
	return SX_VERIFY_OK;
}

static int is_inside(const struct sx_func *f, u32 pc)
{
	return pc - f->entry < f->len;
}

/* The row after prev: the function it lies in is *f or a later one. */
static u32 check_try(const struct sx_verifier *v, const struct sx_try *prev,
		     const struct sx_try *t, const struct sx_func **f)
{
	const struct sx_func *end = v->p->funcs + v->p->funcs_nr;

	while (*f < end && t->first >= (*f)->entry + (*f)->len)
		++*f;
	if (*f == end || !is_inside(*f, t->first) || !t->len ||
	    t->len > (*f)->entry + (*f)->len - t->first)
		return SX_VERIFY_TRY_RANGE;
	if (prev && (prev->first + prev->len > t->first + t->len ||
		     (prev->first + prev->len == t->first + t->len &&
		      prev->first < t->first)))
		return SX_VERIFY_TRY_RANGE;
	if (t->pad || !is_inside(*f, t->handler))
		return SX_VERIFY_TRY_HANDLER;
	if (t->reg != SX_TRY_NO_REG &&
	    (t->reg < (*f)->nints || t->reg >= (*f)->nints + (*f)->nstrs))
		return SX_VERIFY_TRY_HANDLER;
	return SX_VERIFY_OK;
}

u32 sx_verify_tries(struct sx_verifier *v)
{
	const struct sx_func *f = v->p->funcs;
	const struct sx_try *t = v->p->tries;
	u32 code;

	for (v->index = 0; v->index < v->p->tries_nr; v->index++) {
		code = check_try(v, v->index ? t - 1 : SX_NULL, t, &f);
		if (code)
			return code;
		t++;
	}
	return SX_VERIFY_OK;
}

static u32 check_regex(struct sx_verifier *v, const struct sx_regex *re)
{
	if (re->off & 7 || re->off > v->p->redata_len ||
	    re->len > v->p->redata_len - re->off)
		return SX_VERIFY_REGEX;
	if (sx_verify_spend(v, re->len))
		return SX_VERIFY_TOO_COMPLEX;
	return sx_regex_check(v->p->redata + re->off, re->len) ? SX_VERIFY_REGEX
							       : SX_VERIFY_OK;
}

u32 sx_verify_regexes(struct sx_verifier *v)
{
	u32 code;

	for (v->index = 0; v->index < v->p->regexes_nr; v->index++) {
		code = check_regex(v, &v->p->regexes[v->index]);
		if (code)
			return code;
	}
	return SX_VERIFY_OK;
}
