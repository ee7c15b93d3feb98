// SPDX-License-Identifier: GPL-2.0
/* The functions of one ELF file, by name. */
#include "debuginfo/elf_symbols.h"

#include <ctype.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

#define FUNCS_MAX (16u << 20)

struct elf_symbols {
	const struct elf_file *f; /* borrowed */
	struct elf_file *debug; /* owned; NULL: none */
	char *tried;
	bool full;
	struct elf_func *funcs;
	u32 nr;
	u32 cap;
	char **trimmed; /* the names that lost a version */
	u32 trimmed_nr;
};

static int grow(struct elf_func **funcs, u32 *cap)
{
	u32 want = *cap ? *cap * 2 : 256;
	struct elf_func *bigger;

	if (want > FUNCS_MAX)
		return -EFBIG;
	bigger = reallocarray(*funcs, want, sizeof(*bigger));
	if (!bigger)
		return -ENOMEM;
	*funcs = bigger;
	*cap = want;
	return 0;
}

/* A name that somebody can type, and that is safe on a terminal. */
static bool is_printable(const char *name)
{
	for (; *name; name++)
		if ((unsigned char)*name <= ' ' || *name == 0x7f)
			return false;
	return true;
}

static const char *trim_version(struct elf_symbols *syms, const char *name)
{
	const char *at = strchr(name, '@');
	char **bigger;
	char *copy;

	if (!at || at == name)
		return name;
	bigger = reallocarray(syms->trimmed, syms->trimmed_nr + 1,
			      sizeof(*bigger));
	if (!bigger)
		return NULL;
	syms->trimmed = bigger;
	copy = strndup(name, (size_t)(at - name));
	if (copy)
		bigger[syms->trimmed_nr++] = copy;
	return copy;
}

/* shift: what turns an address of the table's file into one of syms->f. */
static int add_symbol(struct elf_symbols *syms, const GElf_Sym *sym,
		      const char *name, u64 shift)
{
	u8 type = GELF_ST_TYPE(sym->st_info);
	u64 addr = sym->st_value + shift;
	u64 off;
	int err;

	if ((type != STT_FUNC && type != STT_GNU_IFUNC) ||
	    sym->st_shndx == SHN_UNDEF || !name || !name[0] ||
	    !is_printable(name) || elf_file_code_offset(syms->f, addr, &off))
		return 0;
	if (syms->nr == syms->cap) {
		err = grow(&syms->funcs, &syms->cap);
		if (err)
			return err;
	}
	name = trim_version(syms, name);
	if (!name)
		return -ENOMEM;
	syms->funcs[syms->nr++] = (struct elf_func){
		.name = name,
		.addr = addr,
		.off = off,
		.size = sym->st_size,
		.bind = GELF_ST_BIND(sym->st_info),
		.indirect = type == STT_GNU_IFUNC,
	};
	return 0;
}

static int read_table(struct elf_symbols *syms, const struct elf_file *f,
		      Elf_Scn *scn)
{
	Elf *elf = elf_file_libelf(f);
	u64 shift = elf_file_base(syms->f) - elf_file_base(f);
	Elf_Data *data = elf_getdata(scn, NULL);
	GElf_Shdr sh;
	size_t nr;
	int err = 0;

	if (!data || !gelf_getshdr(scn, &sh)) {
		log_warn("%s: symbol table unreadable: %s", elf_file_name(f),
			 elf_errmsg(-1));
		return 0;
	}
	nr = data->d_size / sizeof(Elf64_Sym);
	for (size_t i = 0; i < nr && !err; i++) {
		GElf_Sym sym;

		if (gelf_getsym(data, (int)i, &sym))
			err = add_symbol(
				syms, &sym,
				elf_strptr(elf, sh.sh_link, sym.st_name),
				shift);
	}
	return err;
}

static int read_own(struct elf_symbols *syms, u32 type)
{
	Elf_Scn *scn = elf_file_section_of_type(syms->f, type);

	return scn ? read_table(syms, syms->f, scn) : 0;
}

static int read_debug(struct elf_symbols *syms,
		      const struct elf_debug_where *where)
{
	int err = elf_debug_find(syms->f, where, &syms->debug, &syms->tried);

	if (err == -ENOENT)
		return 0;
	if (err)
		return err;
	syms->full = true;
	return read_table(syms, syms->debug,
			  elf_file_section_of_type(syms->debug, SHT_SYMTAB));
}

int elf_symbols_open(const struct elf_file *f,
		     const struct elf_debug_where *where,
		     struct elf_symbols **ret)
{
	struct elf_symbols *syms = calloc(1, sizeof(*syms));
	int err;

