// SPDX-License-Identifier: GPL-2.0
/*
 * Wanted symbols of /proc/kallsyms. Formatting the lines costs the kernel far
 * more than anything done here: each line is looked at once and nearly always
 * rejected by its length and two of its characters.
 */
#include "kload/kallsyms.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "kload/kallsyms_lines.h"

#define HASH_LEN 1024

enum symbol_class {
	CLASS_NONE,
	CLASS_DATA,
	CLASS_LOCAL,
	CLASS_WEAK,
	CLASS_TEXT
};

struct symbol {
	struct symbol *next; /* in its hash chain */
	uint64_t addr;
	enum symbol_class class;
	bool ambiguous; /* several addresses in that class */
	size_t len;
	char name[];
};

struct kallsyms {
	struct symbol *chain[HASH_LEN];
	uint8_t filter[(1 << 16) / 8];
	bool kcfi;
	bool seen_address; /* some address was not zero */
};

struct kallsyms *kallsyms_create(void)
{
	return calloc(1, sizeof(struct kallsyms));
}

void kallsyms_destroy(struct kallsyms *ks)
{
	size_t i;

	if (!ks)
		return;
	for (i = 0; i < HASH_LEN; i++) {
		while (ks->chain[i]) {
			struct symbol *s = ks->chain[i];

			ks->chain[i] = s->next;
			free(s);
		}
	}
	free(ks);
}

static unsigned int filter_key(const char *name, size_t len)
{
	unsigned int first = (uint8_t)name[0];
	unsigned int middle = (uint8_t)name[len / 2];
	unsigned int last = (uint8_t)name[len - 1];

	return (first + 31 * middle + 769 * last + 7681 * len) & 0xffff;
}

static unsigned int hash(const char *name, size_t len)
{
	uint32_t h = 2166136261u;

	while (len--)
		h = (h ^ (uint8_t)*name++) * 16777619u;
	return h % HASH_LEN;
}

static struct symbol *find(const struct kallsyms *ks, const char *name,
			   size_t len)
{
	struct symbol *s = ks->chain[hash(name, len)];

	while (s && (s->len != len || memcmp(s->name, name, len)))
		s = s->next;
	return s;
}

int kallsyms_want(struct kallsyms *ks, const char *name)
{
	size_t len = strlen(name);
	struct symbol **chain;
	struct symbol *s;
	unsigned int key;

	if (!len || find(ks, name, len))
		return 0;
	s = calloc(1, sizeof(*s) + len + 1);
	if (!s)
		return -ENOMEM;
	s->len = len;
	memcpy(s->name, name, len + 1);
	chain = &ks->chain[hash(name, len)];
	s->next = *chain;
	*chain = s;
	key = filter_key(name, len);
	ks->filter[key >> 3] |= 1u << (key & 7);
	return 0;
}

static enum symbol_class class_of(char type)
{
	switch (type) {
	case 'T':
		return CLASS_TEXT;
	case 'W':
		return CLASS_WEAK;
	case 't':
	case 'w':
		return CLASS_LOCAL;
	default:
		return CLASS_DATA;
	}
}

static void offer(struct symbol *s, char type, uint64_t addr)
{
	enum symbol_class class = class_of(type);

	if (class < s->class)
		return;
	if (class == s->class) {
		s->ambiguous |= addr != s->addr;
		return;
	}
	s->class = class;
	s->addr = addr;
	s->ambiguous = false;
}

static bool is_kcfi(const char *name, size_t len)
{
	return name[0] == '_' && name[1] == '_' &&
	       ((len > 6 && !memcmp(name, "__cfi_", 6)) ||
		(len > 14 && !memcmp(name, "__kcfi_typeid_", 14)));
}

/* Returns 1 at the first module's symbol. */
static int take_line(const struct kallsyms_line *line, void *arg)
{
	struct kallsyms *ks = arg;
	unsigned int key;
	struct symbol *s;

	if (line->module)
		return 1;
	ks->seen_address |= line->addr != 0;
	key = filter_key(line->name, line->len);
	if (!ks->kcfi && line->len > 6 && is_kcfi(line->name, line->len))
		ks->kcfi = true;
	if (!(ks->filter[key >> 3] >> (key & 7) & 1))
		return 0;
	s = find(ks, line->name, line->len);
	if (s)
		offer(s, line->type, line->addr);
	return 0;
}

int kallsyms_read(struct kallsyms *ks, const char *path)
{
	int err = kallsyms_lines(path, take_line, ks);

	if (err || ks->seen_address)
		return err;
	if (!path)
		return kallsyms_report_hidden();
	log_err("%s: all addresses are zero: copy /proc/kallsyms as root",
		path);
	return -EINVAL;
}

int kallsyms_get(const struct kallsyms *ks, const char *name, uint64_t *ret)
{
	const struct symbol *s = find(ks, name, strlen(name));

	if (!s || s->class == CLASS_NONE)
		return -ENOENT;
	if (s->ambiguous)
		return -ENOTUNIQ;
	*ret = s->addr;
	return 0;
}

bool kallsyms_has_kcfi(const struct kallsyms *ks)
{
	return ks->kcfi;
}
