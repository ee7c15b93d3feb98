// SPDX-License-Identifier: GPL-2.0
/* Making the index of a file. */
#include "dwarf/make.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "dwarf/read.h"
#include "dwarf/source.h"
#include "index/store.h"

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

static int build(const struct dwarf_source *src, struct arena *arena,
		 const char *out)
{
	struct index_writer w;
	struct dwarf_reader b;
	int err;

	index_writer_init(&w, arena);
	w.base = src->base;
	w.machine = src->machine;
	w.build_id_len = src->build_id_len;
	memcpy(w.build_id, src->build_id, sizeof(w.build_id));
	read_init(&b, &w, arena);
	b.percpu = src->percpu;
	b.percpu_len = src->percpu_len;
	err = read_units(&b, src->dwarf);
	if (err)
		return err;
	read_finish(&b);
	return index_writer_save(&w, out);
}

int make_index(const char *path, bool optional, const char *out,
	       const char *store, char ret_out[PATH_MAX])
{
	struct arena *arena = arena_create();
	struct dwarf_source src;
	int err;

	if (!arena)
		return -ENOMEM;
	err = source_open(path, optional, &src);
	if (err)
		goto destroy_arena;
	err = choose_out(path, &src, out, store, ret_out);
	if (!err)
		err = build(&src, arena, ret_out);
	source_close(&src);
destroy_arena:
	arena_destroy(arena);
	return err;
}
