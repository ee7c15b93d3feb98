// SPDX-License-Identifier: GPL-2.0
/*
 * Where a thread has the variables of its own (x86-64 psABI; glibc). Those of
 * the program lie right below fs.base. Of a library the loader has told its
 * own code: what it wrote into the table of addresses is the number of the
 * library's block in the thread's vector of them, or how far below fs.base
 * the block lies. So no debug information of the loader is needed.
 */
#include <elf.h>
#include <gelf.h>
#include <string.h>

#include <stapx/record.h>

#include "debuginfo/elf_file.h"
#include "script/access.h"
#include "script/passes.h"
#include "target/node.h"

#define REG_FS_BASE 58

/*
 * The vector's address stands behind fs.base; its length in front of it, 16
 * bytes a row. A thread gets its block when it first uses it: until then the
 * row is 0, or -1, or beyond the end.
 */
static const char block_text[] =
	"function __target_thread_block:long (thread:long, nr:long)\n"
	"{\n"
	"\trows = user_uint64(thread + 8)\n"
	"\tif (nr > 0 && nr <= user_uint64(rows - 16))\n"
	"\t\tblock = user_uint64(rows + nr * 16)\n"
	"\tif (block == 0 || block == -1)\n"
	"\t\tuser_uint64(%lld)\n"
	"\treturn block\n"
	"}\n";

/* Has an entry for the dynamic linker that fn accepts? */
static bool any_dynamic(Elf *elf, bool (*fn)(Elf *elf, size_t strings,
					     const GElf_Dyn *dyn))
{
	Elf_Scn *scn = NULL;
	GElf_Shdr shdr;
	GElf_Dyn dyn;
	int i;

	while ((scn = elf_nextscn(elf, scn)) != NULL) {
		Elf_Data *data;

		if (!gelf_getshdr(scn, &shdr) || shdr.sh_type != SHT_DYNAMIC)
			continue;
		data = elf_getdata(scn, NULL);
		for (i = 0; data && gelf_getdyn(data, i, &dyn); i++)
			if (fn(elf, shdr.sh_link, &dyn))
				return true;
	}
	return false;
}

static bool is_pie_flag(Elf *elf, size_t strings, const GElf_Dyn *dyn)
{
	(void)elf;
	(void)strings;
	return dyn->d_tag == DT_FLAGS_1 && dyn->d_un.d_val & DF_1_PIE;
}

/* A program: its block of thread-local storage lies right below fs.base. */
static bool is_program(Elf *elf)
{
	GElf_Ehdr ehdr;

	return gelf_getehdr(elf, &ehdr) &&
	       (ehdr.e_type == ET_EXEC || any_dynamic(elf, is_pie_flag));
}

static bool tls_size(Elf *elf, u64 *ret)
{
	GElf_Phdr phdr;
	size_t nr, i;

	if (elf_getphdrnum(elf, &nr))
		return false;
	for (i = 0; i < nr; i++) {
		if (!gelf_getphdr(elf, (int)i, &phdr) || phdr.p_type != PT_TLS)
			continue;
		if (phdr.p_align & (phdr.p_align - 1) ||
		    phdr.p_memsz > 1u << 30 || phdr.p_align > 1u << 20)
			return false;
		*ret = phdr.p_align ? (phdr.p_memsz + phdr.p_align - 1) &
					      ~(phdr.p_align - 1)
				    : phdr.p_memsz;
		return true;
	}
	return false;
}

/* A word of the library that the loader has written. */
struct tls_slot {
	bool found;
	bool is_offset; /* of the block from fs.base; else its number */
	u64 addr; /* of the word, in the file */
	u64 inside; /* what was added to the offset */
};

/* A relocation that speaks of a variable of the library itself. */
static bool is_own(Elf_Data *symbols, const GElf_Rela *rela, u64 *ret_value)
{
	size_t nr = GELF_R_SYM(rela->r_info);
	GElf_Sym sym;

	*ret_value = 0;
	if (!nr)
		return true;
	if (!symbols || !gelf_getsym(symbols, (int)nr, &sym) ||
	    sym.st_shndx == SHN_UNDEF)
		return false;
	*ret_value = sym.st_value;
	return true;
}

