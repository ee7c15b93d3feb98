// SPDX-License-Identifier: GPL-2.0
/* Members of structs. */
#include "target/member.h"

#include <string.h>

#define STRUCTS_MAX 1000 /* that are looked into: types may run in circles */
#define OPEN_MAX    32 /* anonymous ones in each other */

/* A struct whose members are listed: the outermost one, or a base class. */
struct part {
	struct ttype type;
	u64 bit_off;
	bool moving;
};

struct lister {
	struct vec parts; /* struct part: breadth first */
	struct vec *out;
	bool open;
	u32 opened; /* anonymous ones */
};

static void add_base(struct lister *l, const struct part *part,
		     struct ttype type, const struct index_member *m)
{
	struct part *base;

	if (l->parts.nr == STRUCTS_MAX)
		return;
	base = vec_push(&l->parts);
	base->type = type;
	base->bit_off = part->bit_off + m->bit_off;
	base->moving = part->moving || m->flags & INDEX_MEMBER_VIRTUAL;
}

static void list_part(struct lister *l, struct part part, int depth)
{
	const struct index_type *t = ttype_row(part.type);
	const struct index *ix = part.type.ix;
	const struct index_member *m;
	u32 i;

	m = t ? index_rows(ix, INDEX_MEMBERS, t->member_first, t->member_nr)
	      : NULL;
	for (i = 0; m && i < t->member_nr; i++) {
		struct ttype type = ttype_of(ix, m[i].type);
		struct member *to;

		if (m[i].flags & INDEX_MEMBER_BASE) {
			add_base(l, &part, type, &m[i]);
			continue;
		}
		if (l->open && !m[i].name && ttype_is_struct(type) &&
		    depth < OPEN_MAX && l->opened++ < STRUCTS_MAX) {
			struct part inner = part;

			inner.type = type;
			inner.bit_off += m[i].bit_off;
			list_part(l, inner, depth + 1);
			continue;
		}
		to = vec_push(l->out);
		to->name = index_str(ix, m[i].name);
		to->type = type;
		to->bit_off = part.bit_off + m[i].bit_off;
		to->bit_size = m[i].flags & INDEX_MEMBER_BITS ? m[i].bit_size
							      : 0;
		to->moving = part.moving;
	}
}

void member_list(struct arena *arena, struct ttype type, bool open,
		 struct vec *ret)
{
	struct lister l = { .out = ret, .open = open };
	u32 i;

	vec_init(ret, arena, sizeof(struct member));
	vec_init(&l.parts, arena, sizeof(struct part));
	*(struct part *)vec_push(&l.parts) = (struct part){ .type = type };
	for (i = 0; i < l.parts.nr; i++)
		list_part(&l, *(struct part *)vec_at(&l.parts, i), 0);
}

bool member_find(struct arena *arena, struct ttype type, const char *name,
		 struct member *ret)
{
	struct vec members;
	u32 i;

	member_list(arena, type, true, &members);
	for (i = 0; i < members.nr; i++) {
		*ret = *(struct member *)vec_at(&members, i);
		if (!strcmp(ret->name, name))
			return true;
	}
	return false;
}