	if (!syms)
		return -ENOMEM;
	syms->f = f;
	syms->full = elf_file_section_of_type(f, SHT_SYMTAB) != NULL;
	if (syms->full) {
		err = read_own(syms, SHT_SYMTAB);
	} else {
		err = read_debug(syms, where);
		if (!err)
			err = read_own(syms, SHT_DYNSYM);
	}
	if (err) {
		log_err("%s: reading its symbols: %s", elf_file_name(f),
			strerror(-err));
		elf_symbols_close(syms);
		return err;
	}
	*ret = syms;
	return 0;
}

void elf_symbols_close(struct elf_symbols *syms)
{
	if (!syms)
		return;
	for (u32 i = 0; i < syms->trimmed_nr; i++)
		free(syms->trimmed[i]);
	free(syms->trimmed);
	free(syms->funcs);
	free(syms->tried);
	elf_file_close(syms->debug);
	free(syms);
}

u32 elf_symbols_nr(const struct elf_symbols *syms)
{
	return syms->nr;
}

const char *elf_symbols_tried(const struct elf_symbols *syms)
{
	return syms->tried ? syms->tried : "";
}

bool elf_symbols_are_full(const struct elf_symbols *syms)
{
	return syms->full;
}

bool elf_symbols_is_pattern(const char *name)
{
	return name[strcspn(name, "*?[")];
}

/* Whether suffix is ".TAG" or ".TAG.anything" for one of the tags. */
static bool has_tag(const char *suffix, const char *const *tags)
{
	for (; suffix && *tags; tags++) {
		size_t len = strlen(*tags);

		if (!strncmp(suffix + 1, *tags, len) &&
		    (!suffix[1 + len] || suffix[1 + len] == '.'))
			return true;
	}
	return false;
}

static bool is_fragment(const char *name)
{
	static const char *const tags[] = { "cold", "part", NULL };

	for (name = strchr(name, '.'); name; name = strchr(name + 1, '.'))
		if (has_tag(name, tags))
			return true;
	return false;
}

static bool is_clone_of(const char *name, const char *want, size_t want_len)
{
	static const char *const tags[] = { "constprop", "isra", "lto_priv",
					    "llvm", NULL };

	return !strncmp(name, want, want_len) && name[want_len] == '.' &&
	       has_tag(name + want_len, tags) && !is_fragment(name);
}

static bool matches(const char *name, const char *want, size_t want_len,
		    bool pattern)
{
	if (!pattern)
		return !strcmp(name, want) || is_clone_of(name, want, want_len);
	if (fnmatch(want, name, 0))
		return false;
	return strchr(want, '.') || !is_fragment(name);
}

bool elf_symbols_matches(const char *name, const char *want)
{
	return matches(name, want, strlen(want), elf_symbols_is_pattern(want));
}

static int bind_rank(u8 bind)
{
	return bind == STB_LOCAL ? 2 : bind == STB_WEAK;
}

/* By address; at one address the most public name first. */
static int by_addr(const void *va, const void *vb)
{
	const struct elf_func *a = va;
	const struct elf_func *b = vb;
	size_t a_len = strlen(a->name);
	size_t b_len = strlen(b->name);
	size_t a_low = strspn(a->name, "_");
	size_t b_low = strspn(b->name, "_");

	if (a->addr != b->addr)
		return a->addr < b->addr ? -1 : 1;
	if (bind_rank(a->bind) != bind_rank(b->bind))
		return bind_rank(a->bind) - bind_rank(b->bind);
	if (a_low != b_low)
		return a_low < b_low ? -1 : 1;
	if (a_len != b_len)
		return a_len < b_len ? -1 : 1;
	return strcmp(a->name, b->name);
}

static u32 drop_aliases(struct elf_func *funcs, u32 nr)
{
	u32 kept = 0;

	for (u32 i = 0; i < nr; i++)
		if (!kept || funcs[kept - 1].addr != funcs[i].addr)
			funcs[kept++] = funcs[i];
	return kept;
}

u32 elf_symbols_sort(struct elf_func *funcs, u32 nr)
{
	if (nr)
		qsort(funcs, nr, sizeof(*funcs), by_addr);
	return drop_aliases(funcs, nr);
}

int elf_symbols_find(const struct elf_symbols *syms, const char *name,
		     struct elf_func **ret, u32 *ret_nr)
{
	bool pattern = elf_symbols_is_pattern(name);
	size_t len = strlen(name);
	struct elf_func *found = NULL;
	u32 cap = 0;
	u32 nr = 0;

	for (u32 i = 0; i < syms->nr; i++) {
		if (!matches(syms->funcs[i].name, name, len, pattern))
			continue;
		if (nr == cap && grow(&found, &cap)) {
			free(found);
			return -ENOMEM;
		}
		found[nr++] = syms->funcs[i];
	}
	*ret_nr = elf_symbols_sort(found, nr);
	*ret = found;
	return 0;
}

void elf_symbols_suggest(const struct elf_symbols *syms, struct suggest *s)
{
	for (u32 i = 0; i < syms->nr; i++)
		if (!is_fragment(syms->funcs[i].name))
			suggest_add(s, syms->funcs[i].name);
}
