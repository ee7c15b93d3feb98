// SPDX-License-Identifier: GPL-2.0
/* BTF: lookups of names, and what a type says. */
#include "kload/btf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "kload/elf64.h"

#define ELF_FILE_MAX (256u << 20) /* bytes, of what holds a .BTF */

/* A name, or "" where the offset points outside: it then matches nothing. */
static const char *name_at(const struct btf *btf, uint32_t off)
{
	const char *name = btf_str(btf, off);

	return name ? name : "";
}

/*
 * Which first two bytes occur in the queries of a class: rejects nearly every
 * name of the kernel with one look.
 */
struct name_filter {
	uint8_t seen[3][1 << 13];
	bool any[3];
};

static unsigned int filter_key(const char *name, size_t len)
{
	unsigned int a = len ? (uint8_t)name[0] : 0;
	unsigned int b = len > 1 ? (uint8_t)name[1] : 0;

	return b << 8 | a;
}

static void filter_init(struct name_filter *f, const struct btf_query *query,
			size_t nr)
{
	size_t i;

	memset(f, 0, sizeof(*f));
	for (i = 0; i < nr; i++) {
		unsigned int key = filter_key(query[i].name, query[i].name_len);

		f->seen[query[i].cls][key >> 3] |= 1u << (key & 7);
		f->any[query[i].cls] = true;
	}
}

static bool filter_pass(const struct name_filter *f, enum btf_class cls,
			const char *name)
{
	unsigned int key = filter_key(name, name[0] ? 2 : 0);

	return f->seen[cls][key >> 3] >> (key & 7) & 1;
}

struct finder {
	const struct btf *btf;
	struct name_filter filter;
	struct btf_query *query;
	size_t nr;
};

static bool query_is(const struct btf_query *q, enum btf_class cls,
		     const char *name)
{
	return q->cls == cls && !strncmp(q->name, name, q->name_len) &&
	       !name[q->name_len];
}

static void offer_type(struct finder *f, enum btf_class cls, uint32_t name_off,
		       uint32_t id)
{
	const char *name = name_at(f->btf, name_off);
	size_t i;

	if (!filter_pass(&f->filter, cls, name))
		return;
	for (i = 0; i < f->nr; i++) {
		struct btf_query *q = &f->query[i];

		if (!query_is(q, cls, name))
			continue;
		q->found = true;
		if (q->id_nr < BTF_SAME_NAME_MAX)
			q->id[q->id_nr++] = id;
		else
			q->conflict = true;
	}
}

static void offer_value(struct finder *f, uint32_t name_off, int64_t value)
{
	const char *name = name_at(f->btf, name_off);
	size_t i;

	if (!filter_pass(&f->filter, BTF_ENUMERATOR, name))
		return;
	for (i = 0; i < f->nr; i++) {
		struct btf_query *q = &f->query[i];

		if (!query_is(q, BTF_ENUMERATOR, name))
			continue;
		q->conflict |= q->found && q->value != value;
		q->found = true;
		q->value = value;
	}
}

static void offer_enumerators(struct finder *f, const struct btf_record *t)
{
	const uint8_t *at = t->body;
	uint32_t i;

	for (i = 0; i < t->vlen; i++) {
		uint32_t lo = btf_word(at + 4);

		if (t->kind == BTF_KIND_ENUM64) {
			uint64_t hi = btf_word(at + 8);

			offer_value(f, btf_word(at), (int64_t)(hi << 32 | lo));
			at += 12;
		} else {
			/* Older encoders do not mark signed ones. */
			offer_value(f, btf_word(at), (int32_t)lo);
			at += 8;
		}
	}
}

