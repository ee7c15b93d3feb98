// SPDX-License-Identifier: GPL-2.0
/* Facts out of a module that was built for the kernel. */
#include "kload/donor.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/log.h"
#include "kload/elf64.h"
#include "kload/unpack.h"

#define MODULE_MAX	 (64u << 20)
#define VERSION_LEN	 64 /* an entry of __versions: CRC, name */
#define VERSION_NAME_OFF 8

static int bad_donor(const struct donor *d, const char *what)
{
	log_err("%s: %s: give another module of that kernel as --donor",
		d->path, what);
	return -EINVAL;
}

static int read_vermagic(const struct elf64 *elf, struct donor *d)
{
	struct bytes info = elf64_data(elf, elf64_find(elf, ".modinfo"));
	uint64_t off = 0;

	while (off < info.len) {
		const char *entry = bytes_str(info, off);

		if (!entry)
			break;
		if (!strncmp(entry, "vermagic=", 9)) {
			if (strlen(entry + 9) >= sizeof(d->vermagic))
				return bad_donor(d, "vermagic is too long");
			strcpy(d->vermagic, entry + 9);
			return 0;
		}
		off += strlen(entry) + 1;
	}
	return bad_donor(d, "no vermagic in .modinfo: not a kernel module");
}

static int read_crc(const struct elf64 *elf, struct donor *d)
{
	struct bytes v = elf64_data(elf, elf64_find(elf, "__versions"));
	uint64_t off;

	for (off = 0; bytes_has(v, off, VERSION_LEN); off += VERSION_LEN) {
		const char *name = bytes_str(v, off + VERSION_NAME_OFF);

		if (!name || strcmp(name, "module_layout"))
			continue;
		d->has_crc = bytes_u32(v, off, &d->crc);
		return 0;
	}
	if (v.len)
		return bad_donor(d, "__versions lacks module_layout");
	return 0;
}

static void note_function(struct donor *d, const char *name, uint64_t off)
{
	if (!strcmp(name, "init_module"))
		d->init_off = off;
	if (!strcmp(name, "cleanup_module"))
		d->exit_off = off;
}

/* init and exit are where this_module is relocated to those functions. */
static int read_functions(const struct elf64 *elf, unsigned int module,
			  struct donor *d)
{
	struct elf64_symtab tab;
	unsigned int i;
	int err = elf64_symtab_read(elf, &tab);

	for (i = 1; i < elf->shdr_nr && !err; i++) {
		Elf64_Rela *rela;
		size_t nr, j;

		if (elf->shdr[i].sh_type != SHT_RELA ||
		    elf->shdr[i].sh_info != module)
			continue;
		err = elf64_rela_read(elf, &tab, i, &rela, &nr);
		if (err)
			break;
		for (j = 0; j < nr; j++)
			note_function(
				d,
				elf64_symbol_name(&tab,
						  ELF64_R_SYM(rela[j].r_info)),
				rela[j].r_offset);
		free(rela);
	}
	elf64_symtab_free(&tab);
	return err;
}

/* The only thing set in a module's own struct module is its name. */
static int read_layout(const struct elf64 *elf, struct donor *d)
{
	unsigned int idx = elf64_find(elf, ".gnu.linkonce.this_module");
	struct bytes module = elf64_data(elf, idx);
	int err;

	if (!module.len)
		return bad_donor(d, "no .gnu.linkonce.this_module");
	err = read_functions(elf, idx, d);
	if (err)
		return err;
	if (!d->init_off || !d->exit_off)
		return -ENODATA;
	d->module_size = module.len;
	while (d->name_off < module.len && !module.data[d->name_off])
		d->name_off++;
	if (!bytes_str(module, d->name_off) ||
	    !bytes_has(module, d->init_off, 8) ||
	    !bytes_has(module, d->exit_off, 8))
		return bad_donor(d, "struct module is malformed");
	return 0;
}

int donor_parse(const char *path, const void *data, size_t len,
		struct donor *ret)
{
	struct elf64 elf;
	int err;

	memset(ret, 0, sizeof(*ret));
	snprintf(ret->path, sizeof(ret->path), "%s", path);
	err = elf64_open(path, data, len, &elf);
	if (err)
		return err;
	err = read_vermagic(&elf, ret);
	if (!err)
		err = read_crc(&elf, ret);
	if (!err)
		err = read_layout(&elf, ret);
	elf64_close(&elf);
	return err;
}

static int read_any(const char *path, struct donor *ret)
{
	char *data;
	size_t len;
	int err = unpack_read(path, MODULE_MAX, &data, &len);

	if (err)
		return err;
	err = donor_parse(path, data, len, ret);
	free(data);
	return err;
}

int donor_read(const char *path, struct donor *ret)
{
	int err = read_any(path, ret);

	if (err == -ENODATA)
		log_err("%s: has no init or no exit function: give another module of that kernel as --donor",
			path);
	return err;
}

/* How far the search goes: most modules will do. */
struct search {
	unsigned int files_left;
	unsigned int depth;
};

static bool is_module(const char *name)
{
	const char *ko = strstr(name, ".ko");

	return ko && (!ko[3] || ko[3] == '.');
}

static int search_dir(const char *dir, struct search *s, struct donor *ret);

static int search_entry(const char *dir, const struct dirent *e,
			struct search *s, struct donor *ret)
{
	char path[PATH_MAX];
	struct stat st;
	int err;

	if (e->d_name[0] == '.' || snprintf(path, sizeof(path), "%s/%s", dir,
					    e->d_name) >= (int)sizeof(path))
		return -ENOENT;
	if (lstat(path, &st))
		return -ENOENT;
	if (S_ISDIR(st.st_mode))
		return search_dir(path, s, ret);
	if (!S_ISREG(st.st_mode) || !is_module(e->d_name) || !s->files_left)
		return -ENOENT;
	s->files_left--;
	err = read_any(path, ret);
	return err == -ENODATA ? -ENOENT : err;
}

static int search_dir(const char *dir, struct search *s, struct donor *ret)
{
	DIR *d;
	struct dirent *e;
	int err = -ENOENT;

	if (s->depth > 8)
		return -ENOENT;
	d = opendir(dir);
	if (!d)
		return -ENOENT;
	s->depth++;
	while (err == -ENOENT && s->files_left && (e = readdir(d)))
		err = search_entry(dir, e, s, ret);
	s->depth--;
	closedir(d);
	return err;
}

int donor_search(const char *dir, struct donor *ret)
{
	struct search s = { .files_left = 16 };
	int err = search_dir(dir, &s, ret);

	if (err == -ENOENT)
		log_err("no usable module below %s: give one of this kernel as --donor",
			dir);
	return err;
}
