// SPDX-License-Identifier: GPL-2.0
/*
 * Mutated programs: whatever the verifier accepts runs, in bounds and to an
 * end, and can be listed and dumped. Built with -DFUZZ_LIBFUZZER it is a
 * libFuzzer target; else `fuzz_vm [RUNS [SEED]]` mutates valid images, and
 * makes programs of random instructions that the verifier takes;
 * `fuzz_vm seed DIR` writes such images for a corpus.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "disasm.h"
#include "machine.h"
#include "vm_fixture.h"

/* What a hit may allocate; larger programs are verified only. */
#define MAX_GLOBALS (4u << 20)

static struct fuzz_count {
	unsigned long tried;
	unsigned long accepted;
	unsigned long failed; /* handlers that ended with an error */
} count;

static const struct sx_settings settings[] = {
	{ .maxstringlen = 512,
	  .maxaction = 200,
	  .maxaction_begin = 2000,
	  .maxnesting = 10,
	  .nr_cpus = 2 },
	{ .maxstringlen = 2,
	  .maxaction = 50,
	  .maxaction_begin = 50,
	  .maxnesting = 1,
	  .nr_cpus = 1 },
	{ .maxstringlen = 64,
	  .maxaction = 3000,
	  .maxaction_begin = 3000,
	  .maxnesting = 3,
	  .nr_cpus = 1,
	  .hash_key = 12345 },
};

static void read_everything(struct machine *m)
{
	static char buf[1 << 16];

	machine_output(m);
	sx_disasm_program(&m->prog, buf, sizeof(buf));
	for (u32 g = 0; g < m->prog.globals_nr; g++) {
		struct sx_dump_state state = { 0 };

		while (!sx_globals_dump(m->globals, g, buf, sizeof(buf),
					&state) &&
		       state.next)
			;
	}
}

static void run_all(const void *image, u32 len, const struct sx_settings *set)
{
	static u64 target[32]; /* registers, and what one of them points to */
	struct machine m;

	if (machine_init(&m, image, len, set, NULL))
		return;
	count.accepted++;
	target[SX_REGS_DI] = (u64)(uintptr_t)target;
	for (u32 cpu = 0; cpu < m.set.nr_cpus; cpu++)
		m.vm[cpu]->regs = target;
	for (u32 pass = 0; pass < 2; pass++) {
		for (u32 i = 0; i < m.prog.probes_nr && i < 8; i++) {
			u32 cpu = pass % m.set.nr_cpus;

			if (sx_vm_run(m.vm[cpu], i) == SX_RUN_ERROR)
				count.failed++;
			machine_output(&m);
		}
	}
	read_everything(&m);
	machine_deinit(&m);
}

static int is_small(const void *image, u32 len, const struct sx_settings *set)
{
	static struct sx_verify_scratch scratch;
	struct sx_verdict verdict;
	struct sx_program prog;
	u64 size;

	if (sx_verify(image, len, &scratch, &prog, &verdict)) {
		if (verdict.code == SX_VERIFY_OK)
			abort();
		return 0;
	}
	size = sx_globals_size(&prog, set);
	return size && size < MAX_GLOBALS;
}

static void try_image(const void *data, size_t len)
{
	const struct sx_settings *set = &settings[count.tried++ % 3];
	void *image = aligned_alloc(8, (len + 8) & ~(size_t)7);

	if (!image)
		abort();
	memcpy(image, data, len);
	if (is_small(image, (u32)len, set))
		run_all(image, (u32)len, set);
	free(image);
}

#ifdef FUZZ_LIBFUZZER
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len)
{
	try_image(data, len);
	return 0;
}
#else

static unsigned long long seed;

static u32 rnd(u32 below)
{
	seed = seed * 6364136223846793005ull + 1442695040888963407ull;
	return (u32)((seed >> 33) % below);
}

/* Instructions that end most random handlers come less often. */
static u8 random_op(void)
{
	u32 op = rnd(SX_OP_NR);

	if (op == SX_OP_DIV || op == SX_OP_MOD || op == SX_OP_FNEXT ||
	    op == SX_OP_RET || op == SX_OP_STAGG || op == SX_OP_MAGG)
		op = rnd(SX_OP_NR);
	return (u8)op;
}

/* Operands that are valid more often than not. */
static struct sx_insn random_insn(void)
{
	static const u8 groups[] = { 0, 0, 0, 1, 8, 8, 9, 12 };
	struct sx_insn in = { .op = random_op() };
	u32 shape = rnd(4);

