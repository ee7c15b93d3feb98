// SPDX-License-Identifier: GPL-2.0
/*
 * The symbols of a file: its .symtab, or that of its separate debug file, or
 * of .gnu_debugdata, as libdwfl finds them; and its .dynsym.
 */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "elfread/elfread.h"

static int has_place(const struct index_symbol *s)
{
	return s->type != STT_TLS && !(s->flags & INDEX_SYMBOL_ABSOLUTE);
}

static int is_code(Elf *elf, u32 shndx)
{
	Elf_Scn *scn = shndx < SHN_LORESERVE ? elf_getscn(elf, shndx) : NULL;
	GElf_Shdr sh;

	return scn && gelf_getshdr(scn, &sh) && sh.sh_flags & SHF_EXECINSTR;
}

/* The address where it fits; symbols below base are numbers, like absolute. */
static int place(const struct elfread *r, u64 value, struct index_symbol *s)
{
	s->addr = has_place(s) ? elfread_addr(r, value) : INDEX_NONE;
	if (s->addr != INDEX_NONE)
		return 1;
	if (value >= INDEX_NONE)
		return 0;
	s->addr = (u32)value;
	if (s->type != STT_TLS)
		s->flags |= INDEX_SYMBOL_ABSOLUTE;
	return 1;
}

struct found {
	const char *name;
	const GElf_Sym *sym;
	u64 value;
	u32 shndx;
	Elf *elf;
	u8 flags;
	u8 source;
};

static void add(const struct elfread *r, const struct found *f)
{
	struct index_symbol s = {
		.size = f->sym->st_size < INDEX_NONE ? (u32)f->sym->st_size
						     : INDEX_NONE,
		.bind = GELF_ST_BIND(f->sym->st_info),
		.type = GELF_ST_TYPE(f->sym->st_info),
		.flags = f->flags,
		.sources = f->source,
	};

	if (f->sym->st_shndx == SHN_UNDEF || f->sym->st_shndx == SHN_COMMON ||
	    s.type == STT_SECTION || s.type == STT_FILE)
		return;
	if (f->sym->st_shndx == SHN_ABS)
		s.flags |= INDEX_SYMBOL_ABSOLUTE;
	else if (is_code(f->elf, f->shndx))
		s.flags |= INDEX_SYMBOL_CODE;
	s.name = elfread_name(r, f->name);
	if (s.name && place(r, f->value, &s))
		*(struct index_symbol *)index_writer_row(r->w, INDEX_SYMBOLS) =
			s;
}

static u8 version_flag(const char *name)
{
	const char *at = name ? strchr(name, '@') : NULL;

	return at && at != name && at[1] != '@' ? INDEX_SYMBOL_OLD : 0;
}

/* libdwfl's own .dynsym is left to read_dynsym(), which knows the versions. */
static void read_module(const struct elfread *r)
{
	int nr = dwfl_module_getsymtab(r->module), i;
	int own = elfread_section(r->elf, ".symtab", &(GElf_Shdr){ 0 }) != NULL;
	int packed = elfread_section(r->elf, ".gnu_debugdata",
				     &(GElf_Shdr){ 0 }) != NULL;

	if (nr < 0)
		log_info("%s: symbols: %s", r->path, dwfl_errmsg(-1));
	for (i = 1; i < nr; i++) {
		GElf_Sym sym;
		GElf_Addr value, bias;
		struct found f = { .sym = &sym };

		f.name = dwfl_module_getsym_info(r->module, i, &sym, &value,
						 &f.shndx, &f.elf, &bias);
		if (!f.name || (f.elf == r->elf && !own))
			continue;
		/* What is no address must not be moved like one. */
		f.value = sym.st_shndx == SHN_ABS ||
					  GELF_ST_TYPE(sym.st_info) == STT_TLS
				  ? sym.st_value
				  : value - r->bias;
		f.flags = version_flag(f.name);
		if (f.elf == r->elf)
			f.source = INDEX_SYMBOL_SYMTAB;
		else
			f.source = packed && f.elf != r->debug
					   ? INDEX_SYMBOL_DEBUGDATA
					   : INDEX_SYMBOL_DEBUG;
		if (f.source != INDEX_SYMBOL_DEBUGDATA)
			r->w->has |= INDEX_HAS_SYMTAB;
		add(r, &f);
	}
}

static Elf_Data *find_data(Elf *elf, u32 type, GElf_Shdr *ret)
{
	Elf_Scn *scn = NULL;

	while ((scn = elf_nextscn(elf, scn)))
		if (gelf_getshdr(scn, ret) && ret->sh_type == type)
			return elf_getdata(scn, NULL);
	return NULL;
}

