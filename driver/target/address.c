// SPDX-License-Identifier: GPL-2.0
/* Addresses that a file says, where it is loaded. */
#include <elf.h>
#include <gelf.h>

#include "debuginfo/elf_file.h"
#include "script/access.h"
#include "target/node.h"

#define REG_RIP	    16
#define REG_FS_BASE 58

/*
 * In the file that is hit, the hit itself tells where the file is loaded: true
 * in every process, whoever maps it. A return is hit somewhere else.
 */
struct expr *address_of(struct lowering *lo, const struct lower_module *mod,
			u32 addr)
{
	u64 full = index_head(mod->ix)->base + addr;

	if (!mod->file)
		return node_num(lo, (s64)full);
	if (lo->spot && mod == lo->home && lo->spot->kind != PLACE_RETURN &&
	    lo->spot->kind != PLACE_PLT_RETURN)
		return node_add(lo, node_reg(lo, REG_RIP),
				(s64)(full - lo->spot->addr));
	return node_add(lo, ast_base(lo->script, lo->span, module_row(lo, mod)),
			(s64)full);
}

static bool has_pie_flag(Elf *elf)
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
			if (dyn.d_tag == DT_FLAGS_1)
				return dyn.d_un.d_val & DF_1_PIE;
	}
	return false;
}

/* A program: its block of thread-local storage lies right below fs.base. */
static bool is_program(Elf *elf)
{
	GElf_Ehdr ehdr;

	return gelf_getehdr(elf, &ehdr) &&
	       (ehdr.e_type == ET_EXEC || has_pie_flag(elf));
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
		return refuse(
			lo,
			"%s is thread-local in the library %s: where each thread has it, only the loader knows",
			refuse_what(lo), mod->path);
	if (!tls_size(elf, &size))
		return refuse(
			lo,
			"%s has no thread-local storage, though its debug information speaks of it",
			mod->path);
	return node_add(lo, node_reg(lo, REG_FS_BASE), (s64)((u64)off - size));
}
