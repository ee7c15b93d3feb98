// SPDX-License-Identifier: GPL-2.0
/*
 * Where an index comes from: the cheapest place first. A place that has a
 * wrong one (damaged, of another version, of another file) is passed over, so
 * that what is wrong in one place harms nothing while another has it right.
 */
#include "dwarf/provide.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/strbuf.h"
#include "dwarf/made.h"
#include "dwarf/provide_kernel.h"
#include "dwarf/source.h"
#include "dwarf/take.h"
#include "index/fetch.h"
#include "index/store.h"

/* A file without a build-id is known by where it lies and when it changed. */
struct identity {
	u8 build_id[INDEX_BUILD_ID_MAX];
	u32 len; /* bytes of it; 0: none */
	dev_t dev;
	ino_t ino;
	struct timespec changed;
};

struct kept {
	struct kept *next;
	struct identity id;
	struct index *ix;
};

static struct kept *all;

struct lookup {
	const char *open_path;
	const char *shown_path;
	bool needs_types;
	struct identity id;
	struct strbuf tried; /* "A, B (why not), C" */
	struct index *found;
};

static bool is_same(const struct identity *a, const struct identity *b)
{
	if (a->len || b->len)
		return a->len == b->len &&
		       !memcmp(a->build_id, b->build_id, a->len);
	return a->dev == b->dev && a->ino == b->ino &&
	       a->changed.tv_sec == b->changed.tv_sec &&
	       a->changed.tv_nsec == b->changed.tv_nsec;
}

static const struct index *find_kept(const struct lookup *l)
{
	const struct kept *k;

	for (k = all; k; k = k->next)
		if (is_same(&k->id, &l->id) &&
		    (!l->needs_types || take_has_types(k->ix)))
			return k->ix;
	return NULL;
}

static int keep(const struct lookup *l)
{
	struct kept *k = calloc(1, sizeof(*k));

	if (!k) {
		log_err("%s: out of memory", l->shown_path);
		index_close(l->found);
		return -ENOMEM;
	}
	k->id = l->id;
	k->ix = l->found;
	k->next = all;
	all = k;
	return 0;
}

void provide_forget_all(void)
{
	provide_kernel_forget();
	while (all) {
		struct kept *next = all->next;

		index_close(all->ix);
		free(all);
		all = next;
	}
}

static int identify(struct lookup *l)
{
	struct stat st;
	int len;

	if (stat(l->open_path, &st)) {
		int err = -errno;

		log_err("open %s: %s", l->shown_path, strerror(-err));
		return err;
	}
	l->id.dev = st.st_dev;
	l->id.ino = st.st_ino;
	l->id.changed = st.st_mtim;
	len = source_find_build_id(l->open_path, l->id.build_id);
	if (len < 0 && len != -ENODATA) {
		log_err("read %s: %s", l->shown_path, strerror(-len));
		return len;
	}
	l->id.len = len > 0 ? (u32)len : 0;
	return 0;
}

static void tell_tried(struct lookup *l, const char *place, const char *why)
{
	if (l->tried.len && strstr(l->tried.text, place))
		return;
	strbuf_printf(&l->tried, "%s%s%s%s%s", l->tried.len ? ", " : "", place,
		      why ? " (" : "", why ? why : "", why ? ")" : "");
}

/* Takes the index at path when it will do. */
static bool take(struct lookup *l, const char *path)
{
	const struct take_wanted wanted = {
		.shown = l->shown_path,
		.id = l->id.build_id,
		.id_len = l->id.len,
		.types = l->needs_types,
	};
	const char *why;

	l->found = take_index(path, &wanted, &why);
	if (!l->found)
		tell_tried(l, path, why);
	return l->found;
}

static int look_in(const char *dir, void *arg)
{
	struct lookup *l = arg;
	char path[PATH_MAX];

	if (store_path(dir, l->id.build_id, l->id.len, path))
		return 0;
	if (!access(path, R_OK))
		return take(l, path);
	tell_tried(l, dir, errno == ENOENT ? NULL : strerror(errno));
	return 0;
}

static void tell_server(const char *place, const char *why, void *arg)
{
	tell_tried(arg, place, why);
}

/* Fetched from a server, or made now. */
static int get(struct lookup *l)
{
	struct made made;
	int err = made_place(&made, l->id.build_id, l->id.len);

	if (!err && l->id.len &&
	    !fetch_index(l->id.build_id, l->id.len, made.path, l->shown_path,
			 tell_server, l) &&
	    take(l, made.path))
		goto drop;
	if (!err)
		err = made_create(&made, l->open_path, l->shown_path);
	if (!err && !take(l, made.path)) {
		/* Not kept: debug information may be installed yet. */
		unlink(made.path);
		err = -ENODATA;
	}
drop:
	made_drop(&made);
	return err;
}

/* " at $NAME" with its value, or that it is not set. */
static void add_servers(struct strbuf *text, const char *name)
{
	const char *urls = getenv(name);

	if (urls && *urls)
		strbuf_printf(text, "at $%s %s", name, urls);
	else
		strbuf_printf(text, "not at $%s (not set)", name);
}

static int complain(struct lookup *l, bool optional)
{
	const char *urls = getenv("STAPX_INDEX_URLS");
	char hex[SOURCE_BUILD_ID_TEXT];
	struct strbuf text;

	strbuf_init(&text, l->tried.arena);
	strbuf_printf(
		&text,
		"%s (build-id %s): it has no index, and no debug information to make one of; looked for an index in %s",
		l->shown_path,
		source_build_id_text(l->id.build_id, l->id.len, hex),
		l->tried.len ? l->tried.text
			     : "no place, for want of a build-id");
	if (!urls || !*urls)
		strbuf_puts(&text, ", not at $STAPX_INDEX_URLS (not set)");
	strbuf_puts(
		&text,
		"; for debug information in the file, by its .gnu_debuglink, in /usr/lib/debug/.build-id, ");
	add_servers(&text, "DEBUGINFOD_URLS");
	strbuf_printf(
		&text,
		"; install its debug package, or on a host that has it run: stapx index %s",
		l->shown_path);
	(optional ? log_info : log_err)("%s", text.text);
	return -ENODATA;
}

static int look_up(struct lookup *l, bool optional)
{
	int err;

	if (l->id.len && store_each(look_in, l))
		return keep(l);
	err = get(l);
	if (!err)
		return keep(l);
	return err == -ENODATA ? complain(l, optional) : err;
}

int provide_index(const char *open_path, const char *shown_path,
		  bool needs_types, bool optional, const struct index **ret)
{
	struct lookup l = {
		.open_path = open_path,
		.shown_path = shown_path,
		.needs_types = needs_types,
	};
	struct arena *arena;
	int err = identify(&l);

	if (err)
		return err;
	*ret = find_kept(&l);
	if (*ret)
		return 0;
	arena = arena_create();
	if (!arena)
		return -ENOMEM;
	strbuf_init(&l.tried, arena);
	err = look_up(&l, optional);
	arena_destroy(arena);
	*ret = l.found;
	return err;
}
