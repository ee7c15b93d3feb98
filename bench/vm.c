// SPDX-License-Identifier: GPL-2.0
/*
 * What the machine itself costs: vm CASE RUNS runs a handler, to be counted
 * by callgrind (bench/vm). The builtins are those of --runtime=user.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asm.h"
#include "machine.h"

#define MAX_GLOBALS 3

struct bench {
	const char *name;
	const char *what;
	struct sx_insn code[12];
	size_t code_nr;
	struct sx_global global; /* max_entries 0, kind INT: none is used */
	u32 globals_nr; /* of that kind; 0: one */
	u8 mode; /* enum sx_lock_mode, 0: no lock */
	u16 nints;
	u16 nstrs;
	u8 prints; /* the ring is emptied after each run */
};

#define MAP(map_kind)                                                \
	{                                                            \
		.kind = (map_kind), .nkeys = 1, .key = { SX_T_INT }, \
		.max_entries = 2048                                  \
	}

static const struct bench benches[] = {
	{ "empty", "an empty handler", { I(RET, 0, 0, 0, 0) }, .code_nr = 1 },
	{ "global",
	  "n++ on a global",
	  { I(LI, 0, 0, 0, 1), I(GADDI, 0, 0, 0, 0), I(RET, 0, 0, 0, 0) },
	  .code_nr = 3,
	  .mode = SX_LOCK_WRITE,
	  .nints = 1 },
	{ "count",
	  "c[42]++",
	  { I(LI, 0, 0, 0, 42), I(LI, 1, 0, 0, 1), I(MADDI, 0, 0, 1, 0),
	    I(RET, 0, 0, 0, 0) },
	  .code_nr = 4,
	  .global = MAP(SX_G_MAP_INT),
	  .mode = SX_LOCK_WRITE,
	  .nints = 2 },
	{ "stat",
	  "s[42] <<< 1",
	  { I(LI, 0, 0, 0, 42), I(LI, 1, 0, 0, 1), I(MSTADD, 0, 0, 1, 0),
	    I(RET, 0, 0, 0, 0) },
	  .code_nr = 4,
	  .global = MAP(SX_G_MAP_STAT),
	  .mode = SX_LOCK_UPDATE,
	  .nints = 2 },
	{ "loop",
	  "100 steps of while (i < n) { s += i; i++ } on locals",
	  { I(LI, 0, 0, 0, 100), I(JMP, 0, 0, 0, 2), I(ADD, 2, 2, 1, 0),
	    I(ADDI, 1, 1, 0, 1), I(JLT, 1, 0, 0, -3), I(RET, 0, 0, 0, 0) },
	  .code_nr = 6,
	  .nints = 3 },
	{ "loop-global",
	  "100 steps of the same, n is a global",
	  { I(JMP, 0, 0, 0, 2), I(ADD, 2, 2, 1, 0), I(ADDI, 1, 1, 0, 1),
	    I(GLDI, 0, 0, 0, 0), I(JLT, 1, 0, 0, -4), I(RET, 0, 0, 0, 0) },
	  .code_nr = 6,
	  .global = { .init_int = 100 },
	  .mode = SX_LOCK_READ,
	  .nints = 3 },
	{ "loop-globals",
	  "100 steps of the same, all are globals (n is as good as one)",
	  { I(LI, 0, 0, 0, -100), I(GSTI, 0, 0, 0, 0), I(JMP, 0, 0, 0, 4),
	    I(GLDI, 0, 0, 0, 0), I(GADDI, 0, 0, 0, 1), I(LI, 0, 0, 0, 1),
	    I(GADDI, 0, 0, 0, 0), I(GLDI, 0, 0, 0, 0), I(GLDI, 1, 0, 0, 2),
	    I(JLT, 0, 1, 0, -7), I(RET, 0, 0, 0, 0) },
	  .code_nr = 11,
	  .globals_nr = 3,
	  .mode = SX_LOCK_WRITE,
	  .nints = 2 },
	{ "printf",
	  "printf(\"%d %s\\n\", 42, \"name\")",
	  { I(LI, 0, 0, 0, 42), I(LS, 1, 0, 0, 0), I(PRINTF, 0, 1, 0, 0),
	    I(RET, 0, 0, 0, 0) },
	  .code_nr = 4,
	  .nints = 1,
	  .nstrs = 1,
	  .prints = 1 },
};

static const struct bench *find(const char *name)
{
	for (size_t i = 0; i < ASM_NR(benches); i++)
		if (!strcmp(benches[i].name, name))
			return &benches[i];
	return NULL;
}

static int run(const struct bench *b, unsigned long runs)
{
	u32 globals_nr = b->globals_nr ? b->globals_nr : 1;
	struct sx_lock_use locks[MAX_GLOBALS];
	struct asm_func f = { .code = b->code,
			      .code_nr = b->code_nr,
			      .locks = locks,
			      .locks_nr = b->mode ? globals_nr : 0,
			      .nints = b->nints,
			      .nstrs = b->nstrs };
	struct sx_verdict verdict;
	unsigned char *image;
	struct asm_prog p;
	struct machine m;
	u32 len;

	for (u16 i = 0; i < globals_nr; i++)
		locks[i] = (struct sx_lock_use){ i, b->mode, 0 };
	asm_init(&p);
	asm_str(&p, "name");
	asm_func(&p, &f);
	for (u32 i = 0; i < globals_nr; i++)
		asm_global(&p, &b->global);
	asm_format(&p, "%d %s\n", "is");
	asm_probe(&p, 0, SX_PROBE_PROCESS);
	image = asm_image(&p, &len);
	if (machine_init(&m, image, len, NULL, &verdict)) {
		fprintf(stderr, "%s: %s\n", b->name,
			sx_verify_text(verdict.code));
		return 1;
	}
	while (runs--) {
		sx_vm_run(m.vm[0], 0);
		if (b->prints)
			machine_next(&m, 0);
	}
	machine_deinit(&m);
	asm_deinit(&p);
	return 0;
}

static void list(FILE *out)
{
	for (size_t i = 0; i < ASM_NR(benches); i++)
		fprintf(out, "%s %s\n", benches[i].name, benches[i].what);
}

int main(int argc, char **argv)
{
	const struct bench *b = argc == 3 ? find(argv[1]) : NULL;

	if (b)
		return run(b, strtoul(argv[2], NULL, 0));
	if (argc == 2 && !strcmp(argv[1], "--list")) {
		list(stdout);
		return 0;
	}
	fprintf(stderr, "usage: vm --list | vm CASE RUNS\n");
	list(stderr);
	return 1;
}
