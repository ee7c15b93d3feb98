// SPDX-License-Identifier: GPL-2.0
/*
 * The bases of files in a process. A file is known by its path, in the
 * process's root directory and then in ours, and must have the build-id that
 * the compiler saw.
 */
#include "debuginfo/bases.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "debuginfo/build_id.h"
#include "debuginfo/proc_maps.h"
#include "debuginfo/root_path.h"

#define STAT_MAX (1u << 16)

/* Numbers of fields in proc(5); the state is the third. */
#define STARTCODE  26
#define STARTSTACK 28

int bases_init(struct bases *b, const struct sx_program *prog, s32 pid)
{
	*b = (struct bases){ .prog = prog, .pid = pid };
	b->rows = calloc(prog->modules_nr + 1, sizeof(*b->rows));
	return b->rows ? 0 : -ENOMEM;
}

void bases_deinit(struct bases *b)
{
	free(b->rows);
	b->rows = NULL;
}

static u64 field(const char *text, int nr)
{
	for (; nr > 3; nr--) {
		text = strchr(text, ' ');
		if (!text)
			return 0;
		text++;
	}
	return strtoull(text, NULL, 10);
}

/* The name of the program, in parentheses, may hold anything. */
static void read_start(s32 pid, u64 ret[2])
{
	char path[64];
	char *text;
	const char *end;

	ret[0] = ret[1] = 0;
	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	if (file_read_all(path, STAT_MAX, &text, NULL))
		return;
	end = strrchr(text, ')');
	if (end && end[1] == ' ') {
		ret[0] = field(end + 2, STARTCODE);
		ret[1] = field(end + 2, STARTSTACK);
	}
	free(text);
	/* Who may not know gets numbers that mean nothing. */
	if (ret[0] < 2 || ret[1] < 2)
		ret[0] = ret[1] = 0;
}

bool bases_look(struct bases *b)
{
	u64 start[2];

	read_start(b->pid, start);
	if (!memcmp(start, b->start, sizeof(start)))
		return false;
	memcpy(b->start, start, sizeof(start));
	memset(b->rows, 0, b->prog->modules_nr * sizeof(*b->rows));
	return true;
}

u32 bases_missing(const struct bases *b)
{
	u32 missing = 0;

	for (u32 i = 0; i < b->prog->modules_nr; i++)
		missing += b->rows[i].state == BASE_MISSING;
	return missing;
}

/* "" is the program itself. */
static bool identify(s32 pid, const char *root, const char *path,
		     struct stat *ret)
{
	char full[2 * PATH_MAX];

	if (path[0])
		return !root_join(root, path, full, sizeof(full)) &&
		       !stat(full, ret);
	snprintf(full, sizeof(full), "/proc/%d/exe", pid);
	return !stat(full, ret);
}

static const struct proc_file *find_file(s32 pid, const struct proc_maps *maps,
					 const char *path)
{
	const struct proc_file *found = NULL;
	struct stat st;
	char root[32];

	snprintf(root, sizeof(root), "/proc/%d/root", pid);
	if (identify(pid, root, path, &st))
		found = proc_maps_find(maps, st.st_dev, st.st_ino);
	if (!found && identify(pid, "", path, &st))
		found = proc_maps_find(maps, st.st_dev, st.st_ino);
	/* A file that was replaced since. */
	for (u32 i = 0; !found && i < maps->files_nr; i++)
		if (!strcmp(maps->files[i].path, path))
			found = &maps->files[i];
	return found;
}

static int read_base(const struct sx_module *module, struct elf_file *elf,
		     const struct proc_map *map, struct base_row *ret)
{
	int err = build_id_check(elf, module->id, module->id_len, false);

	if (err) {
		ret->state = BASE_WRONG;
		return err;
	}
	if (!elf_file_bias(elf, map->start, map->off, &ret->base))
		ret->state = BASE_FOUND;
	return 0;
}

static int find_one(struct bases *b, const struct proc_maps *maps, u32 module)
{
	const struct sx_module *row = &b->prog->modules[module];
	const char *path = sx_program_str(b->prog, row->path)->data;
	const struct proc_file *file = find_file(b->pid, maps, path);
	char open_path[2 * PATH_MAX];
	struct elf_file *elf;
	int err;
	int fd;

	if (!file)
		return 0;
	fd = proc_maps_open(b->pid, maps, file, open_path, sizeof(open_path));
	if (fd < 0)
		return fd;
	err = elf_file_open(fd, file->path, false, &elf);
	if (err)
		return err;
	err = read_base(row, elf, &maps->maps[file->first], &b->rows[module]);
	elf_file_close(elf);
	return err;
}

int bases_find(struct bases *b)
{
	struct proc_maps maps;
	int first = proc_maps_look(b->pid, &maps);

	for (u32 i = 0; !first && i < b->prog->modules_nr; i++) {
		int err = b->rows[i].state == BASE_MISSING
				  ? find_one(b, &maps, i)
				  : 0;

		/* A process that ends meanwhile is for its owner to notice. */
		if (err && b->rows[i].state == BASE_MISSING)
			b->rows[i].state = BASE_WRONG;
		first = first ? first : err;
	}
	proc_maps_deinit(&maps);
	return first;
}
