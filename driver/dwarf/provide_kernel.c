// SPDX-License-Identifier: GPL-2.0
/*
 * Where the index of a kernel comes from. An index of debug information goes
 * before one of BTF in whatever store it is: it has lines and variables. The
 * one of BTF is made in a tenth of a second, so a wrong one is made again.
 */
#include "dwarf/provide_kernel.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/notes.h"
#include "btf/make.h"
#include "dwarf/provide.h"
#include "dwarf/take.h"
#include "index/fetch.h"
#include "index/store.h"

#define NOTES_MAX  (1u << 20)
#define MODULE_LEN 64 /* MODULE_NAME_LEN of the kernel */

struct identity {
	u8 id[INDEX_BUILD_ID_MAX];
	u32 len; /* 0: not known */
};

struct kept {
	struct kept *next;
	char *sys;
	char module[MODULE_LEN];
	struct index *ix;
};

static struct kept *all;

struct lookup {
	const char *sys;
	char module[MODULE_LEN]; /* "": the kernel itself */
	struct identity kernel;
	struct identity file; /* of the module; of the kernel: the same */
	char btf[PATH_MAX];
	struct index *found;
};

static const char *shown(const struct lookup *l)
{
	return *l->module ? l->module : "the kernel";
}

static void read_id(struct identity *id, const char *path)
{
	struct bytes found;
	char *notes;
	size_t len;

	id->len = 0;
	if (file_read_all(path, NOTES_MAX, &notes, &len))
		return;
	if (notes_build_id((struct bytes){ (u8 *)notes, len }, &found) &&
	    found.len <= INDEX_BUILD_ID_MAX) {
		memcpy(id->id, found.data, found.len);
		id->len = (u32)found.len;
	}
	free(notes);
}

u32 provide_kernel_build_id(const char *sys, u8 ret[INDEX_BUILD_ID_MAX])
{
	struct identity id;
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/kernel/notes", sys);
	read_id(&id, path);
	memcpy(ret, id.id, id.len);
	return id.len;
}

/* Replaces the end of a path, ".sxi". */
static int set_end(char path[PATH_MAX], const char *end)
{
	size_t at = strlen(path) - strlen(".sxi");

	if (at + strlen(end) >= PATH_MAX)
		return -ENAMETOOLONG;
	strcpy(path + at, end);
	return 0;
}

int provide_kernel_btf_path(const char *dir, const u8 *build_id, u32 len,
			    char ret[PATH_MAX])
{
	int err = store_path(dir, build_id, len, ret);

	return err ? err : set_end(ret, ".btf.sxi");
}

/* A module's has the kernel's types too, so the kernel is part of its name. */
static int btf_path(const struct lookup *l, const char *dir, char ret[PATH_MAX])
{
	char end[2 * INDEX_BUILD_ID_MAX + sizeof("..btf.sxi")];
	size_t len = 0;
	int err;
	u32 i;

	if (!*l->module)
		return provide_kernel_btf_path(dir, l->file.id, l->file.len,
					       ret);
	for (i = 0; i < l->kernel.len; i++)
		len += (size_t)sprintf(end + len, "%s%02x", i ? "" : ".",
				       l->kernel.id[i]);
	strcpy(end + len, ".btf.sxi");
	err = store_path(dir, l->file.id, l->file.len, ret);
	return err ? err : set_end(ret, end);
}

/* Takes the index at path when it will do. */
static bool take(struct lookup *l, const char *path)
{
	const struct take_wanted wanted = {
		.shown = shown(l),
		.id = l->file.id,
		.id_len = l->file.len,
		.types = true,
	};
	const char *why;

	l->found = take_index(path, &wanted, &why);
	return l->found;
}

static int look_for_best(const char *dir, void *arg)
{
	struct lookup *l = arg;
	char path[PATH_MAX];

	return !store_path(dir, l->file.id, l->file.len, path) &&
	       !access(path, R_OK) && take(l, path);
}

static int look_for_btf(const char *dir, void *arg)
{
	struct lookup *l = arg;
	char path[PATH_MAX];

	return !btf_path(l, dir, path) && !access(path, R_OK) && take(l, path);
}

static int make(const struct lookup *l, const char *out)
{
	char base[PATH_MAX];
	struct btf_source src = {
		.path = l->btf,
		.unit = *l->module ? l->module : "vmlinux",
		.build_id = l->file.id,
		.build_id_len = l->file.len,
	};

	if (*l->module) {
		snprintf(base, sizeof(base), "%s/kernel/btf/vmlinux", l->sys);
		src.base = base;
	}
	return btf_make_index(&src, out);
}

/* 0, -EACCES and the like (silent) where the store takes nothing. */
static int use_store(const struct lookup *l, char ret[PATH_MAX])
{
	char dir[PATH_MAX];
	int err = l->file.len ? btf_path(l, store_default(dir), ret) : -ENOENT;

	if (!err)
		err = store_try_room(ret);
	if (err)
		return err;
	memcpy(dir, ret, sizeof(dir));
	*strrchr(dir, '/') = '\0';
	return access(dir, W_OK) ? -errno : 0;
}

