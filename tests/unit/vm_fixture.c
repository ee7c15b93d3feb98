// SPDX-License-Identifier: GPL-2.0
/* One program frame for many short handlers. */
#include "vm_fixture.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "regex.h"
#include "regex/compile.h"

const char vm_fixture_memory[] = "\x0f\xf0memory";

static const struct sx_global globals[G_NR] = {
	[G_I] = { .kind = SX_G_INT, .init_int = 5 },
	[G_S] = { .kind = SX_G_STR },
	[G_T] = { .kind = SX_G_STAT, .hist = SX_HIST_LOG },
	[G_MI] = { .kind = SX_G_MAP_INT,
		   .nkeys = 1,
		   .key = { SX_T_INT },
		   .max_entries = 4 },
	[G_MSI] = { .kind = SX_G_MAP_INT,
		    .nkeys = 2,
		    .key = { SX_T_STR, SX_T_INT },
		    .max_entries = 100 },
	[G_MS] = { .kind = SX_G_MAP_STR,
		   .nkeys = 1,
		   .key = { SX_T_INT },
		   .max_entries = 100 },
	[G_MT] = { .kind = SX_G_MAP_STAT,
		   .nkeys = 1,
		   .key = { SX_T_INT },
		   .max_entries = 100,
		   .hist = SX_HIST_LINEAR,
		   .hist_stop = 100,
		   .hist_step = 10 },
	[G_MW] = { .kind = SX_G_MAP_INT,
		   .flags = SX_GLOBAL_WRAP,
		   .nkeys = 1,
		   .key = { SX_T_INT },
		   .max_entries = 3 },
	[G_MTS] = { .kind = SX_G_MAP_STAT,
		    .nkeys = 1,
		    .key = { SX_T_STR },
		    .max_entries = 10 },
	[G_M3] = { .kind = SX_G_MAP_INT,
		   .nkeys = 3,
		   .key = { SX_T_INT, SX_T_STR, SX_T_INT },
		   .max_entries = 10 },
	[G_TV] = { .kind = SX_G_STAT,
		   .stat_ops = SX_STAT_VARIANCE,
		   .bit_shift = 1 },
};

static const struct sx_insn fact[] = {
	I(LI, 1, 0, 0, 1),    I(JLT, 1, 0, 0, 1),	 I(RETI, 1, 0, 0, 0),
	I(ADDI, 1, 0, 0, -1), I(CALL, 1, 0, 1, FN_FACT), I(MUL, 0, 0, 1, 0),
	I(RETI, 0, 0, 0, 0),
};
static const struct sx_insn forever[] = {
	I(CALL, 0, 0, 0, FN_FOREVER),
	I(RET, 0, 0, 0, 0),
};
static const struct sx_insn join[] = {
	I(JZ, 0, 0, 0, 3),   I(SCAT, 2, 2, 1, 0), I(ADDI, 0, 0, 0, -1),
	I(JMP, 0, 0, 0, -4), I(RETS, 2, 0, 0, 0),
};
static const struct sx_insn bare[] = { I(RET, 0, 0, 0, 0) };

static const struct asm_func functions[] = {
	{ .code = fact,
	  .code_nr = ASM_NR(fact),
	  .nints = 2,
	  .nint_args = 1,
	  .ret = SX_T_INT },
	{ .code = forever, .code_nr = ASM_NR(forever) },
	{ .code = join,
	  .code_nr = ASM_NR(join),
	  .nints = 1,
	  .nstrs = 2,
	  .nint_args = 1,
	  .nstr_args = 1,
	  .ret = SX_T_STR },
	{ .code = bare, .code_nr = 1, .ret = SX_T_INT },
	{ .code = bare, .code_nr = 1, .ret = SX_T_STR },
};

static size_t code_len(const struct vm_case *c)
{
	static const struct sx_insn none;
	size_t n = VM_MAX_CODE;

	while (n && !memcmp(&c->code[n - 1], &none, sizeof(none)))
		n--;
	return n;
}

static void add_handler(struct asm_prog *p, const struct vm_case *c)
{
	struct sx_insn code[VM_MAX_CODE + 1];
	struct sx_lock_use locks[G_NR];
	struct asm_func f = { .code = code,
			      .locks = locks,
			      .locks_nr = G_NR,
			      .nints = 8,
			      .nstrs = 8 };

	for (u16 g = 0; g < G_NR; g++)
		locks[g] = (struct sx_lock_use){ g, SX_LOCK_WRITE, 0 };
	f.code_nr = code_len(c);
	memcpy(code, c->code, f.code_nr * sizeof(*code));
	code[f.code_nr++] = (struct sx_insn)I(RET, 0, 0, 0, 0);
	asm_func(p, &f);
}

