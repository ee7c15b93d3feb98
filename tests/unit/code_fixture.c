// SPDX-License-Identifier: GPL-2.0
/* Indexes of code alone. */
#include "code_fixture.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "dwarf/code.h"

static u64 base_of(Elf *elf)
{
	u64 base = ~0ull;
	GElf_Phdr head;
	size_t nr = 0, i;

	elf_getphdrnum(elf, &nr);
	for (i = 0; i < nr; i++)
		if (gelf_getphdr(elf, (int)i, &head) &&
		    head.p_type == PT_LOAD && head.p_vaddr < base)
			base = head.p_vaddr;
	return base == ~0ull ? 0 : base;
}

static struct index *index_of(Elf *elf, const char *out)
{
	struct dwarf_source src = { .elf = elf, .machine = EM_X86_64 };
	struct arena *arena = arena_create();
	struct index_writer w;
	struct index *ix;

	assert_non_null(arena);
	index_writer_init(&w, arena);
	w.base = base_of(elf);
	code_make(&w, arena, &src);
	assert_int_equal(index_writer_save(&w, out), 0);
	assert_int_equal(index_open(out, &ix), 0);
	arena_destroy(arena);
	return ix;
}

struct index *code_index(const char *path, const char *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct index *ix;
	Elf *elf;

	assert_true(fd >= 0);
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	assert_non_null(elf);
	ix = index_of(elf, out);
	elf_end(elf);
	close(fd);
	return ix;
}

struct index *code_index_of_bytes(const void *bytes, size_t len,
				  const char *out)
{
	struct index *ix = NULL;
	Elf *elf;

	elf_version(EV_CURRENT);
	elf = elf_memory((char *)bytes, len);
	if (elf && elf_kind(elf) == ELF_K_ELF)
		ix = index_of(elf, out);
	elf_end(elf);
	return ix;
}

static bool holds(const GElf_Sym *sym, u64 addr)
{
	int type = GELF_ST_TYPE(sym->st_info);

	return (type == STT_FUNC || type == STT_GNU_IFUNC) &&
	       sym->st_shndx != SHN_UNDEF && addr >= sym->st_value &&
	       addr - sym->st_value < sym->st_size;
}

bool code_is_sized(const char *path, u64 addr)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	Elf *elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	Elf_Scn *scn = NULL;
	bool found = false;
	GElf_Shdr head;
	GElf_Sym sym;
	int i;

	while (!found && (scn = elf_nextscn(elf, scn))) {
		Elf_Data *data = elf_getdata(scn, NULL);

		if (!gelf_getshdr(scn, &head) ||
		    (head.sh_type != SHT_SYMTAB && head.sh_type != SHT_DYNSYM))
			continue;
		for (i = 0; !found && gelf_getsym(data, i, &sym); i++)
			found = holds(&sym, addr);
	}
	elf_end(elf);
	close(fd);
	return found;
}