/* An index that has no place to stay is gone from there once it is open. */
static int make_scratch(struct lookup *l)
{
	const char *tmp = getenv("TMPDIR");
	char dir[PATH_MAX], path[PATH_MAX];
	int err;

	if (snprintf(dir, sizeof(dir), "%s/stapx-XXXXXX",
		     tmp && *tmp == '/' ? tmp : "/tmp") >=
	    (int)sizeof(dir) - (int)sizeof("/index.sxi"))
		return -ENAMETOOLONG;
	if (!mkdtemp(dir)) {
		err = -errno;
		log_err("make the directory %s: %s", dir, strerror(-err));
		return err;
	}
	stpcpy(stpcpy(path, dir), "/index.sxi");
	err = make(l, path);
	if (!err && !take(l, path))
		err = -EIO;
	unlink(path);
	rmdir(dir);
	return err;
}

static int make_kept(struct lookup *l)
{
	char path[PATH_MAX];
	int err = use_store(l, path);

	if (err) {
		log_info("%s: its index serves this run only: %s", shown(l),
			 strerror(-err));
		return make_scratch(l);
	}
	err = make(l, path);
	return err || take(l, path) ? err : -EIO;
}

static void tell_server(const char *place, const char *why, void *arg)
{
	(void)arg;
	log_info("%s: %s", place, why ? why : "it has no index of the kernel");
}

static bool fetch(struct lookup *l)
{
	char dir[PATH_MAX], path[PATH_MAX];

	return !store_path(store_default(dir), l->file.id, l->file.len, path) &&
	       !store_try_room(path) &&
	       !fetch_index(l->file.id, l->file.len, path, shown(l),
			    tell_server, NULL) &&
	       take(l, path);
}

static int complain(const struct lookup *l, bool optional)
{
	char hex[2 * INDEX_BUILD_ID_MAX + 1] = "not known";
	u32 i;

	for (i = 0; i < l->file.len; i++)
		sprintf(hex + (size_t)2 * i, "%02x", l->file.id[i]);
	(optional ? log_info : log_err)(
		"%s (build-id %s): it has no index in $STAPX_INDEX_PATH, the user's cache, " STORE_SYSTEM
		", at $STAPX_INDEX_URLS"
		", and no %s to make one of: install its debug package and run: stapx index --kernel%s",
		shown(l), hex, l->btf,
		*l->module ? ", or: stapx index FILE.ko" : "");
	return -ENODATA;
}

static int look_up(struct lookup *l, bool optional)
{
	if (l->file.len && (store_each(look_for_best, l) || fetch(l) ||
			    store_each(look_for_btf, l)))
		return 0;
	if (access(l->btf, R_OK))
		return complain(l, optional);
	return make_kept(l);
}

/* The kernel writes '_' in names of modules, people write '-' too. */
static int set_module(struct lookup *l, const char *module)
{
	size_t i;

	if (!module || !strcmp(module, "kernel") || !strcmp(module, "vmlinux"))
		module = "";
	if (strlen(module) >= sizeof(l->module) || strchr(module, '/') ||
	    *module == '.') {
		log_err("module \"%s\": no module can be called that", module);
		return -ENOENT;
	}
	for (i = 0; module[i]; i++)
		l->module[i] = module[i] == '-' ? '_' : module[i];
	return 0;
}

static int identify(struct lookup *l)
{
	char path[PATH_MAX];

	snprintf(l->btf, sizeof(l->btf), "%s/kernel/btf/%s", l->sys,
		 *l->module ? l->module : "vmlinux");
	l->kernel.len = provide_kernel_build_id(l->sys, l->kernel.id);
	l->file = l->kernel;
	if (!*l->module)
		return 0;
	snprintf(path, sizeof(path), "%s/module/%s", l->sys, l->module);
	if (access(path, F_OK)) {
		log_err("module %s: it is not loaded (there is no %s): load it with: modprobe %s",
			l->module, path, l->module);
		return -ENOENT;
	}
	snprintf(path, sizeof(path), "%s/module/%s/notes/.note.gnu.build-id",
		 l->sys, l->module);
	read_id(&l->file, path);
	return 0;
}

static int keep(const struct lookup *l)
{
	struct kept *k = calloc(1, sizeof(*k));

	if (k)
		k->sys = strdup(l->sys);
	if (!k || !k->sys) {
		log_err("%s: out of memory", shown(l));
		free(k);
		index_close(l->found);
		return -ENOMEM;
	}
	strcpy(k->module, l->module);
	k->ix = l->found;
	k->next = all;
	all = k;
	return 0;
}

void provide_kernel_forget(void)
{
	while (all) {
		struct kept *next = all->next;

		index_close(all->ix);
		free(all->sys);
		free(all);
		all = next;
	}
}

int provide_kernel_index_at(const char *sys, const char *module, bool optional,
			    const struct index **ret)
{
	struct lookup l = { .sys = sys };
	const struct kept *k;
	int err = set_module(&l, module);

	for (k = all; !err && k; k = k->next) {
		if (strcmp(k->sys, sys) || strcmp(k->module, l.module))
			continue;
		*ret = k->ix;
		return 0;
	}
	if (!err)
		err = identify(&l);
	if (!err)
		err = look_up(&l, optional);
	if (!err)
		err = keep(&l);
	if (!err)
		*ret = l.found;
	return err;
}

int provide_kernel_index(const char *module, bool optional,
			 const struct index **ret)
{
	return provide_kernel_index_at("/sys", module, optional, ret);
}