/* Typedefs, qualifiers and tags removed; 0 is void. Bounded against loops. */
static int strip(const struct btf *btf, uint32_t id, uint32_t *ret)
{
	unsigned int depth;

	for (depth = 0; id && depth < 64; depth++) {
		struct btf_record t;
		int err = btf_get(btf, id, &t);

		if (err)
			return err;
		switch (t.kind) {
		case BTF_KIND_TYPEDEF:
		case BTF_KIND_VOLATILE:
		case BTF_KIND_CONST:
		case BTF_KIND_RESTRICT:
		case BTF_KIND_TYPE_TAG:
			id = t.size;
			break;
		default:
			*ret = id;
			return 0;
		}
	}
	if (id) {
		log_err("%s: BTF: type %u: typedefs in a circle", btf_name(btf),
			id);
		return -EINVAL;
	}
	*ret = 0;
	return 0;
}

static bool is_aggregate(const struct btf_record *t)
{
	return t->kind == BTF_KIND_STRUCT || t->kind == BTF_KIND_UNION;
}

/* A typedef answers for the nameless struct behind it (atomic_t). */
static int offer_typedef(struct finder *f, const struct btf_record *t)
{
	const char *name = name_at(f->btf, t->name_off);
	struct btf_record target;
	uint32_t id;
	int err;

	if (!filter_pass(&f->filter, BTF_AGGREGATE, name))
		return 0;
	err = strip(f->btf, t->size, &id);
	if (err || !id)
		return err;
	err = btf_get(f->btf, id, &target);
	if (!err && is_aggregate(&target) && !target.name_off)
		offer_type(f, BTF_AGGREGATE, t->name_off, id);
	return err;
}

static int offer_record(struct finder *f, const struct btf_record *t,
			uint32_t id)
{
	switch (t->kind) {
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		offer_type(f, BTF_AGGREGATE, t->name_off, id);
		return 0;
	case BTF_KIND_TYPEDEF:
		return offer_typedef(f, t);
	case BTF_KIND_FUNC:
		offer_type(f, BTF_FUNCTION, t->name_off, id);
		return 0;
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
		if (f->filter.any[BTF_ENUMERATOR])
			offer_enumerators(f, t);
		return 0;
	default:
		return 0;
	}
}

int btf_find(const struct btf *btf, struct btf_query *query, size_t nr)
{
	struct finder f = { .btf = btf, .query = query, .nr = nr };
	uint32_t id;
	int err = 0;

	filter_init(&f.filter, query, nr);
	for (id = 1; id < btf_nr(btf) && !err; id++) {
		struct btf_record t;

		err = btf_get(btf, id, &t);
		if (!err)
			err = offer_record(&f, &t, id);
	}
	return err;
}

/* What a search for a member may cost and where it ended. */
struct member_search {
	const struct btf *btf;
	const char *name;
	size_t name_len;
	unsigned int budget; /* members left to look at */
	uint64_t bit_off;
	uint32_t bit_len; /* not 0: a bit-field */
	uint32_t type; /* of the member found */
};

#define MEMBER_BUDGET 200000
#define MEMBER_DEPTH  32

static int search_member(struct member_search *s, uint32_t id, uint64_t base,
			 unsigned int depth);

static int try_member(struct member_search *s, const struct btf_record *t,
		      const uint8_t *at, uint64_t base, unsigned int depth)
{
	const char *name = name_at(s->btf, btf_word(at));
	uint32_t off = btf_word(at + 8);
	uint64_t bit_off = base + (t->flag ? off & 0xffffff : off);

	if (!*name)
		return search_member(s, btf_word(at + 4), bit_off, depth + 1);
	if (strncmp(name, s->name, s->name_len) || name[s->name_len])
		return -ENOENT;
	s->bit_off = bit_off;
	s->bit_len = t->flag ? off >> 24 : 0;
	s->type = btf_word(at + 4);
	return 0;
}

