// SPDX-License-Identifier: GPL-2.0
/*
 * What it costs to open an index and to find $r->upstream->peer of a function
 * of nginx, in a process and with a file that nothing has touched before.
 * Prints milliseconds and the byte offset of the last member.
 *
 * usage: index INDEX FUNCTION VARIABLE MEMBER...
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "index/find.h"
#include "index/type.h"

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void drop_cache(const char *path)
{
	int fd = open(path, O_RDONLY);

	if (fd < 0)
		return;
	fsync(fd);
	posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
	close(fd);
}

/* The type that a variable of a function's body has; INDEX_NONE: none. */
static u32 type_of_var(const struct index *ix, const char *function,
		       const char *name)
{
	const struct index_func *f =
		index_row(ix, INDEX_FUNCS,
			  index_find_kind(ix, function, INDEX_NAME_FUNC));
	const struct index_scope *s = f ? index_row(ix, INDEX_SCOPES, f->scope)
					: NULL;
	u32 i;

	for (i = 0; s && i < s->var_nr; i++) {
		const struct index_var *v =
			index_row(ix, INDEX_VARS, s->var_first + i);

		if (v && !strcmp(index_str(ix, v->name), name))
			return v->type;
	}
	return INDEX_NONE;
}

static const struct index_member *find_member(const struct index *ix, u32 type,
					      const char *name)
{
	const struct index_type *t =
		index_row(ix, INDEX_TYPES, index_type_strip(ix, type));
	u32 i;

	if (t && t->kind == INDEX_TYPE_POINTER)
		t = index_row(ix, INDEX_TYPES, index_type_strip(ix, t->ref));
	for (i = 0; t && i < t->member_nr; i++) {
		const struct index_member *m =
			index_row(ix, INDEX_MEMBERS, t->member_first + i);

		if (m && !strcmp(index_str(ix, m->name), name))
			return m;
	}
	return NULL;
}

int main(int argc, char **argv)
{
	const struct index_member *m = NULL;
	struct index *ix;
	double start;
	u32 type;
	int i;

	if (argc < 5)
		return 2;
	drop_cache(argv[1]);
	start = now_ms();
	if (index_open(argv[1], &ix))
		return 1;
	type = type_of_var(ix, argv[2], argv[3]);
	for (i = 4; i < argc; i++) {
		m = find_member(ix, type, argv[i]);
		if (!m)
			return 1;
		type = m->type;
	}
	printf("%.2f %llu\n", now_ms() - start,
	       (unsigned long long)m->bit_off / 8);
	index_close(ix);
	return 0;
}