static void read_dynsym(const struct elfread *r)
{
	GElf_Shdr head, versions_head;
	Elf_Data *data = find_data(r->elf, SHT_DYNSYM, &head);
	Elf_Data *versions = find_data(r->elf, SHT_GNU_versym, &versions_head);
	size_t nr = data ? data->d_size / sizeof(Elf64_Sym) : 0, i;

	for (i = 1; i < nr && i < INT32_MAX; i++) {
		GElf_Versym version;
		GElf_Sym sym;
		struct found f = {
			.sym = &sym,
			.elf = r->elf,
			.source = INDEX_SYMBOL_DYNSYM,
		};

		if (!gelf_getsym(data, (int)i, &sym))
			break;
		f.name = elf_strptr(r->elf, head.sh_link, sym.st_name);
		f.value = sym.st_value;
		f.shndx = sym.st_shndx;
		if (versions && gelf_getversym(versions, (int)i, &version) &&
		    version & 0x8000)
			f.flags = INDEX_SYMBOL_OLD;
		add(r, &f);
	}
}

static int compare_u32(u32 a, u32 b)
{
	return a < b ? -1 : a > b;
}

/* Equal names have one offset. */
static int compare_same(const void *a, const void *b)
{
	const struct index_symbol *x = a, *y = b;
	int order = compare_u32(x->name, y->name);

	if (!order)
		order = compare_u32(x->addr, y->addr);
	if (!order)
		order = compare_u32(has_place(x), has_place(y));
	if (!order)
		order = compare_u32(x->type, y->type);
	if (!order)
		order = compare_u32(x->size, y->size);
	return order ? order : compare_u32(x->bind, y->bind);
}

/* A symbol that several tables have, or versions of it, become one. */
static void join(struct vec *symbols)
{
	struct index_symbol *row = symbols->data;
	u32 i, kept = 0;

	if (!symbols->nr)
		return;
	qsort(row, symbols->nr, sizeof(*row), compare_same);
	for (i = 0; i < symbols->nr; i++) {
		struct index_symbol *last = kept ? &row[kept - 1] : NULL;

		if (!last || compare_same(last, &row[i])) {
			row[kept++] = row[i];
			continue;
		}
		last->sources |= row[i].sources;
		/* The default version, where one of them says so. */
		last->flags &= row[i].flags | (u8)~INDEX_SYMBOL_OLD;
	}
	symbols->nr = kept;
}

static u32 class_of(const struct index_symbol *s)
{
	if (s->flags & INDEX_SYMBOL_ABSOLUTE)
		return 2;
	return s->type == STT_TLS;
}

static u32 bind_rank(const struct index_symbol *s)
{
	return s->bind == STB_LOCAL ? 2 : s->bind == STB_WEAK;
}

/* By place; at one place the most public name first, as elf_symbols does. */
static int compare_places(const void *a, const void *b, void *arg)
{
	const struct index_symbol *x = a, *y = b;
	const struct index_writer *w = arg;
	const char *x_name = index_strings_at(&w->strings, x->name);
	const char *y_name = index_strings_at(&w->strings, y->name);
	int order = compare_u32(class_of(x), class_of(y));

	if (!order)
		order = compare_u32(x->addr, y->addr);
	if (!order)
		order = compare_u32(x->type == STT_NOTYPE,
				    y->type == STT_NOTYPE);
	if (!order)
		order = compare_u32(bind_rank(x), bind_rank(y));
	if (!order)
		order = compare_u32((u32)strspn(x_name, "_"),
				    (u32)strspn(y_name, "_"));
	if (!order)
		order = compare_u32((u32)strlen(x_name), (u32)strlen(y_name));
	if (!order)
		order = strcmp(x_name, y_name);
	if (!order)
		order = compare_u32(x->type, y->type);
	return order ? order : compare_u32(y->size, x->size);
}

static int compare_names(const void *a, const void *b, void *arg)
{
	const struct index_writer *w = arg;
	u32 x = *(const u32 *)a, y = *(const u32 *)b;
	const struct index_symbol *s = index_writer_at(w, INDEX_SYMBOLS, x);
	const struct index_symbol *t = index_writer_at(w, INDEX_SYMBOLS, y);
	int order = 0;

	if (s->name != t->name)
		order = strcmp(index_strings_at(&w->strings, s->name),
			       index_strings_at(&w->strings, t->name));
	return order ? order : compare_u32(x, y);
}

void elfread_symbols(const struct elfread *r)
{
	struct vec *symbols = &r->w->section[INDEX_SYMBOLS];
	struct vec *names = &r->w->section[INDEX_SYMBOL_NAMES];
	u32 i;

	read_module(r);
	read_dynsym(r);
	join(symbols);
	if (!symbols->nr)
		return;
	qsort_r(symbols->data, symbols->nr, symbols->size, compare_places,
		r->w);
	for (i = 0; i < symbols->nr; i++)
		*(u32 *)index_writer_row(r->w, INDEX_SYMBOL_NAMES) = i;
	qsort_r(names->data, names->nr, names->size, compare_names, r->w);
}