static void take_rela(Elf_Data *symbols, const GElf_Rela *rela,
		      struct tls_slot *slot)
{
	u64 type = GELF_R_TYPE(rela->r_info), value;

	if ((type != R_X86_64_DTPMOD64 && type != R_X86_64_TPOFF64) ||
	    !is_own(symbols, rela, &value))
		return;
	slot->found = true;
	slot->is_offset = type == R_X86_64_TPOFF64;
	slot->addr = rela->r_offset;
	slot->inside = value + (u64)rela->r_addend;
}

static struct tls_slot find_slot(Elf *elf)
{
	struct tls_slot slot = { 0 };
	Elf_Scn *scn = NULL, *linked;
	GElf_Shdr shdr;
	GElf_Rela rela;
	int i;

	while (!slot.found && (scn = elf_nextscn(elf, scn)) != NULL) {
		Elf_Data *data;

		if (!gelf_getshdr(scn, &shdr) || shdr.sh_type != SHT_RELA ||
		    !(shdr.sh_flags & SHF_ALLOC))
			continue;
		linked = elf_getscn(elf, shdr.sh_link);
		data = elf_getdata(scn, NULL);
		for (i = 0; data && !slot.found && gelf_getrela(data, i, &rela);
		     i++)
			take_rela(linked ? elf_getdata(linked, NULL) : NULL,
				  &rela, &slot);
	}
	return slot;
}

/* musl's vectors are of another kind. */
static bool is_musl(Elf *elf, size_t strings, const GElf_Dyn *dyn)
{
	const char *name = dyn->d_tag == DT_NEEDED
				   ? elf_strptr(elf, strings, dyn->d_un.d_val)
				   : NULL;

	return name &&
	       (!strncmp(name, "libc.musl", 9) || !strcmp(name, "libc.so"));
}

static struct expr *block_of(struct lowering *lo, struct expr *nr)
{
	const char *text = arena_printf(lo->arena, block_text,
					(long long)SX_NO_THREAD_BLOCK);
	const struct passes_text source = {
		.name = "<threads>",
		.text = text,
		.len = strlen(text),
	};
	struct expr *call;

	if (!lo->has_thread_block)
		passes_parse_text(lo->script, &source, true, NULL);
	lo->has_thread_block = true;
	call = node_call(lo, "__target_thread_block", 2);
	call->args[0] = node_reg(lo, REG_FS_BASE);
	call->args[1] = nr;
	ast_finish(call);
	return call;
}

static struct expr *library_tls(struct lowering *lo,
				const struct lower_module *mod, Elf *elf,
				u32 off)
{
	struct tls_slot slot = find_slot(elf);
	u64 base = index_head(mod->ix)->base;
	struct expr *word;

	if (any_dynamic(elf, is_musl))
		return refuse(
			lo,
			"%s is thread-local in %s, which is made for musl: where threads have what is theirs is known of glibc only",
			refuse_what(lo), mod->path);
	if (!slot.found || slot.addr < base || slot.addr - base >= INDEX_NONE)
		return refuse(
			lo,
			"%s is thread-local in the library %s, whose own code never asks the loader where that is",
			refuse_what(lo), mod->path);
	word = node_read(lo, address_of(lo, mod, (u32)(slot.addr - base)), 0, 8,
			 false, false);
	if (!slot.is_offset)
		return node_add(lo, block_of(lo, word), off);
	word = node_binary(lo, TOK_ADD, node_reg(lo, REG_FS_BASE), word);
	return node_add(lo, word, (s64)((u64)off - slot.inside));
}

struct expr *address_tls(struct lowering *lo, const struct lower_module *mod,
			 u32 off)
{
	Elf *elf = mod->file ? elf_file_libelf(mod->file->elf) : NULL;
	u64 size;

	if (!elf)
		return refuse(
			lo,
			"a thread-local variable of %s has no address of its own",
			mod->path);
	if (!is_program(elf))
		return library_tls(lo, mod, elf, off);
	if (!tls_size(elf, &size))
		return refuse(
			lo,
			"%s has no thread-local storage, though its debug information speaks of it",
			mod->path);
	return node_add(lo, node_reg(lo, REG_FS_BASE), (s64)((u64)off - size));
}