	in.a = shape == 0 ? groups[rnd(8)] : (u8)rnd(8);
	in.b = shape < 2 ? groups[rnd(8)] : (u8)rnd(16);
	in.c = rnd(3) ? (u8)rnd(16) : 0;
	in.imm = (s32)rnd(14) - (shape == 3 ? 10 : 0);
	if (rnd(8) == 0)
		in.imm |= (s32)(rnd(SX_AGG_NR) << 24);
	return in;
}

static unsigned char *build(struct asm_prog *p, const struct vm_case *c,
			    u32 *len)
{
	asm_init(p);
	asm_str(p, "abc");
	asm_int(p, -1);
	vm_fixture_image(p, c, (u16)rnd(SX_PROBE_KIND_NR));
	if (rnd(2))
		asm_try(p, rnd(8), 1 + rnd(8), rnd(12),
			rnd(2) ? 10 : SX_TRY_NO_REG);
	return asm_image(p, len);
}

static int is_accepted(const struct vm_case *c)
{
	static struct sx_verify_scratch scratch;
	struct sx_verdict verdict;
	struct sx_program prog;
	struct asm_prog p;
	u32 len;
	unsigned char *image = build(&p, c, &len);
	int err = sx_verify(image, len, &scratch, &prog, &verdict);

	asm_deinit(&p);
	return !err;
}

/* A handler of random instructions that the verifier takes, one by one. */
static void try_random_code(void)
{
	struct vm_case c = { .name = "random" };
	u32 nr = 0, tries, len;
	unsigned char *image;
	struct asm_prog p;

	for (tries = 0; nr < VM_MAX_CODE && tries < 300; tries++) {
		c.code[nr] = random_insn();
		if (is_accepted(&c))
			nr++;
		else
			c.code[nr] = (struct sx_insn){ 0 };
	}
	image = build(&p, &c, &len);
	try_image(image, len);
	asm_deinit(&p);
}

/* Swaps, sets and copies bytes; keeps most of the image valid. */
static void try_mutation(const unsigned char *base, u32 len)
{
	static const unsigned char interesting[] = { 0,	 1,   2,   7,	8,  9,
						     15, 127, 128, 254, 255 };
	unsigned char *image = malloc(len);
	u32 changes = 1 + rnd(4);

	if (!image)
		abort();
	memcpy(image, base, len);
	while (changes--) {
		u32 at = rnd(len);

		if (rnd(2))
			image[at] = interesting[rnd(sizeof(interesting))];
		else if (rnd(2))
			image[at] ^= (unsigned char)(1u << rnd(8));
		else
			image[at] = base[rnd(len)];
	}
	try_image(image, len);
	free(image);
}

/* A bit of everything, as the base of mutations. */
static const struct vm_case base_case = { "base",
					  { I(LI, 0, 0, 0, 9),
					    I(LS, 8, 0, 0, 0),
					    I(MSTI, 0, 8, 0, G_MSI),
					    I(MADDI, 0, 0, 1, G_MI),
					    I(MSTS, 0, 0, 8, G_MS),
					    I(MSTADD, 0, 0, 0, G_MT),
					    I(MSTADD, 0, 8, 0, G_MTS),
					    I(STADD, 0, 0, 0, G_T),
					    I(SCAT, 9, 8, 8, 0),
					    I(GSTS, 9, 0, 0, G_S),
					    I(MSTI, 0, 0, 0, G_MW),
					    I(LI, 7, 0, 0, -1),
					    I(FEACH, 7, 0, 0, IT_MSI_STR_UP),
					    I(FNEXT, 3, 9, 5, IT_MSI_STR_UP),
					    I(JZ, 5, 0, 0, 2),
					    I(PRINTF, 3, 9, 0, F_SD),
					    I(JMP, 0, 0, 0, -4),
					    I(SPRINTF, 0, 8, 10, F_WIDE),
					    I(PRINTF, 0, 10, 0, F_S),
					    I(LI, 4, 0, 0, 3),
					    I(CALL, 4, 8, 11, FN_JOIN),
					    I(CALL, 4, 0, 5, FN_FACT),
					    I(BLT, 4, 11, 12, BLT(substr)),
					    I(STHIST, 0, 0, 0, G_T),
					    I(MHIST, 0, 0, 0, G_MT),
					    I(MAGG, 0, 0, 1, AGG(AVG, G_MT)),
					    I(MDEL, 0, 8, 0, G_MSI),
					    I(REG, 0, 0, 0, 5),
					    I(LDM, 1, 0, SX_READ_S16, 8),
					    I(LDM, 1, 0, SX_READ_KERNEL, -1),
					    I(BASE, 1, 0, 0, 0) },
					  "",
					  0 };

