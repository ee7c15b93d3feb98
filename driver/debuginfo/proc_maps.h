/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The executable mappings of a process (/proc/PID/maps), grouped by mapped
 * file.
 *
 * A file is known by device and inode, as stat() tells them. The numbers in
 * maps itself are those of the lower file system under overlayfs and of the
 * whole pool on btrfs, so they only tell mappings of one process apart.
 */
#ifndef STAPX_DEBUGINFO_PROC_MAPS_H
#define STAPX_DEBUGINFO_PROC_MAPS_H

#include <stdbool.h>
#include <stddef.h>

#include <stapx/types.h>

/* One executable mapping of a file. */
struct proc_map {
	u64 start;
	u64 end;
	u64 off; /* of start in the file */
	u32 file; /* index in proc_maps.files */
};

struct proc_file {
	char *path; /* as maps has it, unescaped, without " (deleted)" */
	bool deleted; /* unlinked, or replaced by another file */
	u64 map_dev; /* as maps has them */
	u64 map_ino;
	u64 dev; /* as stat() has them, after proc_maps_identify() */
	u64 ino;
	u32 first; /* its first mapping, in proc_maps.maps */
};

struct proc_maps {
	struct proc_map *maps; /* ascending by address */
	u32 maps_nr;
	struct proc_file *files; /* in the order of their first mapping */
	u32 files_nr;
};

/*
 * Parses the text of a maps file. Returns 0; -EINVAL for a malformed line,
 * -ENOMEM. Silent. ret is deinitialized by the caller (also on failure).
 */
int proc_maps_parse(const char *text, struct proc_maps *ret);

/* Reads /proc/PID/maps and identifies the files; 0 or -errno (reported). */
int proc_maps_read(s32 pid, struct proc_maps *ret);
/* The same, silent; a process without a program has no files. */
int proc_maps_look(s32 pid, struct proc_maps *ret);
void proc_maps_deinit(struct proc_maps *maps);

/*
 * The file of this identity; NULL: not mapped executable. Borrowed from
 * maps.
 */
const struct proc_file *proc_maps_find(const struct proc_maps *maps, u64 dev,
				       u64 ino);

/*
 * Opens a mapped file, and only that one: through /proc/PID/exe, its path in
 * the process's root, its path in ours, or /proc/PID/map_files, the last being
 * what is left of a deleted file. Writes the path that was opened to
 * ret_path. Returns a descriptor or -errno (reported).
 */
int proc_maps_open(s32 pid, const struct proc_maps *maps,
		   const struct proc_file *file, char *ret_path, size_t len);

/*
 * Addresses in the process of the byte at a file offset: nearly always one.
 * Starts behind mapping *pos (0 at first), which is advanced. False: no more.
 */
bool proc_maps_next_addr(const struct proc_maps *maps,
			 const struct proc_file *file, u64 off, u32 *pos,
			 u64 *ret_addr);

#endif