static void add_formats(struct asm_prog *p)
{
	asm_format(p, "%d\n", "i");
	asm_format(p, "%s\n", "s");
	asm_format(p, "%s=%d\n", "si");
	asm_format(p, "%d:%d ", "ii");
	asm_format(p, "[%-5d|%05d|%x|%s]\n", "iiis");
	asm_format(p, "%s[%.*m|%.2M]\n", "siii");
}

static void add_iters(struct asm_prog *p)
{
	struct sx_iter *slice;

	asm_iter(p, G_MI, SX_SORT_NONE, 0);
	asm_iter(p, G_MI, SX_SORT_VALUE, -1);
	asm_iter(p, G_MI, 1, 1);
	asm_iter(p, G_MSI, 1, 1);
	asm_iter(p, G_MT, SX_SORT_AGG + SX_AGG_AVG, -1);
	asm_iter(p, G_MS, SX_SORT_VALUE, 1);
	asm_iter(p, G_MW, SX_SORT_NONE, 0);
	asm_slice(p, G_MSI, 1, 0);
	asm_slice(p, G_MSI, 2, SX_ITER_NO_ROWS);
	asm_slice(p, G_M3, 5, 0);
	asm_slice(p, G_MSI, 0, SX_ITER_NO_ROWS);
	slice = asm_row(p, SX_SEC_ITERS, IT_MSI_OF_STR, sizeof(*slice));
	slice->sort_by = 2;
	slice->dir = 1;
}

static const struct {
	const char *pattern;
	u32 flags;
} regexes[RE_NR] = {
	[RE_GROUPS] = { "a(b*)(x)?(c+)", SX_REGEX_CAPTURES },
	[RE_ALL] = { ".+", SX_REGEX_CAPTURES },
	[RE_PLAIN] = { "^ab", 0 },
};

/* Compiled once: a fuzzer makes many images. */
static void add_regex(struct asm_prog *p, u32 regex)
{
	static struct {
		u8 *block;
		u32 len;
	} compiled[RE_NR];
	static struct arena *arena;
	static const char zeros[8];
	const char *pattern = regexes[regex].pattern;
	struct sx_regex row;
	struct regex_error err;

	if (!arena)
		arena = arena_create();
	if (!compiled[regex].block &&
	    regex_compile(arena, pattern, strlen(pattern), regexes[regex].flags,
			  &err, &compiled[regex].block, &compiled[regex].len))
		fail_msg("%s: %s", pattern, err.text);
	row.len = compiled[regex].len;
	row.off = asm_add(p, SX_SEC_REDATA, compiled[regex].block, row.len);
	asm_add(p, SX_SEC_REDATA, zeros, -row.len & 7);
	asm_add(p, SX_SEC_REGEXES, &row, sizeof(row));
}

void vm_fixture_image(struct asm_prog *p, const struct vm_case *c,
		      u16 probe_kind)
{
	struct sx_module module = { .id_len = 4, .id = "id" };
	struct sx_global row;

	add_handler(p, c);
	for (size_t i = 0; i < ASM_NR(functions); i++)
		asm_func(p, &functions[i]);
	for (size_t i = 0; i < G_NR; i++) {
		row = globals[i];
		if (row.kind == SX_G_STR)
			row.init_str = asm_str(p, "init");
		asm_global(p, &row);
	}
	add_formats(p);
	add_iters(p);
	for (u32 i = 0; i < RE_NR; i++)
		add_regex(p, i);
	module.path = asm_str(p, "file");
	asm_add(p, SX_SEC_MODULES, &module, sizeof(module));
	asm_probe(p, FN_HANDLER, probe_kind);
}

void vm_fixture_check_tries(const struct vm_case *c, const struct sx_try *tries)
{
	struct sx_settings set = machine_defaults;
	struct sx_verdict verdict;
	unsigned char *image;
	struct machine m;
	struct asm_prog p;
	const char *out;
	u32 len;

	if (c->maxstringlen)
		set.maxstringlen = c->maxstringlen;
	asm_init(&p);
	asm_str(&p, "abc");
	asm_str(&p, "de");
	asm_str(&p, "");
	asm_int(&p, INT64_MIN);
	asm_int(&p, 0x123456789abcdefLL);
	asm_int(&p, (s64)(uintptr_t)vm_fixture_memory);
	vm_fixture_image(&p, c, SX_PROBE_PROCESS);
	for (; tries && tries->len; tries++)
		asm_add(&p, SX_SEC_TRIES, tries, sizeof(*tries));
	image = asm_image(&p, &len);
	if (machine_init(&m, image, len, &set, &verdict))
		fail_msg("%s: %s (%u)", c->name, sx_verify_text(verdict.code),
			 verdict.index);
	sx_vm_run(m.vm[0], 0);
	out = machine_output(&m);
	if (strcmp(out, c->output))
		fail_msg("%s: got\n%s\nwant\n%s", c->name, out, c->output);
	machine_deinit(&m);
	asm_deinit(&p);
}

void vm_fixture_check(const struct vm_case *c)
{
	vm_fixture_check_tries(c, NULL);
}
