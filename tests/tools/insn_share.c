// SPDX-License-Identifier: GPL-2.0
/*
 * Can breakpoints stand on a file's instructions? Prints for each file how
 * many of its functions begin with one on which none can, how many of all
 * instructions of its functions are such, and why.
 *
 * usage: insn_share FILE...
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "debuginfo/elf_symbols.h"
#include "debuginfo/recipe.h"

#define REASONS_MAX 32

struct share {
	u64 all;
	u64 refused;
	const char *reasons[REASONS_MAX];
	u64 counts[REASONS_MAX];
	char examples[REASONS_MAX][96];
};

static void refuse(struct share *s, const struct recipe_refusal *why)
{
	u32 i = 0;

	s->refused++;
	while (i < REASONS_MAX - 1 && s->reasons[i] &&
	       strcmp(s->reasons[i], why->reason))
		i++;
	if (!s->reasons[i])
		memcpy(s->examples[i], why->insn, sizeof(why->insn));
	s->reasons[i] = why->reason;
	s->counts[i]++;
}

/* Bytes of the instruction; 1 for one that is none. */
static u32 judge(struct elf_file *f, u64 off, u64 addr, struct share *s)
{
	u8 code[RECIPE_INSN_MAX];
	struct recipe_refusal why;
	struct sx_recipe r;
	int got = elf_file_read_code(f, off, code, sizeof(code));

	s->all++;
	if (got <= 0) {
		s->refused++;
		return 1;
	}
	if (!recipe_decode(code, (size_t)got, addr, &r, &why))
		return r.len;
	refuse(s, &why);
	return recipe_length(code, (size_t)got);
}

static void print(const char *what, const struct share *s)
{
	printf("  %s %" PRIu64 ", refused %" PRIu64 " (%.3f %%)\n", what,
	       s->all, s->refused,
	       s->all ? 100.0 * (double)s->refused / (double)s->all : 0);
	for (u32 i = 0; i < REASONS_MAX && s->reasons[i]; i++)
		printf("    %" PRIu64 " %s: %s\n", s->counts[i], s->reasons[i],
		       s->examples[i]);
}

static int by_addr(const void *a, const void *b)
{
	u64 x = ((const struct elf_func *)a)->addr;
	u64 y = ((const struct elf_func *)b)->addr;

	return x < y ? -1 : x > y;
}

static int share_of(const char *path)
{
	struct elf_debug_where where = { .root = "", .path = path };
	struct share entries = { 0 };
	struct share insns = { 0 };
	struct elf_symbols *syms;
	struct elf_func *funcs;
	struct elf_file *f;
	u64 end = 0;
	u32 nr;

	if (elf_file_open(elf_file_open_fd(path), path, false, &f) ||
	    elf_symbols_open(f, &where, &syms) ||
	    elf_symbols_find(syms, "*", &funcs, &nr))
		return 1;
	qsort(funcs, nr, sizeof(*funcs), by_addr);
	for (u32 i = 0; i < nr; i++) {
		u64 at = funcs[i].addr;

		if (i && at == funcs[i - 1].addr)
			continue;
		judge(f, funcs[i].off, at, &entries);
		for (at = at > end ? at : end;
		     at < funcs[i].addr + funcs[i].size;)
			at += judge(f, funcs[i].off + (at - funcs[i].addr), at,
				    &insns);
		end = at > end ? at : end;
	}
	printf("%s\n", path);
	print("functions", &entries);
	print("instructions", &insns);
	free(funcs);
	elf_symbols_close(syms);
	elf_file_close(f);
	return 0;
}

int main(int argc, char **argv)
{
	int bad = argc < 2;

	for (int i = 1; i < argc; i++)
		bad |= share_of(argv[i]);
	return bad;
}