static int search_member(struct member_search *s, uint32_t id, uint64_t base,
			 unsigned int depth)
{
	struct btf_record t;
	uint32_t i;
	int err = strip(s->btf, id, &id);

	if (err)
		return err;
	if (!id)
		return -ENOENT;
	err = btf_get(s->btf, id, &t);
	if (err)
		return err;
	if (!is_aggregate(&t))
		return -ENOENT;
	for (i = 0; i < t.vlen; i++) {
		if (depth > MEMBER_DEPTH || !s->budget--) {
			log_err("%s: BTF: type %u: nested without end",
				btf_name(s->btf), id);
			return -EINVAL;
		}
		err = try_member(s, &t, t.body + (size_t)i * BTF_MEMBER_LEN,
				 base, depth);
		if (err != -ENOENT)
			return err;
	}
	return -ENOENT;
}

int btf_member_offset(const struct btf *btf, uint32_t id, const char *path,
		      uint64_t *ret)
{
	struct member_search s = { .btf = btf, .budget = MEMBER_BUDGET };
	uint64_t off = 0;

	for (;;) {
		const char *dot = strchr(path, '.');
		int err;

		s.name = path;
		s.name_len = dot ? (size_t)(dot - path) : strlen(path);
		err = search_member(&s, id, 0, 0);
		if (err)
			return err;
		if (s.bit_len || s.bit_off % 8)
			return -ERANGE;
		off += s.bit_off / 8;
		if (!dot)
			break;
		path = dot + 1;
		id = s.type;
	}
	*ret = off;
	return 0;
}

int btf_aggregate_size(const struct btf *btf, uint32_t id, uint64_t *ret)
{
	struct btf_record t;
	int err = btf_get(btf, id, &t);

	if (!err)
		*ret = t.size;
	return err;
}

static int get_prototype(const struct btf *btf, uint32_t id,
			 struct btf_record *ret)
{
	struct btf_record func;
	int err = btf_get(btf, id, &func);

	if (!err)
		err = btf_get(btf, func.size, ret);
	if (!err && ret->kind != BTF_KIND_FUNC_PROTO) {
		log_err("%s: BTF: function type %u has no prototype",
			btf_name(btf), id);
		err = -EINVAL;
	}
	return err;
}

int btf_param_nr(const struct btf *btf, uint32_t id, uint64_t *ret)
{
	struct btf_record proto;
	int err = get_prototype(btf, id, &proto);

	if (!err)
		*ret = proto.vlen;
	return err;
}

int btf_param_position(const struct btf *btf, uint32_t id, const char *name,
		       uint64_t *ret)
{
	struct btf_record proto;
	uint32_t i;
	int err = get_prototype(btf, id, &proto);

	if (err)
		return err;
	*ret = 0;
	for (i = 0; i < proto.vlen && !*ret; i++) {
		const uint8_t *at = proto.body + (size_t)i * BTF_PARAM_LEN;

		if (!strcmp(name_at(btf, btf_word(at)), name))
			*ret = i + 1;
	}
	return 0;
}

/* Replaces the bytes of an ELF file by those of its .BTF section. */
static int extract_section(const char *path, char **data, size_t *len)
{
	struct elf64 elf;
	struct bytes sect;
	unsigned int idx;
	int err = elf64_open(path, *data, *len, &elf);

	if (err)
		return err;
	idx = elf64_find(&elf, ".BTF");
	sect = elf64_data(&elf, idx);
	elf64_close(&elf);
	if (!idx) {
		log_err("%s: no .BTF section: make one with pahole -J", path);
		return -EINVAL;
	}
	memmove(*data, sect.data, sect.len);
	*len = sect.len;
	return 0;
}

int btf_open(const char *path, struct btf **ret)
{
	char *data;
	size_t len;
	int err = file_read_all(path, ELF_FILE_MAX, &data, &len);

	if (err) {
		log_err("read BTF: %s: %s", path, strerror(-err));
		return err;
	}
	if (len >= 4 && !memcmp(data, ELFMAG, SELFMAG))
		err = extract_section(path, &data, &len);
	if (err) {
		free(data);
		return err;
	}
	return btf_parse(path, data, len, NULL, ret);
}
