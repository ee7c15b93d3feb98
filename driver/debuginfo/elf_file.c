// SPDX-License-Identifier: GPL-2.0
/* One ELF file: checked head, loadable segments, build-id. */
#include "debuginfo/elf_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "debuginfo/complain.h"

#define NOTE_BYTES_MAX (1u << 20)
#define PAGE	       4096u

struct segment {
	u64 vaddr;
	u64 off;
	u64 filesz;
	bool exec;
};

struct elf_file {
	int fd;
	Elf *elf;
	char *name;
	bool optional; /* messages about it with -v only */
	u64 dev;
	u64 ino;
	u64 size;
	struct segment *loads; /* as in the file; ranges do not wrap */
	u32 loads_nr;
	u32 build_id_len; /* 0: none */
	u8 build_id[ELF_BUILD_ID_MAX];
};

int elf_file_open_fd(const char *path)
{
	/* O_NONBLOCK: a FIFO put in the file's place must not stop us. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;
	int err = 0;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &st))
		err = -errno;
	else if (S_ISDIR(st.st_mode))
		err = -EISDIR;
	else if (!S_ISREG(st.st_mode))
		err = -EINVAL;
	if (!err)
		return fd;
	close(fd);
	return err;
}

static int refuse_foreign(const struct elf_file *f)
{
	char head[64] = "";
	ssize_t got = pread(f->fd, head, sizeof(head) - 1, 0);
	char *end;

	if (got < 0)
		got = 0;
	head[got] = '\0';
	if (got < 2 || head[0] != '#' || head[1] != '!') {
		complain(f->optional,
			 "%s: not an ELF file: name a program or a library",
			 f->name);
		return -ENOEXEC;
	}
	end = head + 2 + strspn(head + 2, " \t");
	end[strcspn(end, " \t\r\n")] = '\0';
	complain(f->optional,
		 "%s: a script, run by %s: name that interpreter instead",
		 f->name, end);
	return -ENOEXEC;
}

static int check_head(const struct elf_file *f)
{
	GElf_Ehdr eh;

	if (elf_kind(f->elf) != ELF_K_ELF || !gelf_getehdr(f->elf, &eh))
		return refuse_foreign(f);
	if (eh.e_machine != EM_X86_64 && eh.e_machine != EM_386) {
		complain(f->optional,
			 "%s: built for another machine (ELF machine %u): only "
			 "x86-64 programs can be probed",
			 f->name, eh.e_machine);
		return -ENOEXEC;
	}
	if (gelf_getclass(f->elf) != ELFCLASS64 || eh.e_machine == EM_386) {
		complain(f->optional,
			 "%s: a 32-bit file: only 64-bit (x86-64) programs can "
			 "be probed",
			 f->name);
		return -ENOEXEC;
	}
	if (eh.e_type != ET_EXEC && eh.e_type != ET_DYN) {
		complain(f->optional,
			 "%s: neither a program nor a shared library (ELF type "
			 "%u): name what is run or mapped",
			 f->name, eh.e_type);
		return -ENOEXEC;
	}
	return 0;
}

static int damaged(const struct elf_file *f, const char *what)
{
	complain(f->optional, "%s: damaged ELF file: %s", f->name, what);
	return -ENOEXEC;
}

static int add_load(struct elf_file *f, const GElf_Phdr *ph)
{
	struct segment *seg = &f->loads[f->loads_nr];

	if (ph->p_vaddr + ph->p_filesz < ph->p_vaddr ||
	    ph->p_offset + ph->p_filesz < ph->p_offset)
		return damaged(f, "a loadable segment wraps around");
	seg->vaddr = ph->p_vaddr;
	seg->off = ph->p_offset;
	seg->filesz = ph->p_filesz;
	seg->exec = ph->p_flags & PF_X;
	f->loads_nr++;
	return 0;
}

static int read_loads(struct elf_file *f)
{
	size_t nr;
	int err = 0;

	if (elf_getphdrnum(f->elf, &nr))
		return damaged(f, elf_errmsg(-1));
	if (nr > 65535)
		return damaged(f, "too many program headers");
	f->loads = calloc(nr ? nr : 1, sizeof(*f->loads));
	if (!f->loads)
		return -ENOMEM;
	for (size_t i = 0; i < nr && !err; i++) {
		GElf_Phdr ph;

		if (!gelf_getphdr(f->elf, (int)i, &ph))
			return damaged(f, elf_errmsg(-1));
		if (ph.p_type == PT_LOAD)
			err = add_load(f, &ph);
	}
	return err;
}

static bool take_build_id(struct elf_file *f, Elf_Data *data)
{
	size_t off = 0;
	size_t name_off;
	size_t desc_off;
	GElf_Nhdr nh;

	while (data &&
	       (off = gelf_getnote(data, off, &nh, &name_off, &desc_off)) > 0) {
		const char *bytes = data->d_buf;

		if (nh.n_type != NT_GNU_BUILD_ID || nh.n_namesz != 4 ||
		    memcmp(bytes + name_off, "GNU", 4))
			continue;
		if (!nh.n_descsz || nh.n_descsz > ELF_BUILD_ID_MAX)
			continue;
		memcpy(f->build_id, bytes + desc_off, nh.n_descsz);
		f->build_id_len = nh.n_descsz;
		return true;
	}
	return false;
}

/* The sections first: in debug files the segments' offsets mean nothing. */
static void read_build_id(struct elf_file *f)
{
	Elf_Scn *scn = NULL;
	size_t nr = 0;

	while ((scn = elf_nextscn(f->elf, scn))) {
		GElf_Shdr sh;

		if (gelf_getshdr(scn, &sh) && sh.sh_type == SHT_NOTE &&
		    sh.sh_size <= NOTE_BYTES_MAX &&
		    take_build_id(f, elf_getdata(scn, NULL)))
			return;
	}
	elf_getphdrnum(f->elf, &nr);
	for (size_t i = 0; i < nr; i++) {
		GElf_Phdr ph;

		if (!gelf_getphdr(f->elf, (int)i, &ph) ||
		    ph.p_type != PT_NOTE || ph.p_filesz > NOTE_BYTES_MAX ||
		    ph.p_offset > f->size ||
		    ph.p_filesz > f->size - ph.p_offset)
			continue;
		if (take_build_id(
			    f, elf_getdata_rawchunk(f->elf, (s64)ph.p_offset,
						    ph.p_filesz, ELF_T_NHDR)))
			return;
	}
}

static int read_identity(struct elf_file *f)
{
	struct stat st;

	if (fstat(f->fd, &st)) {
		int err = -errno;

		complain(f->optional, "%s: %s", f->name, strerror(-err));
		return err;
	}
	f->dev = st.st_dev;
	f->ino = st.st_ino;
	f->size = (u64)st.st_size;
	return 0;
}

static int init(struct elf_file *f)
{
	int err = read_identity(f);

	if (err)
		return err;
	if (elf_version(EV_CURRENT) == EV_NONE)
		return damaged(f, elf_errmsg(-1));
	f->elf = elf_begin(f->fd, ELF_C_READ, NULL);
	if (!f->elf)
		return damaged(f, elf_errmsg(-1));
	err = check_head(f);
	if (!err)
		err = read_loads(f);
	if (!err)
		read_build_id(f);
	return err;
}

int elf_file_open(int fd, const char *name, bool optional,
		  struct elf_file **ret)
{
	struct elf_file *f = calloc(1, sizeof(*f));
	int err = -ENOMEM;

	if (!f) {
		close(fd);
		return -ENOMEM;
	}
	f->fd = fd;
	f->optional = optional;
	f->name = strdup(name);
	if (f->name)
		err = init(f);
	if (err) {
		elf_file_close(f);
		return err;
	}
	*ret = f;
	return 0;
}

void elf_file_close(struct elf_file *f)
{
	if (!f)
		return;
	elf_end(f->elf);
	close(f->fd);
	free(f->loads);
	free(f->name);
	free(f);
}

const char *elf_file_name(const struct elf_file *f)
{
	return f->name;
}

Elf *elf_file_libelf(const struct elf_file *f)
{
	return f->elf;
}

int elf_file_fd(const struct elf_file *f)
{
	return f->fd;
}

void elf_file_identity(const struct elf_file *f, u64 *ret_dev, u64 *ret_ino)
{
	*ret_dev = f->dev;
	*ret_ino = f->ino;
}

u64 elf_file_base(const struct elf_file *f)
{
	u64 base = f->loads_nr ? f->loads[0].vaddr : 0;

	for (u32 i = 1; i < f->loads_nr; i++)
		if (f->loads[i].vaddr < base)
			base = f->loads[i].vaddr;
	return base;
}

const u8 *elf_file_build_id(const struct elf_file *f, u32 *ret_len)
{
	*ret_len = f->build_id_len;
	return f->build_id_len ? f->build_id : NULL;
}

const char *elf_file_build_id_text(const struct elf_file *f,
				   char buf[ELF_BUILD_ID_TEXT])
{
	strcpy(buf, "none");
	for (u32 i = 0; i < f->build_id_len; i++)
		sprintf(buf + 2 * i, "%02x", f->build_id[i]);
	return buf;
}

int elf_file_code_offset(const struct elf_file *f, u64 addr, u64 *ret)
{
	for (u32 i = 0; i < f->loads_nr; i++) {
		const struct segment *seg = &f->loads[i];

		if (!seg->exec || addr < seg->vaddr ||
		    addr - seg->vaddr >= seg->filesz)
			continue;
		*ret = seg->off + (addr - seg->vaddr);
		return 0;
	}
	return -ENOENT;
}

int elf_file_code_start(const struct elf_file *f, u64 *ret_off, u64 *ret_addr)
{
	for (u32 i = 0; i < f->loads_nr; i++) {
		if (!f->loads[i].exec)
			continue;
		*ret_off = f->loads[i].off;
		*ret_addr = f->loads[i].vaddr;
		return 0;
	}
	return -ENOENT;
}

int elf_file_data_offset(const struct elf_file *f, u64 addr, u64 *ret)
{
	for (u32 i = 0; i < f->loads_nr; i++) {
		const struct segment *seg = &f->loads[i];

		if (addr < seg->vaddr || addr - seg->vaddr >= seg->filesz)
			continue;
		*ret = seg->off + (addr - seg->vaddr);
		return 0;
	}
	return -ENOENT;
}

int elf_file_bias(const struct elf_file *f, u64 start, u64 off, u64 *ret)
{
	for (u32 i = 0; i < f->loads_nr; i++) {
		const struct segment *seg = &f->loads[i];

		/* Mappings begin at the page that holds a segment's start. */
		if (!seg->exec || off + PAGE <= seg->off ||
		    (off > seg->off && off - seg->off >= seg->filesz))
			continue;
		*ret = start - off + seg->off - seg->vaddr;
		return 0;
	}
	return -ENOENT;
}

int elf_file_read_code(const struct elf_file *f, u64 off, u8 *buf, size_t len)
{
	for (u32 i = 0; i < f->loads_nr; i++) {
		const struct segment *seg = &f->loads[i];
		ssize_t got;

		if (!seg->exec || off < seg->off ||
		    off - seg->off >= seg->filesz)
			continue;
		if (len > seg->filesz - (off - seg->off))
			len = seg->filesz - (off - seg->off);
		got = pread(f->fd, buf, len, (off_t)off);
		return got < 0 ? -errno : (int)got;
	}
	return -ENOENT;
}

Elf_Scn *elf_file_section_of_type(const struct elf_file *f, u32 type)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr sh;

	while ((scn = elf_nextscn(f->elf, scn)))
		if (gelf_getshdr(scn, &sh) && sh.sh_type == type)
			return scn;
	return NULL;
}

Elf_Scn *elf_file_section_named(const struct elf_file *f, const char *name)
{
	Elf_Scn *scn = NULL;
	size_t shstrndx;
	GElf_Shdr sh;

	if (elf_getshdrstrndx(f->elf, &shstrndx))
		return NULL;
	while ((scn = elf_nextscn(f->elf, scn))) {
		const char *have;

		if (!gelf_getshdr(scn, &sh))
			continue;
		have = elf_strptr(f->elf, shstrndx, sh.sh_name);
		if (have && !strcmp(have, name))
			return scn;
	}
	return NULL;
}
