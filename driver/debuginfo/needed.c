// SPDX-License-Identifier: GPL-2.0
/*
 * The shared objects that the dynamic loader will map for a program: the
 * DT_NEEDED entries of it and of what they lead to, looked for where ld.so(8)
 * says.
 */
#include "debuginfo/needed.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/vec.h"
#include "debuginfo/elf_file.h"
#include "debuginfo/ld_cache.h"

/* A program with more libraries has most of them. */
#define FILES_MAX 1000

struct search {
	struct arena *arena;
	struct vec names; /* const char *: what was looked for */
	struct vec paths; /* const char *: to be read, the program first */
	struct ld_cache *cache; /* NULL: there is none */
	void (*found)(const char *path, void *arg);
	void *arg;
};

/* One object's dynamic section; strings are libelf's. */
struct object {
	const char *path;
	struct elf_file *file;
	const char *runpath; /* DT_RUNPATH, else DT_RPATH */
	struct vec needed; /* const char * */
};

static void read_entry(struct object *o, const GElf_Shdr *sh,
		       const GElf_Dyn *dyn)
{
	const char *text;

	if (dyn->d_tag != DT_NEEDED && dyn->d_tag != DT_RUNPATH &&
	    dyn->d_tag != DT_RPATH)
		return;
	text = elf_strptr(elf_file_libelf(o->file), sh->sh_link,
			  dyn->d_un.d_val);
	if (!text)
		return;
	if (dyn->d_tag == DT_NEEDED)
		vec_push_ptr(&o->needed, (void *)text);
	else if (dyn->d_tag == DT_RUNPATH || !o->runpath)
		o->runpath = text;
}

static void read_object(struct object *o)
{
	Elf_Scn *scn = elf_file_section_of_type(o->file, SHT_DYNAMIC);
	Elf_Data *data = scn ? elf_getdata(scn, NULL) : NULL;
	GElf_Shdr sh;
	GElf_Dyn dyn;

	if (!data || !gelf_getshdr(scn, &sh))
		return;
	for (int i = 0; gelf_getdyn(data, i, &dyn) && dyn.d_tag; i++)
		read_entry(o, &sh, &dyn);
}

/* One directory of a search path, with $ORIGIN; false: too long. */
static bool join(char path[PATH_MAX], const struct object *o, const char *dir,
		 size_t len, const char *name)
{
	static const char *const origins[] = { "$ORIGIN", "${ORIGIN}" };
	const char *slash = strrchr(o->path, '/');

	for (size_t i = 0; i < 2; i++) {
		size_t word = strlen(origins[i]);

		if (len >= word && !memcmp(dir, origins[i], word) && slash)
			return snprintf(path, PATH_MAX, "%.*s%.*s/%s",
					(int)(slash - o->path), o->path,
					(int)(len - word), dir + word,
					name) < PATH_MAX;
	}
	return snprintf(path, PATH_MAX, "%.*s/%s", (int)len, dir, name) <
	       PATH_MAX;
}

/* dirs: separated by ':'. */
static bool find_in(char path[PATH_MAX], const struct object *o,
		    const char *dirs, const char *name)
{
	while (dirs && *dirs) {
		size_t len = strcspn(dirs, ":");

		if (len && join(path, o, dirs, len, name) &&
		    !access(path, R_OK))
			return true;
		dirs += len + (dirs[len] == ':');
	}
	return false;
}

static bool find_cached(char path[PATH_MAX], const struct search *s,
			const char *name)
{
	const char *cached = s->cache ? ld_cache_find(s->cache, name) : NULL;

	return cached && snprintf(path, PATH_MAX, "%s", cached) < PATH_MAX &&
	       !access(path, R_OK);
}

static bool find_path(char path[PATH_MAX], const struct search *s,
		      const struct object *o, const char *name)
{
	if (strchr(name, '/'))
		return snprintf(path, PATH_MAX, "%s", name) < PATH_MAX &&
		       !access(path, R_OK);
	return find_in(path, o, o->runpath, name) ||
	       find_in(path, o, getenv("LD_LIBRARY_PATH"), name) ||
	       find_cached(path, s, name) ||
	       find_in(path, o, "/lib64:/usr/lib64:/lib:/usr/lib", name);
}

static bool is_known(const struct search *s, const char *name)
{
	for (u32 i = 0; i < s->names.nr; i++)
		if (!strcmp(vec_ptr(&s->names, i), name))
			return true;
	return false;
}

static void look_for(struct search *s, const struct object *o, const char *name)
{
	char path[PATH_MAX];

	if (is_known(s, name) || s->names.nr == FILES_MAX)
		return;
	vec_push_ptr(&s->names, arena_strndup(s->arena, name, strlen(name)));
	if (!find_path(path, s, o, name)) {
		log_info("%s needs %s, which is not found here", o->path, name);
		return;
	}
	s->found(path, s->arg);
	vec_push_ptr(&s->paths, arena_strndup(s->arena, path, strlen(path)));
}

static void search_object(struct search *s, const char *path)
{
	struct object o = { .path = path };
	int fd = elf_file_open_fd(path);

	if (fd < 0) {
		log_info("%s: %s", path, strerror(-fd));
		return;
	}
	if (elf_file_open(fd, path, true, &o.file))
		return;
	vec_init(&o.needed, s->arena, sizeof(const char *));
	read_object(&o);
	for (u32 i = 0; i < o.needed.nr; i++)
		look_for(s, &o, vec_ptr(&o.needed, i));
	elf_file_close(o.file);
}

void needed_find(const char *program,
		 void (*found)(const char *path, void *arg), void *arg)
{
	struct search s = { .found = found, .arg = arg };

	s.arena = arena_create();
	if (!s.arena)
		return;
	vec_init(&s.names, s.arena, sizeof(const char *));
	vec_init(&s.paths, s.arena, sizeof(const char *));
	s.cache = ld_cache_open(LD_CACHE_PATH);
	vec_push_ptr(&s.paths, (void *)program);
	for (u32 i = 0; i < s.paths.nr; i++)
		search_object(&s, vec_ptr(&s.paths, i));
	ld_cache_close(s.cache);
	arena_destroy(s.arena);
}
