// SPDX-License-Identifier: GPL-2.0
/*
 * SDT marks: notes "stapsdt" of type 3 (SystemTap wiki, "UserSpaceProbe
 * Implementation"): three addresses, the mark's, that of .stapsdt.base when
 * the note was linked, and the semaphore's; then provider, name and arguments,
 * each with a NUL behind. What .stapsdt.base has moved by since then (prelink)
 * has been added to the others too.
 */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "elfread/elfread.h"

#define NOTE_SDT 3

struct note {
	u64 addr;
	u64 base;
	u64 semaphore;
	const char *provider;
	const char *name;
	const char *args;
};

/* A string that ends within the note; moves behind it. */
static const char *take_text(const char **at, const char *end)
{
	const char *text = *at;
	const char *nul = memchr(text, '\0', (size_t)(end - text));

	if (!nul)
		return NULL;
	*at = nul + 1;
	return text;
}

static u64 take_address(Elf *elf, const char **at)
{
	u64 wide = 0;
	u32 word = 0;

	if (gelf_getclass(elf) == ELFCLASS32) {
		memcpy(&word, *at, sizeof(word));
		*at += sizeof(word);
		return word;
	}
	memcpy(&wide, *at, sizeof(wide));
	*at += sizeof(wide);
	return wide;
}

static int read_note(Elf *elf, const char *at, size_t len, struct note *ret)
{
	size_t word = gelf_getclass(elf) == ELFCLASS32 ? 4 : 8;
	const char *end = at + len;

	if (len < 3 * word)
		return -1;
	ret->addr = take_address(elf, &at);
	ret->base = take_address(elf, &at);
	ret->semaphore = take_address(elf, &at);
	ret->provider = take_text(&at, end);
	ret->name = ret->provider ? take_text(&at, end) : NULL;
	ret->args = ret->name ? take_text(&at, end) : NULL;
	return ret->args && *ret->provider && *ret->name ? 0 : -1;
}

static void add(const struct elfread *r, const struct note *n, u64 moved)
{
	u32 addr = elfread_addr(r, n->addr + moved);
	struct index_mark m = {
		.provider = index_writer_str(r->w, n->provider),
		.name = index_writer_str(r->w, n->name),
		.addr = addr,
		.semaphore = INDEX_NONE,
		.args = index_writer_str(r->w, n->args),
	};

	if (addr == INDEX_NONE) {
		log_info("%s: mark %s:%s lies outside of the file", r->path,
			 n->provider, n->name);
		return;
	}
	if (n->semaphore)
		m.semaphore = elfread_addr(r, n->semaphore + moved);
	*(struct index_mark *)index_writer_row(r->w, INDEX_MARKS) = m;
}

/* The section where its content is: a debug file has its head alone. */
static Elf_Data *notes_of(Elf *elf)
{
	GElf_Shdr head;
	Elf_Scn *scn = elfread_section(elf, ".note.stapsdt", &head);

	return scn && head.sh_type == SHT_NOTE ? elf_getdata(scn, NULL) : NULL;
}

static void read_notes(const struct elfread *r, Elf *elf, Elf_Data *data)
{
	size_t at = 0, name, desc;
	GElf_Shdr base = { 0 };
	GElf_Nhdr head;
	struct note n;

	elfread_section(r->elf, ".stapsdt.base", &base);
	while ((at = gelf_getnote(data, at, &head, &name, &desc)) > 0) {
		const char *bytes = data->d_buf;

		if (head.n_type != NOTE_SDT || head.n_namesz != 8 ||
		    memcmp(bytes + name, "stapsdt", 8))
			continue;
		if (read_note(elf, bytes + desc, head.n_descsz, &n)) {
			log_info("%s: a damaged note in .note.stapsdt",
				 r->path);
			continue;
		}
		add(r, &n, base.sh_addr && n.base ? base.sh_addr - n.base : 0);
	}
}

static int compare_marks(const void *a, const void *b, void *arg)
{
	const struct index_mark *x = a, *y = b;
	const struct index_writer *w = arg;
	int order = strcmp(index_strings_at(&w->strings, x->provider),
			   index_strings_at(&w->strings, y->provider));

	if (!order)
		order = strcmp(index_strings_at(&w->strings, x->name),
			       index_strings_at(&w->strings, y->name));
	if (order)
		return order;
	return x->addr < y->addr ? -1 : x->addr > y->addr;
}

void elfread_marks(const struct elfread *r)
{
	struct vec *marks = &r->w->section[INDEX_MARKS];
	Elf *elf = r->elf;
	Elf_Data *data = notes_of(elf);

	if (!data && r->debug) {
		elf = r->debug;
		data = notes_of(elf);
	}
	if (data)
		read_notes(r, elf, data);
	if (marks->nr)
		qsort_r(marks->data, marks->nr, marks->size, compare_marks,
			r->w);
}
