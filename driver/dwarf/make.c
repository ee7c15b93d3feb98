// SPDX-License-Identifier: GPL-2.0
/* Making the index of a file. */
#include "dwarf/make.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "dwarf/code.h"
#include "dwarf/read.h"
#include "dwarf/source.h"
#include "elfread/elfread.h"
#include "index/store.h"

/* Addresses for rows that grow: a kernel's take 2 GiB. */
#define ROWS_RESERVE ((size_t)16 << 30)

static int choose_out(const char *path, const struct dwarf_source *src,
		      const char *out, const char *store,
		      char ret_out[PATH_MAX])
{
	if (out) {
		if (snprintf(ret_out, PATH_MAX, "%s", out) >= PATH_MAX)
			return -ENAMETOOLONG;
		return 0;
	}
	if (store_path(store, src->build_id, src->build_id_len, ret_out)) {
		log_err("%s: it has no build-id to keep an index by: give the index a name with -o",
			path);
		return -ENOENT;
	}
	return store_make_room(ret_out);
}

static int read_debug_info(const struct dwarf_source *src,
			   struct index_writer *w, struct arena *arena)
{
	struct dwarf_reader b;
	int err;

	if (!src->dwarf)
		return 0;
	read_init(&b, w, arena, src->elf);
	err = read_units(&b, src->dwarf);
	if (!err)
		read_finish(&b);
	return err;
}

static void read_file(const struct dwarf_source *src, const char *path,
		      struct index_writer *w)
{
	struct elfread r = {
		.w = w,
		.path = path,
		.module = src->module,
		.elf = src->elf,
		.bias = src->bias,
	};

	if (src->dwarf && dwarf_getelf(src->dwarf) != src->elf)
		r.debug = dwarf_getelf(src->dwarf);
	elfread_symbols(&r);
	elfread_marks(&r);
	elfread_plt(&r);
}

static int build(const struct dwarf_source *src, const char *path,
		 struct arena *arena, const char *out)
{
	struct index_writer w;
	int err;

	index_writer_init(&w, arena);
	w.base = src->base;
	w.machine = src->machine;
	w.packed = 1;
	w.build_id_len = src->build_id_len;
	memcpy(w.build_id, src->build_id, sizeof(w.build_id));
	err = read_debug_info(src, &w, arena);
	if (err)
		return err;
	read_file(src, path, &w);
	code_make(&w, arena, src);
	return index_writer_save(&w, out);
}

int make_index(const char *path, bool optional, const char *out,
	       const char *store, char ret_out[PATH_MAX])
{
	struct arena *arena = arena_create_sized(ROWS_RESERVE);
	struct dwarf_source src;
	int err;

	if (!arena)
		return -ENOMEM;
	err = source_open(path, optional, &src);
	if (err)
		goto destroy_arena;
	err = choose_out(path, &src, out, store, ret_out);
	if (!err)
		err = build(&src, path, arena, ret_out);
	source_close(&src);
destroy_arena:
	arena_destroy(arena);
	return err;
}
