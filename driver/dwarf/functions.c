// SPDX-License-Identifier: GPL-2.0
/* Functions of a file, from DWARF, symbols and unwind information. */
#include "dwarf/functions.h"

#include <stdlib.h>
#include <string.h>

#include <gelf.h>

static const struct unwind_range *first_range(const struct code_funcs *c,
					      const struct code_func *f)
{
	return vec_at(&c->ranges, f->range_first);
}

static struct code_func *add(struct code_funcs *c, u64 entry, u32 source)
{
	struct code_func *f = vec_push(&c->funcs);

	/* Sorting leaves old rows behind the end. */
	*f = (struct code_func){
		.entry = entry,
		.source = source,
		.owner = INDEX_NONE,
		.range_first = c->ranges.nr,
	};
	return f;
}

static void add_range(struct code_funcs *c, struct code_func *f, u64 low,
		      u64 high)
{
	struct unwind_range *r = vec_push(&c->ranges);

	r->low = low;
	r->high = high;
	f->range_nr++;
	f->len += high - low;
}

static bool has_code(const struct code_image *img, u64 low, u64 high)
{
	u64 left;

	return high > low && code_image_at(img, low, true, &left) &&
	       left >= high - low;
}

static void collect_scopes(struct code_funcs *c, const struct index_writer *w,
			   const struct code_image *img)
{
	u32 i, k;

	for (i = 0; i < index_writer_nr(w, INDEX_SCOPES); i++) {
		const struct index_scope *s =
			index_writer_at(w, INDEX_SCOPES, i);
		const struct index_range *r =
			index_writer_at(w, INDEX_RANGES, s->range_first);
		struct code_func *f;

		if (s->kind != INDEX_SCOPE_BODY || !s->range_nr ||
		    !has_code(img, w->base + r->low, w->base + r->high))
			continue;
		f = add(c, w->base + r->low, INDEX_CODE_DWARF);
		for (k = 0; k < s->range_nr; k++)
			add_range(c, f, w->base + r[k].low,
				  w->base + r[k].high);
	}
}

/* f.cold and f.cold.3 are what the compiler moved out of f. */
static bool is_part(const char *name)
{
	const char *dot = strstr(name, ".cold");

	return dot && dot > name && (!dot[5] || dot[5] == '.');
}

static void add_symbol(struct code_funcs *c, const struct code_image *img,
		       const GElf_Sym *sym, const char *name)
{
	u8 type = GELF_ST_TYPE(sym->st_info);
	struct code_func *f;

	if ((type != STT_FUNC && type != STT_GNU_IFUNC) ||
	    sym->st_shndx == SHN_UNDEF || !sym->st_size ||
	    sym->st_value + sym->st_size < sym->st_value ||
	    !has_code(img, sym->st_value, sym->st_value + sym->st_size))
		return;
	f = add(c, sym->st_value, INDEX_CODE_SYMBOL);
	add_range(c, f, sym->st_value, sym->st_value + sym->st_size);
	f->name = name ? name : "";
	f->part = is_part(f->name);
}

static void collect_symbols(struct code_funcs *c, Elf *elf,
			    const struct code_image *img)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr head;

	while (elf && (scn = elf_nextscn(elf, scn))) {
		Elf_Data *data;
		GElf_Sym sym;
		size_t i, nr;

		if (!gelf_getshdr(scn, &head) ||
		    (head.sh_type != SHT_SYMTAB && head.sh_type != SHT_DYNSYM))
			continue;
		data = elf_getdata(scn, NULL);
		nr = data ? data->d_size / sizeof(Elf64_Sym) : 0;
		for (i = 0; i < nr; i++)
			if (gelf_getsym(data, (int)i, &sym))
				add_symbol(c, img, &sym,
					   elf_strptr(elf, head.sh_link,
						      sym.st_name));
	}
}

/* By entry; of those with the same the best source, then the longest. */
static int compare_funcs(const void *a, const void *b)
{
	const struct code_func *x = a, *y = b;

	if (x->entry != y->entry)
		return x->entry < y->entry ? -1 : 1;
	if (x->source != y->source)
		return x->source < y->source ? -1 : 1;
	if (x->part != y->part)
		return x->part ? 1 : -1;
	if (x->len != y->len)
		return x->len > y->len ? -1 : 1;
	return x->range_first < y->range_first
		       ? -1
		       : x->range_first > y->range_first;
}

static void sort(struct code_funcs *c)
{
	struct code_func *f = c->funcs.data;
	u32 i, kept = 0;

	if (c->funcs.nr)
		qsort(f, c->funcs.nr, sizeof(*f), compare_funcs);
	for (i = 0; i < c->funcs.nr; i++)
		if (!kept || f[i].entry != f[kept - 1].entry)
			f[kept++] = f[i];
	c->funcs.nr = kept;
}

static int compare_ranges(const void *a, const void *b)
{
	const struct unwind_range *x = a, *y = b;

	return x->low < y->low ? -1 : x->low > y->low;
}

