// SPDX-License-Identifier: GPL-2.0
/* Finding the debug information of a file. */
#include "dwarf/source.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <elfutils/libdwelf.h>
#include <gelf.h>

#include "base/log.h"

static char *debug_path; /* the library's default */

static const Dwfl_Callbacks callbacks = {
	.find_elf = dwfl_build_id_find_elf,
	.find_debuginfo = dwfl_standard_find_debuginfo,
	.section_address = dwfl_offline_section_address,
	.debuginfo_path = &debug_path,
};

static void read_build_id(struct dwarf_source *src)
{
	const unsigned char *bits;
	GElf_Addr where;
	int len = dwfl_module_build_id(src->module, &bits, &where);

	if (len <= 0 || len > INDEX_BUILD_ID_MAX)
		return;
	memcpy(src->build_id, bits, (size_t)len);
	src->build_id_len = (u8)len;
}

/*
 * The lowest address of a segment from which 32 bits reach the end of all
 * others. A kernel's variables of each CPU have a segment at 0, which is left
 * out so.
 */
static u64 choose_base(Elf *elf, size_t nr)
{
	u64 end = 0, base = ~0ull;
	GElf_Phdr seg;
	size_t i;

	for (i = 0; i < nr; i++)
		if (gelf_getphdr(elf, (int)i, &seg) && seg.p_type == PT_LOAD &&
		    seg.p_vaddr + seg.p_memsz > end)
			end = seg.p_vaddr + seg.p_memsz;
	for (i = 0; i < nr; i++)
		if (gelf_getphdr(elf, (int)i, &seg) && seg.p_type == PT_LOAD &&
		    seg.p_vaddr < base && end - seg.p_vaddr < INDEX_NONE)
			base = seg.p_vaddr;
	return base == ~0ull ? 0 : base;
}

static int read_elf(struct dwarf_source *src, const char *path)
{
	GElf_Ehdr head;
	size_t nr;

	if (!src->elf || !gelf_getehdr(src->elf, &head) ||
	    elf_getphdrnum(src->elf, &nr)) {
		log_err("read %s: %s", path, elf_errmsg(-1));
		return -ENOEXEC;
	}
	src->machine = head.e_machine;
	src->base = choose_base(src->elf, nr);
	return 0;
}

static int open_module(struct dwarf_source *src, const char *path,
		       bool optional)
{
	GElf_Addr bias;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int err;

	if (fd < 0) {
		err = -errno;
		log_err("open %s: %s", path, strerror(-err));
		return err;
	}
	/* The library takes the descriptor when it takes the file. */
	src->module = dwfl_report_offline(src->dwfl, "", path, fd);
	if (!src->module) {
		log_err("read %s: %s", path, dwfl_errmsg(-1));
		close(fd);
		return -ENOEXEC;
	}
	dwfl_report_end(src->dwfl, NULL, NULL);
	src->elf = dwfl_module_getelf(src->module, &bias);
	src->bias = bias;
	err = read_elf(src, path);
	if (err)
		return err;
	read_build_id(src);
	src->dwarf = dwfl_module_getdwarf(src->module, &bias);
	if (!src->dwarf)
		(optional ? log_info : log_warn)(
			"%s: no debug information, so neither functions' variables nor types: install its debug package, or set DEBUGINFOD_URLS",
			path);
	return 0;
}

int source_open(const char *path, bool optional, struct dwarf_source *ret)
{
	int err;

	memset(ret, 0, sizeof(*ret));
	ret->dwfl = dwfl_begin(&callbacks);
	if (!ret->dwfl) {
		log_err("read %s: %s", path, dwfl_errmsg(-1));
		return -ENOMEM;
	}
	dwfl_report_begin(ret->dwfl);
	err = open_module(ret, path, optional);
	if (err)
		source_close(ret);
	return err;
}

void source_close(struct dwarf_source *src)
{
	dwfl_end(src->dwfl);
	src->dwfl = NULL;
}

bool source_is_elf(const char *path)
{
	char magic[4] = "";
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t len = -1;

	if (fd >= 0) {
		len = read(fd, magic, sizeof(magic));
		close(fd);
	}
	return len == 4 && !memcmp(magic, "\177ELF", 4);
}

int source_find_build_id(const char *path, u8 ret[INDEX_BUILD_ID_MAX])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t len = -ENOEXEC;
	const void *id;
	Elf *elf;

	if (fd < 0)
		return -errno;
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	if (elf && elf_kind(elf) == ELF_K_ELF) {
		len = dwelf_elf_gnu_build_id(elf, &id);
		if (len > 0 && len <= INDEX_BUILD_ID_MAX)
			memcpy(ret, id, (size_t)len);
		else
			len = -ENODATA;
	}
	elf_end(elf);
	close(fd);
	return (int)len;
}

int source_build_id(const char *path, u8 ret[INDEX_BUILD_ID_MAX])
{
	int len = source_find_build_id(path, ret);

	if (len == -ENODATA)
		log_err("%s: it has no build-id", path);
	else if (len == -ENOEXEC)
		log_err("%s: this is no ELF file", path);
	else if (len < 0)
		log_err("open %s: %s", path, strerror(-len));
	return len;
}

const char *source_build_id_text(const u8 *id, u32 len,
				 char ret[SOURCE_BUILD_ID_TEXT])
{
	u32 i;

	strcpy(ret, "none");
	for (i = 0; i < len && i < INDEX_BUILD_ID_MAX; i++)
		sprintf(ret + (size_t)2 * i, "%02x", id[i]);
	return ret;
}
