/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The functions of one ELF file, by name.
 *
 * They come from .symtab where the file has it; else from the .symtab of its
 * separate debug file together with the file's own .dynsym; else from .dynsym
 * alone. A function is a defined STT_FUNC (or STT_GNU_IFUNC) symbol whose
 * address lies in an executable segment.
 *
 * Names lose their version (foo@@V); "foo" also finds the whole-function
 * clones that gcc and clang make of it (foo.constprop.0, foo.isra.0,
 * foo.lto_priv.0, foo.llvm.123). Wildcards pass over fragments (foo.cold,
 * foo.part.0) unless the pattern has a '.'.
 */
#ifndef STAPX_DEBUGINFO_ELF_SYMBOLS_H
#define STAPX_DEBUGINFO_ELF_SYMBOLS_H

#include "base/suggest.h"
#include "debuginfo/elf_debug.h"
#include "debuginfo/elf_file.h"

struct elf_symbols;

struct elf_func {
	const char *name; /* borrowed from the struct elf_symbols */
	u64 addr; /* st_value: in the file's own addresses */
	u64 off; /* of its first instruction, in the file */
	u64 size; /* bytes; 0: unknown */
	u8 bind; /* STB_* */
	bool indirect; /* IFUNC: addr is its resolver, not the function */
};

/*
 * Reads the tables of f, which is borrowed until close. Returns 0 or -errno
 * (reported); a file without any symbol is no error: its list is empty.
 */
int elf_symbols_open(const struct elf_file *f,
		     const struct elf_debug_where *where,
		     struct elf_symbols **ret);
void elf_symbols_close(struct elf_symbols *syms);

u32 elf_symbols_nr(const struct elf_symbols *syms);

/*
 * Where debug symbols were looked for, "A, B, C", when the file itself has no
 * .symtab; "" otherwise. Borrowed until close.
 */
const char *elf_symbols_tried(const struct elf_symbols *syms);
/* Whether a full symbol table was found, not only the dynamic one. */
bool elf_symbols_are_full(const struct elf_symbols *syms);

/* Whether a function name is a pattern: holds '*', '?' or '['. */
bool elf_symbols_is_pattern(const char *name);

/*
 * Finds functions by name or shell pattern, ascending by address, each
 * address once: of several matching names the most public one is taken
 * (global before weak before local, then fewest leading '_', then the
 * shortest). Indirect functions are among them. *ret is malloc'ed, owned by
 * the caller, and NULL with *ret_nr 0 when nothing matches. 0 or -ENOMEM.
 */
int elf_symbols_find(const struct elf_symbols *syms, const char *name,
		     struct elf_func **ret, u32 *ret_nr);

/* Is it a name that elf_symbols_find() takes for the one that is wanted? */
bool elf_symbols_matches(const char *name, const char *want);

/* The order of elf_symbols_find(), each address once: returns how many stay. */
u32 elf_symbols_sort(struct elf_func *funcs, u32 nr);

/* Offers every name to a search for near names. */
void elf_symbols_suggest(const struct elf_symbols *syms, struct suggest *s);

#endif
