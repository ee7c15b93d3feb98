// SPDX-License-Identifier: GPL-2.0
/* Reading BTF where it is kept, and writing the index of it. */
#include "btf/make.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "btf/convert.h"

#define SECTION ".BTF"

static Elf_Scn *find_section(Elf *elf)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr head;
	size_t names;

	if (elf_getshdrstrndx(elf, &names))
		return NULL;
	while ((scn = elf_nextscn(elf, scn))) {
		const char *name = NULL;

		if (gelf_getshdr(scn, &head))
			name = elf_strptr(elf, names, head.sh_name);
		if (name && !strcmp(name, SECTION))
			return scn;
	}
	return NULL;
}

/* A copy, malloc'ed. 0 or -errno, reported. */
static int copy_section(const char *path, Elf *elf, char **ret, size_t *ret_len)
{
	Elf_Scn *scn = find_section(elf);
	Elf_Data *data = scn ? elf_rawdata(scn, NULL) : NULL;

	if (!data || !data->d_buf || !data->d_size) {
		log_err("%s: it has no " SECTION
			" section: the kernel was built without CONFIG_DEBUG_INFO_BTF",
			path);
		return -ENODATA;
	}
	*ret = malloc(data->d_size);
	if (!*ret)
		return -ENOMEM;
	memcpy(*ret, data->d_buf, data->d_size);
	*ret_len = data->d_size;
	return 0;
}

static int read_elf(const char *path, int fd, char **ret, size_t *ret_len)
{
	Elf *elf;
	int err;

	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	if (!elf) {
		log_err("read %s: %s", path, elf_errmsg(-1));
		return -ENOEXEC;
	}
	err = copy_section(path, elf, ret, ret_len);
	elf_end(elf);
	return err;
}

static int read_raw(const char *path, int fd, char **ret, size_t *ret_len)
{
	int err = file_read_fd(fd, BTF_FILE_MAX, ret, ret_len);

	if (err)
		log_err("read %s: %s", path, strerror(-err));
	return err;
}

int btf_read(const char *path, const struct btf *base, struct btf **ret)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), err;
	char magic[SELFMAG] = "", *data;
	size_t len;

	if (fd < 0) {
		err = -errno;
		log_err("open %s: %s", path, strerror(-err));
		return err;
	}
	if (pread(fd, magic, sizeof(magic), 0) == SELFMAG &&
	    !memcmp(magic, ELFMAG, SELFMAG))
		err = read_elf(path, fd, &data, &len);
	else
		err = read_raw(path, fd, &data, &len);
	close(fd);
	return err ? err : btf_parse(path, data, len, base, ret);
}

static int write_index(const struct btf_source *src, const struct btf *btf,
		       const char *out)
{
	struct arena *arena = arena_create();
	struct index_writer w;
	int err = -ENOMEM;

	if (!arena)
		return err;
	index_writer_init(&w, arena);
	w.build_id_len = (u8)src->build_id_len;
	if (src->build_id_len)
		memcpy(w.build_id, src->build_id, src->build_id_len);
	err = btf_convert(btf, src->unit, &w);
	if (!err)
		err = index_writer_save(&w, out);
	arena_destroy(arena);
	return err;
}

int btf_make_index(const struct btf_source *src, const char *out)
{
	struct btf *base = NULL, *btf = NULL;
	int err = 0;

	if (src->build_id_len > INDEX_BUILD_ID_MAX)
		return -EINVAL;
	if (src->base)
		err = btf_read(src->base, NULL, &base);
	if (!err)
		err = btf_read(src->path, base, &btf);
	if (!err)
		err = write_index(src, btf, out);
	btf_close(btf);
	btf_close(base);
	return err;
}
