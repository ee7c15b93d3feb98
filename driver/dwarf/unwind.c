// SPDX-License-Identifier: GPL-2.0
/*
 * Unwind rows: FDEs in the order of their addresses, each address once, then
 * the rows of one behind those of the other.
 */
#include "dwarf/unwind.h"

#include <stdlib.h>
#include <string.h>

#include <gelf.h>

#include "base/log.h"
#include "dwarf/cfi.h"
#include "dwarf/unwind_rules.h"

struct piece {
	u64 low; /* of the FDE, what is used of it */
	u64 high;
	struct cfi_fde fde;
};

struct maker {
	struct index_writer *w;
	struct arena *arena;
	struct unwind_rules rules;
	struct cfi_machine machine;
	const struct piece *piece; /* whose rows are made */
	u64 end; /* of the last row's code */
	u32 last; /* its rule */
};

static bool is_named(const char *name, const char *want)
{
	return name && !strcmp(name, want);
}

/* False: the file has no such section with bytes in it. */
static bool find_section(Elf *elf, const char *want, struct cfi_section *ret)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr head;
	Elf_Data *data;
	size_t names;

	if (!elf || elf_getshdrstrndx(elf, &names))
		return false;
	while ((scn = elf_nextscn(elf, scn)))
		if (gelf_getshdr(scn, &head) &&
		    is_named(elf_strptr(elf, names, head.sh_name), want))
			break;
	if (!scn || head.sh_type == SHT_NOBITS)
		return false;
	if (head.sh_flags & SHF_COMPRESSED && elf_compress(scn, 0, 0) < 0)
		return false;
	data = elf_getdata(scn, NULL);
	if (!data || !data->d_buf)
		return false;
	ret->data = data->d_buf;
	ret->len = data->d_size;
	ret->addr = head.sh_addr;
	return true;
}

static int compare_pieces(const void *a, const void *b)
{
	const struct piece *x = a, *y = b;

	if (x->low != y->low)
		return x->low < y->low ? -1 : 1;
	if (x->high != y->high)
		return x->high > y->high ? -1 : 1;
	return x->fde.off < y->fde.off ? -1 : x->fde.off > y->fde.off;
}

/* Of two that say something about an address the first one is used. */
static void clip(struct vec *pieces)
{
	struct piece *p = pieces->data;
	u32 i, kept = 0;
	u64 end = 0;

	if (pieces->nr)
		qsort(p, pieces->nr, sizeof(*p), compare_pieces);
	for (i = 0; i < pieces->nr; i++) {
		if (p[i].low < end)
			p[i].low = end;
		if (p[i].low >= p[i].high)
			continue;
		end = p[i].high;
		p[kept++] = p[i];
	}
	pieces->nr = kept;
}

/* What the linker threw away lies at 0, or at other addresses without code. */
static void read_section(struct maker *m, const struct code_image *img,
			 const struct cfi_section *s, struct vec *ret)
{
	struct cfi_cie cie = { .off = 0 };
	u64 off = 0;

	vec_init(ret, m->arena, sizeof(struct piece));
	while (off < s->len) {
		struct piece *p;
		struct cfi_fde fde;
		u64 left;

		if (!cfi_next_fde(s, &off, &cie, &fde) ||
		    !code_image_at(img, fde.low, true, &left) ||
		    fde.low < m->w->base || fde.high - m->w->base >= INDEX_NONE)
			continue;
		p = vec_push(ret);
		p->fde = fde;
		p->low = fde.low;
		p->high = fde.high - fde.low < left ? fde.high : fde.low + left;
	}
	clip(ret);
}

static void keep(struct vec *to, const struct piece *p, u64 low, u64 high)
{
	struct piece *kept;

	if (low >= high)
		return;
	kept = vec_push(to);
	*kept = *p;
	kept->low = low;
	kept->high = high;
}

/* Both ascend; of `second` only what `first` leaves. */
static void join(const struct vec *first, const struct vec *second,
		 struct vec *ret)
{
	const struct piece *a = first->data, *b = second->data;
	const struct piece *a_end = a + first->nr, *b_end = b + second->nr;
	u64 from = b < b_end ? b->low : 0;

	while (a < a_end || b < b_end) {
		if (b < b_end && (a == a_end || from < a->low)) {
			u64 to = a < a_end && a->low < b->high ? a->low
							       : b->high;

			keep(ret, b, from, to);
			from = to;
		} else {
			keep(ret, a, a->low, a->high);
			if (from < a->high)
				from = a->high;
			a++;
		}
		while (b < b_end && from >= b->high)
			b++;
		if (b < b_end && from < b->low)
			from = b->low;
	}
}

static void add_row(struct maker *m, u64 addr, u32 rule)
{
	struct sx_unwind_row *row = index_writer_row(m->w, INDEX_UNWIND);

	row->addr = (u32)(addr - m->w->base);
	row->rule = rule;
	m->last = rule;
}

static void emit(void *arg, u64 low, u64 high, const struct cfi_state *now)
{
	struct maker *m = arg;
	u32 rule;

	if (low < m->piece->low)
		low = m->piece->low;
	if (high > m->piece->high)
		high = m->piece->high;
	if (low >= high)
		return;
	rule = now ? unwind_rules_add(&m->rules, now) : SX_UNWIND_NO_RULE;
	if (low > m->end && m->last != SX_UNWIND_NO_RULE)
		add_row(m, m->end, SX_UNWIND_NO_RULE);
	if (rule != m->last)
		add_row(m, low, rule);
	m->end = high;
}

static void make_rows(struct maker *m, const struct vec *pieces,
		      struct vec *ret_fdes)
{
	u32 i;

	for (i = 0; i < pieces->nr; i++) {
		struct unwind_range *range = vec_push(ret_fdes);

		m->piece = vec_at(pieces, i);
		range->low = m->piece->low;
		range->high = m->piece->high;
		cfi_run(&m->machine, &m->piece->fde);
	}
	if (m->last != SX_UNWIND_NO_RULE)
		add_row(m, m->end, SX_UNWIND_NO_RULE);
}

static bool has_rows(Elf *elf)
{
	GElf_Ehdr head;

	return gelf_getehdr(elf, &head) && head.e_machine == EM_X86_64 &&
	       head.e_ident[EI_CLASS] == ELFCLASS64 && head.e_type != ET_REL;
}

void unwind_make(struct index_writer *w, struct arena *arena, Elf *elf,
		 Elf *debug, const struct code_image *img, struct vec *ret_fdes)
{
	struct cfi_section *eh = arena_alloc(arena, 2 * sizeof(*eh)),
			   *frame = eh + 1;
	struct maker *m = arena_alloc(arena, sizeof(*m));
	struct vec first, second, pieces;

	vec_init(ret_fdes, arena, sizeof(struct unwind_range));
	if (!has_rows(elf))
		return;
	m->w = w;
	m->arena = arena;
	m->last = SX_UNWIND_NO_RULE;
	m->machine.emit = emit;
	m->machine.arg = m;
	unwind_rules_init(&m->rules, w, arena);
	eh->eh = true;
	find_section(elf, ".eh_frame", eh);
	if (!find_section(debug, ".debug_frame", frame))
		find_section(elf, ".debug_frame", frame);
	read_section(m, img, eh, &first);
	read_section(m, img, frame, &second);
	vec_init(&pieces, arena, sizeof(struct piece));
	join(&first, &second, &pieces);
	make_rows(m, &pieces, ret_fdes);
}