/* All ranges by address: *ret is in the arena. */
static u32 sorted_ranges(const struct code_funcs *c, struct unwind_range **ret)
{
	u32 nr = c->ranges.nr;

	*ret = arena_alloc(c->arena, (nr + 1) * sizeof(**ret));
	if (nr) {
		memcpy(*ret, c->ranges.data, nr * sizeof(**ret));
		qsort(*ret, nr, sizeof(**ret), compare_ranges);
	}
	return nr;
}

static void collect_fdes(struct code_funcs *c, const struct vec *fdes,
			 const struct code_image *img)
{
	struct unwind_range *known;
	u32 nr = sorted_ranges(c, &known), i, at = 0;
	u64 end = 0;

	for (i = 0; i < fdes->nr; i++) {
		const struct unwind_range *r = vec_at(fdes, i);

		for (; at < nr && known[at].low <= r->low; at++)
			if (known[at].high > end)
				end = known[at].high;
		if (r->low >= end && has_code(img, r->low, r->high) &&
		    !code_image_is_plt(img, r->low))
			add_range(c, add(c, r->low, INDEX_CODE_UNWIND), r->low,
				  r->high);
	}
}

/*
 * A symbol where a function of DWARF goes on is no function: it is the
 * symbol of its cold part.
 */
static void drop_parts_of_dwarf(struct code_funcs *c)
{
	struct code_func *f = c->funcs.data;
	u32 i, k, kept = 0;

	for (i = 0; i < c->funcs.nr; i++) {
		const struct unwind_range *r = first_range(c, &f[i]);

		if (f[i].source != INDEX_CODE_DWARF)
			continue;
		for (k = 1; k < f[i].range_nr; k++) {
			struct code_func *other = functions_at(c, r[k].low);

			if (other && other->source == INDEX_CODE_SYMBOL)
				other->range_nr = 0;
		}
	}
	for (i = 0; i < c->funcs.nr; i++)
		if (f[i].range_nr)
			f[kept++] = f[i];
	c->funcs.nr = kept;
}

static int compare_names(const void *a, const void *b, void *arg)
{
	const struct code_func *f = arg;

	return strcmp(f[*(const u32 *)a].name, f[*(const u32 *)b].name);
}

/* The one function with the name of a part; INDEX_NONE where several have it. */
static u32 find_owner(const struct code_funcs *c, const u32 *by_name, u32 nr,
		      const char *part)
{
	const struct code_func *f = c->funcs.data;
	size_t len = (size_t)(strstr(part, ".cold") - part);
	u32 low = 0, high = nr;

	while (low < high) {
		u32 middle = low + (high - low) / 2;

		if (strncmp(f[by_name[middle]].name, part, len) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == nr || strncmp(f[by_name[low]].name, part, len) ||
	    f[by_name[low]].name[len])
		return INDEX_NONE;
	if (low + 1 < nr &&
	    !strcmp(f[by_name[low]].name, f[by_name[low + 1]].name))
		return INDEX_NONE;
	return by_name[low];
}

static void find_owners(struct code_funcs *c)
{
	struct code_func *f = c->funcs.data;
	u32 *by_name = arena_alloc(c->arena, (c->funcs.nr + 1) * sizeof(u32));
	u32 i, nr = 0;

	for (i = 0; i < c->funcs.nr; i++)
		if (f[i].source == INDEX_CODE_SYMBOL && !f[i].part)
			by_name[nr++] = i;
	if (nr)
		qsort_r(by_name, nr, sizeof(u32), compare_names, f);
	for (i = 0; i < c->funcs.nr; i++)
		if (f[i].part)
			f[i].owner = find_owner(c, by_name, nr, f[i].name);
}

void functions_collect(struct code_funcs *c, struct arena *arena,
		       const struct index_writer *w, Elf *elf, Elf *debug,
		       const struct code_image *img, const struct vec *fdes)
{
	c->arena = arena;
	vec_init(&c->funcs, arena, sizeof(struct code_func));
	vec_init(&c->ranges, arena, sizeof(struct unwind_range));
	collect_scopes(c, w, img);
	collect_symbols(c, elf, img);
	if (debug != elf)
		collect_symbols(c, debug, img);
	sort(c);
	drop_parts_of_dwarf(c);
	collect_fdes(c, fdes, img);
	sort(c);
	find_owners(c);
}

/* The first function that begins behind addr. */
static u32 first_behind(const struct code_funcs *c, u64 addr)
{
	const struct code_func *f = c->funcs.data;
	u32 low = 0, high = c->funcs.nr;

	while (low < high) {
		u32 middle = low + (high - low) / 2;

		if (f[middle].entry <= addr)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct code_func *functions_around(const struct code_funcs *c, u64 addr)
{
	u32 n = first_behind(c, addr);
	struct code_func *f;

	if (!n)
		return NULL;
	f = vec_at(&c->funcs, n - 1);
	return addr < first_range(c, f)->high ? f : NULL;
}

struct code_func *functions_at(const struct code_funcs *c, u64 addr)
{
	struct code_func *f = functions_around(c, addr);

	return f && f->entry == addr ? f : NULL;
}