/* What the base has no room for: the rest of the language. */
static const struct vm_case other_case = { "other",
					   { I(LI, 0, 0, 0, 3),
					     I(LS, 8, 0, 0, 0),
					     I(MSTI, 0, 8, 0, G_MSI),
					     I(STADD, 0, 0, 0, G_TV),
					     I(STADD, 0, 0, 0, G_T),
					     I(STAGG, 1, 0, 0,
					       AGG(VARIANCE, G_TV)),
					     I(MSTADD, 0, 0, 0, G_MT),
					     I(STBKT, 1, 0, 0, G_T),
					     I(MBKT, 0, 0, 1, G_MT),
					     I(LI, 7, 0, 0, -1),
					     I(FEACHS, 0, 8, 7, IT_MSI_OF_STR),
					     I(FNEXT, 3, 9, 5, IT_MSI_OF_STR),
					     I(JZ, 5, 0, 0, 2),
					     I(PRINTF, 3, 9, 0, F_SD),
					     I(JMP, 0, 0, 0, -4),
					     I(FEACHS, 0, 0, 7, IT_M3_OF_ENDS),
					     I(MHASS, 0, 0, 1, IT_MSI_OF_INT),
					     I(LS, 8, 0, 0, 0),
					     I(SRE, 1, 8, 0, RE_GROUPS),
					     I(LI, 1, 0, 0, 1),
					     I(BLT, 1, 0, 9, BLT(matched)),
					     I(CALL, 0, 0, 0, FN_FOREVER),
					     I(PRINTF, 0, 10, 0, F_S),
					     I(DIV, 0, 0, 6, 0),
					     I(JMP, 0, 0, 0, 0),
					     I(PRINTF, 0, 11, 0, F_S),
					     I(MDELS, 0, 0, 0, IT_MSI_OF_INT),
					     I(MDELS, 0, 0, 0, IT_MSI_OF_ALL),
					     I(SPRINTF, 0, 8, 9, F_MEMORY) },
					   "",
					   0 };

static void add_tries(struct asm_prog *p)
{
	asm_try(p, 21, 1, 22, 10);
	asm_try(p, 23, 1, 25, 11);
	asm_try(p, 20, 9, 29, SX_TRY_NO_REG);
}

struct base {
	struct asm_prog p;
	unsigned char *image;
	u32 len;
};

static int write_seed(const char *dir, const char *name,
		      const struct base *base)
{
	char path[4096];
	FILE *f;
	int err;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "wb");
	err = !f || fwrite(base->image, base->len, 1, f) != 1;
	if ((f && fclose(f)) || err) {
		perror(path);
		return 1;
	}
	return 0;
}

static void make_bases(struct base bases[2])
{
	const struct vm_case *const cases[] = { &base_case, &other_case };

	for (u32 i = 0; i < 2; i++) {
		asm_init(&bases[i].p);
		asm_str(&bases[i].p, "abc");
		asm_int(&bases[i].p, -1);
		vm_fixture_image(&bases[i].p, cases[i], SX_PROBE_BEGIN);
		if (i)
			add_tries(&bases[i].p);
		bases[i].image = asm_image(&bases[i].p, &bases[i].len);
		try_image(bases[i].image, bases[i].len);
	}
	if (count.accepted != 2)
		abort();
}

static int run(unsigned long runs, const struct base bases[2])
{
	while (runs--) {
		const struct base *base = &bases[runs & 1];

		if (runs % 16)
			try_mutation(base->image, base->len);
		else
			try_random_code();
	}
	printf("fuzz_vm: %lu programs, %lu accepted, %lu handlers failed\n",
	       count.tried, count.accepted, count.failed);
	return count.accepted == 0;
}

int main(int argc, char **argv)
{
	struct base bases[2];
	int status;

	seed = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;
	make_bases(bases);
	if (argc == 3 && !strcmp(argv[1], "seed"))
		status = write_seed(argv[2], "seed", &bases[0]) ||
			 write_seed(argv[2], "seed-other", &bases[1]);
	else
		status = run(argc > 1 ? strtoul(argv[1], NULL, 0) : 20000,
			     bases);
	for (u32 i = 0; i < 2; i++)
		asm_deinit(&bases[i].p);
	return status;
}
#endif
