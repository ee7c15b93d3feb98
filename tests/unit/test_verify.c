// SPDX-License-Identifier: GPL-2.0
/*
 * The verifier: a valid program, and for each reason at least one change
 * that makes it invalid.
 */
#include "asm.h"
#include "verify.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { G_INT, G_STAT, G_MAP, G_MSTAT, G_STR, G_MWRAP, G_UNLOCKED, G_NR };

/* Handler: integers 0-3, strings 4-5; instruction 0 is to be replaced. */
static const struct sx_insn handler[] = {
	I(MOV, 0, 0, 0, 0),
	I(FEACH, 0, 0, 0, 0),
	I(RET, 0, 0, 0, 0),
};
static const struct sx_insn callee[] = { I(RETI, 0, 0, 0, 0) };
static const struct sx_insn locker[] = {
	I(GLDI, 0, 0, 0, G_UNLOCKED),
	I(RET, 0, 0, 0, 0),
};
static const struct sx_lock_use locks[] = {
	{ G_INT, SX_LOCK_READ, 0 },  { G_STAT, SX_LOCK_UPDATE, 0 },
	{ G_MAP, SX_LOCK_WRITE, 0 }, { G_MSTAT, SX_LOCK_WRITE, 0 },
	{ G_STR, SX_LOCK_WRITE, 0 }, { G_MWRAP, SX_LOCK_UPDATE, 0 },
};
static const struct sx_lock_use locker_locks[] = {
	{ G_UNLOCKED, SX_LOCK_READ, 0 },
};

static const struct sx_global rows[G_NR] = {
	[G_INT] = { .kind = SX_G_INT },
	[G_STAT] = { .kind = SX_G_STAT },
	[G_MAP] = { .kind = SX_G_MAP_INT,
		    .nkeys = 2,
		    .key = { SX_T_INT, SX_T_STR },
		    .max_entries = 10 },
	[G_MSTAT] = { .kind = SX_G_MAP_STAT,
		      .hist = SX_HIST_LINEAR,
		      .nkeys = 1,
		      .key = { SX_T_INT },
		      .max_entries = 10,
		      .hist_stop = 10,
		      .hist_step = 1 },
	[G_STR] = { .kind = SX_G_STR },
	[G_MWRAP] = { .kind = SX_G_MAP_STAT,
		      .flags = SX_GLOBAL_WRAP,
		      .nkeys = 1,
		      .key = { SX_T_INT },
		      .max_entries = 10 },
	[G_UNLOCKED] = { .kind = SX_G_INT },
};

static void add_funcs(struct asm_prog *p)
{
	const struct asm_func funcs[] = {
		{ .code = handler,
		  .code_nr = ASM_NR(handler),
		  .locks = locks,
		  .locks_nr = ASM_NR(locks),
		  .nints = 4,
		  .nstrs = 2 },
		{ .code = callee,
		  .code_nr = ASM_NR(callee),
		  .nints = 1,
		  .nstrs = 1,
		  .nint_args = 1,
		  .nstr_args = 1,
		  .ret = SX_T_INT },
		{ .code = locker,
		  .code_nr = ASM_NR(locker),
		  .locks = locker_locks,
		  .locks_nr = ASM_NR(locker_locks),
		  .nints = 1 },
	};

	for (size_t i = 0; i < ASM_NR(funcs); i++)
		asm_func(p, &funcs[i]);
}

static void build(struct asm_prog *p)
{
	const struct sx_span span = { .line = 1, .column = 1 };
	const struct sx_point_desc point = { .line = 1, .column = 1 };
	const struct sx_point_desc place = { .kind = SX_POINT_ADDRESS,
					     .id_len = SX_MAX_BUILD_ID,
					     .addr = 0x1000 };
	const struct sx_module module = { .id_len = 20, .id = "x" };

	asm_init(p);
	asm_str(p, "text");
	add_funcs(p);
	for (size_t i = 0; i < G_NR; i++)
		asm_global(p, &rows[i]);
	asm_int(p, 1);
	asm_format(p, "%d%s\n", "is");
	asm_iter(p, G_MAP, 1, -1);
	asm_iter(p, G_MSTAT, SX_SORT_AGG + SX_AGG_AVG, 1);
	asm_iter(p, G_MAP, SX_SORT_NONE, 0);
	asm_slice(p, G_MAP, 1, 0);
	asm_slice(p, G_MAP, 2, SX_ITER_NO_ROWS);
	asm_slice(p, G_MSTAT, 0, 0);
	asm_try(p, 0, 1, 2, 4);
	asm_try(p, 0, 2, 2, SX_TRY_NO_REG);
	asm_try(p, 4, 1, 5, SX_TRY_NO_REG);
	asm_probe(p, 0, SX_PROBE_PROCESS);
	asm_probe(p, 0, SX_PROBE_TIMER);
	asm_add(p, SX_SEC_SPANS, &span, sizeof(span));
	asm_add(p, SX_SEC_POINTS, &point, sizeof(point));
	asm_add(p, SX_SEC_POINTS, &place, sizeof(place));
	asm_add(p, SX_SEC_MODULES, &module, sizeof(module));
}

static void check(struct asm_prog *p, u32 want, const char *what)
{
	static struct sx_verify_scratch scratch;
	struct sx_program prog;
	struct sx_verdict verdict;
	unsigned char *image;
	u32 len;

	image = asm_image(p, &len);
	sx_verify(image, len, &scratch, &prog, &verdict);
	if (verdict.code != want)
		fail_msg("%s: got \"%s\" (%u), want \"%s\"", what,
			 sx_verify_text(verdict.code), verdict.index,
			 sx_verify_text(want));
}

static void test_valid(void **state)
{
	struct asm_prog p;

	(void)state;
	build(&p);
	check(&p, SX_VERIFY_OK, "valid");
	asm_deinit(&p);
}

#define V(name) SX_VERIFY_##name

/* What may and what may not stand at instruction 0 of the handler. */
static const struct {
	u32 want;
	struct sx_insn insn;
} insns[] = {
	{ V(OPCODE), { SX_OP_NR, 0, 0, 0, 0 } },
	{ V(OPCODE), { 255, 0, 0, 0, 0 } },
	{ V(UNUSED), I(MOV, 0, 0, 1, 0) },
	{ V(UNUSED), I(MOV, 0, 0, 0, 1) },
	{ V(UNUSED), I(JMP, 1, 0, 0, 0) },
	{ V(UNUSED), I(BLT, 0, 0, 1, BLT(exit)) },
	{ V(INT_REGISTER), I(MOV, 4, 0, 0, 0) },
	{ V(INT_REGISTER), I(MOV, 0, 4, 0, 0) },
	{ V(INT_REGISTER), I(ADD, 0, 0, 255, 0) },
	{ V(INT_REGISTER), I(SEQ, 4, 4, 4, 0) },
	{ V(INT_REGISTER), I(BLT, 0, 0, 4, BLT(pid)) },
	{ V(INT_REGISTER), I(CALL, 0, 4, 4, 1) },
	{ V(STR_REGISTER), I(SMOV, 4, 3, 0, 0) },
	{ V(STR_REGISTER), I(SMOV, 6, 4, 0, 0) },
	{ V(STR_REGISTER), I(BLT, 0, 0, 0, BLT(execname)) },
	{ V(OPERAND_GROUP), I(BLT, 4, 0, 0, BLT(long_arg)) },
	{ V(OPERAND_GROUP), I(BLT, 0, 0, 0, BLT(strlen)) },
	{ V(OPERAND_GROUP), I(BLT, 0, 6, 0, BLT(strlen)) },
	{ V(OPERAND_GROUP), I(BLT, 0, 5, 0, BLT(isinstr)) },
	{ V(OPERAND_GROUP), I(BLT, 3, 4, 4, BLT(substr)) },
	{ V(OPERAND_GROUP), I(BLT, 1, 0, 0, BLT(pid)) },
	{ V(OPERAND_GROUP), I(CALL, 0, 3, 0, 1) },
	{ V(OPERAND_GROUP), I(MLDI, 0, 0, 0, G_MAP) },
	{ V(OPERAND_GROUP), I(FNEXT, 0, 1, 0, 0) },
	{ V(OPERAND_GROUP), I(PRINTF, 0, 3, 0, 0) },
	{ V(JUMP), I(JMP, 0, 0, 0, 2) },
	{ V(JUMP), I(JMP, 0, 0, 0, -2) },
	{ V(JUMP), I(JZ, 0, 0, 0, INT32_MAX) },
	{ V(JUMP), I(JZ, 0, 0, 0, INT32_MIN) },
	{ V(CONSTANT), I(LK, 0, 0, 0, 1) },
	{ V(CONSTANT), I(LS, 4, 0, 0, 100) },
	{ V(CONSTANT), I(LS, 4, 0, 0, -1) },
	{ V(CALL), I(CALL, 0, 0, 0, 3) },
	{ V(CALL), I(BLT, 0, 0, 0, SX_BUILTIN_NR) },
	{ V(RETURN), I(RETI, 0, 0, 0, 0) },
	{ V(RETURN), I(RETS, 4, 0, 0, 0) },
	{ V(GLOBAL), I(GLDI, 0, 0, 0, G_NR) },
	{ V(GLOBAL), I(GLDI, 0, 0, 0, G_STR) },
	{ V(GLOBAL), I(GLDS, 4, 0, 0, G_INT) },
	{ V(GLOBAL), I(STADD, 0, 0, 0, G_MSTAT) },
	{ V(GLOBAL), I(MDEL, 0, 0, 0, G_INT) },
	{ V(GLOBAL), I(MSTI, 0, 0, 0, G_MSTAT) },
	{ V(GLOBAL), I(MSTADD, 0, 0, 0, G_MAP) },
	{ V(GLOBAL), I(STHIST, 0, 0, 0, G_STAT) },
	{ V(GLOBAL), I(MHIST, 0, 0, 0, G_MWRAP) },
	{ V(GLOBAL), I(STAGG, 0, 0, 0, AGG(AVG, G_MSTAT)) },
	{ V(AGGREGATE), I(STAGG, 0, 0, 0, (SX_AGG_NR << 24) | G_STAT) },
	{ V(AGGREGATE), I(MAGG, 0, 0, 0, -1) },
	{ V(FORMAT), I(PRINTF, 0, 4, 0, 1) },
	{ V(ITERATOR), I(FEACH, 0, 0, 0, 6) },
	{ V(ITERATOR), I(FEACH, 0, 0, 0, 3) },
	{ V(ITERATOR), I(FEACHS, 0, 4, 0, 4) },
	{ V(ITERATOR), I(FEACHS, 0, 0, 0, 6) },
	{ V(ITERATOR), I(FNEXT, 0, 4, 0, 4) },
	{ V(ITERATOR), I(MHASS, 0, 0, 0, 6) },
	{ V(OPERAND_GROUP), I(FEACHS, 0, 4, 0, 3) },
	{ V(OPERAND_GROUP), I(MHASS, 1, 4, 0, 4) },
	{ V(OPERAND_GROUP), I(MDELS, 0, 0, 0, 4) },
	{ V(INT_REGISTER), I(MHASS, 0, 4, 4, 4) },
	{ V(REGEX_INDEX), I(SRE, 0, 4, 0, 0) },
	{ V(GLOBAL), I(STBKT, 0, 0, 0, G_STAT) },
	{ V(GLOBAL), I(MBKT, 0, 0, 0, G_MWRAP) },
	{ V(AGGREGATE), I(MAGG, 0, 0, 0, AGG(VARIANCE, G_MSTAT)) },
	{ V(LOCK_MISSING), I(GLDI, 0, 0, 0, G_UNLOCKED) },
	{ V(LOCK_MISSING), I(GSTI, 0, 0, 0, G_INT) },
	{ V(LOCK_MISSING), I(STAGG, 0, 0, 0, AGG(COUNT, G_STAT)) },
	{ V(LOCK_MISSING), I(STCLR, 0, 0, 0, G_STAT) },
	{ V(LOCK_MISSING), I(MSTADD, 0, 0, 0, G_MWRAP) },
	{ V(LOCK_MISSING), I(MHAS, 0, 0, 0, G_MWRAP) },
	{ V(LOCK_CALL), I(CALL, 0, 0, 0, 2) },
	{ V(REGISTER), I(REG, 0, 0, 0, 17) },
	{ V(REGISTER), I(REG, 0, 0, 0, 57) },
	{ V(REGISTER), I(REG, 0, 0, 0, -1) },
	{ V(INT_REGISTER), I(REG, 4, 0, 0, 0) },
	{ V(READ), I(LDM, 0, 0, SX_READ_NR, 0) },
	{ V(READ), I(LDM, 0, 0, 255, 0) },
	{ V(INT_REGISTER), I(LDM, 4, 0, 0, 0) },
	{ V(INT_REGISTER), I(LDM, 0, 4, 0, 0) },
	{ V(MODULE_INDEX), I(BASE, 0, 0, 0, 1) },
	{ V(MODULE_INDEX), I(BASE, 0, 0, 0, -1) },
	{ V(INT_REGISTER), I(BASE, 4, 0, 0, 0) },
	{ V(UNUSED), I(BASE, 0, 1, 0, 0) },
	{ V(OK), I(REG, 3, 0, 0, 16) },
	{ V(OK), I(REG, 3, 0, 0, SX_REG_FLAGS) },
	{ V(OK), I(REG, 3, 0, 0, SX_REG_GS_BASE) },
	{ V(OK), I(REG, 3, 0, 0, SX_REG_FRAME) },
	{ V(REGISTER), I(REG, 0, 0, 0, SX_REG_FRAME + 1) },
	{ V(OK), I(LDM, 3, 3, SX_READ_S64 | SX_READ_KERNEL, INT32_MIN) },
	{ V(OK), I(BASE, 3, 0, 0, 0) },
	{ V(OK), I(FEACHS, 3, 0, 0, 3) },
	{ V(OK), I(FEACHS, 0, 0, 3, 5) },
	{ V(OK), I(MHASS, 0, 5, 3, 4) },
	{ V(OK), I(MHASS, 3, 0, 3, 3) },
	{ V(OK), I(MDELS, 0, 4, 0, 4) },
	{ V(OK), I(MBKT, 3, 0, 0, G_MSTAT) },
	{ V(OK), I(JMP, 0, 0, 0, 1) },
	{ V(OK), I(JMP, 0, 0, 0, -1) },
	{ V(OK), I(CALL, 3, 5, 3, 1) },
	{ V(OK), I(BLT, 2, 5, 5, BLT(substr)) },
	{ V(OK), I(PRINTF, 3, 5, 0, 0) },
	{ V(OK), I(STADD, 0, 0, 0, G_STAT) },
	{ V(OK), I(MSTADD, 0, 0, 0, G_MSTAT) },
	{ V(OK), I(MHIST, 0, 0, 0, G_MSTAT) },
	{ V(OK), I(MLDI, 3, 5, 0, G_MAP) },
	{ V(OK), I(FNEXT, 3, 5, 0, 0) },
	{ V(OK), I(GLDI, 0, 0, 0, G_INT) },
};

static void test_insns(void **state)
{
	char what[64];

	(void)state;
	for (size_t i = 0; i < ASM_NR(insns); i++) {
		struct asm_prog p;

		build(&p);
		memcpy(asm_row(&p, SX_SEC_CODE, 0, 0), &insns[i].insn, 8);
		snprintf(what, sizeof(what), "instruction %zu", i);
		check(&p, insns[i].want, what);
		asm_deinit(&p);
	}
}

/* One field of a row gets another value. */
#define ROW(sec, type, row, field, value)                           \
	SX_SEC_##sec, (row) * sizeof(type) + offsetof(type, field), \
		sizeof(((type *)0)->field), (u64)(value), #sec "." #field
#define FUNC(row, field, value) ROW(FUNCS, struct sx_func, row, field, value)
#define GLOBAL(row, field, value) \
	ROW(GLOBALS, struct sx_global, row, field, value)
#define PROBE(row, field, value) ROW(PROBES, struct sx_probe, row, field, value)
#define ITER(row, field, value)	 ROW(ITERS, struct sx_iter, row, field, value)
#define TRY(row, field, value)	 ROW(TRIES, struct sx_try, row, field, value)
#define FORMAT(field, value)	 ROW(FORMATS, struct sx_format, 0, field, value)
#define LOCK(row, field, value) \
	ROW(LOCKS, struct sx_lock_use, row, field, value)
#define STR(offset, size, value) SX_SEC_STRDATA, offset, size, value, "STRDATA"

static const struct {
	u32 want;
	u32 section;
	size_t off;
	size_t size;
	u64 value;
	const char *what;
} fields[] = {
	{ V(STRING), STR(0, 4, 5) },
	{ V(STRING), STR(0, 4, 0xffffffff) },
	{ V(STRING), STR(4, 1, 0) },
	{ V(STRING), STR(8, 1, 'x') },
	{ V(STRING), SX_SEC_STRS, 0, 4, 2, "STRS" },
	{ V(STRING), SX_SEC_STRS, 0, 4, 0x10000, "STRS" },
	{ V(FUNC_RANGE), FUNC(0, entry, 1) },
	{ V(FUNC_RANGE), FUNC(0, len, 2) },
	{ V(FUNC_RANGE), FUNC(2, len, 1) },
	{ V(FUNC_RANGE), FUNC(2, len, 0xffffffff) },
	{ V(FUNC_RANGE), FUNC(2, len, 0) },
	{ V(FUNC_END), SX_SEC_CODE, 16, 1, SX_OP_MOV, "CODE" },
	{ V(FUNC_FRAME), FUNC(0, nints, 255) },
	{ V(FUNC_FRAME), FUNC(0, nstrs, 65535) },
	{ V(FUNC_FRAME), FUNC(0, nint_args, 5) },
	{ V(FUNC_FRAME), FUNC(0, nstr_args, 3) },
	{ V(FUNC_ROW), FUNC(0, ret, 3) },
	{ V(FUNC_ROW), FUNC(0, flags, 1) },
	{ V(FUNC_ROW), FUNC(0, name, 1000) },
	{ V(FUNC_LOCKS), FUNC(0, lock_first, 8) },
	{ V(FUNC_LOCKS), FUNC(0, lock_nr, 8) },
	{ V(FUNC_LOCKS), FUNC(0, lock_nr, 0xffffffff) },
	{ V(LOCK_ORDER), LOCK(1, global, G_INT) },
	{ V(LOCK_MODE), LOCK(0, mode, 0) },
	{ V(LOCK_MODE), LOCK(0, mode, SX_LOCK_UPDATE) },
	{ V(LOCK_MODE), LOCK(1, mode, SX_LOCK_READ) },
	{ V(LOCK_MODE), LOCK(0, mode, 4) },
	{ V(LOCK_MODE), LOCK(0, pad, 1) },
	{ V(LOCK_GLOBAL), LOCK(5, global, G_NR) },
	{ V(LOCK_MISSING), LOCK(2, mode, SX_LOCK_READ) },
	{ V(GLOBAL_KIND), GLOBAL(G_INT, kind, SX_G_KIND_NR) },
	{ V(GLOBAL_KIND), GLOBAL(G_MAP, flags, 2) },
	{ V(GLOBAL_KIND), GLOBAL(G_INT, flags, SX_GLOBAL_WRAP) },
	{ V(GLOBAL_KEYS), GLOBAL(G_INT, nkeys, 1) },
	{ V(GLOBAL_KEYS), GLOBAL(G_MAP, nkeys, 0) },
	{ V(GLOBAL_KEYS), GLOBAL(G_MAP, nkeys, 10) },
	{ V(GLOBAL_KEYS), GLOBAL(G_MAP, key[1], 3) },
	{ V(GLOBAL_KEYS), GLOBAL(G_MAP, key[2], SX_T_INT) },
	{ V(GLOBAL_SIZE), GLOBAL(G_MAP, max_entries, 0) },
	{ V(GLOBAL_SIZE),
	  GLOBAL(G_MAP, max_entries, SX_MAXMAPENTRIES_MAX + 1) },
	{ V(GLOBAL_SIZE), GLOBAL(G_INT, max_entries, 1) },
	{ V(GLOBAL_HIST), GLOBAL(G_MSTAT, hist_step, 0) },
	{ V(GLOBAL_HIST), GLOBAL(G_MSTAT, hist_stop, -1) },
	{ V(GLOBAL_HIST), GLOBAL(G_MSTAT, hist_stop, 1022) },
	{ V(OK), GLOBAL(G_MSTAT, hist_stop, 1021) },
	{ V(GLOBAL_HIST), GLOBAL(G_MSTAT, hist, SX_HIST_LOG) },
	{ V(GLOBAL_HIST), GLOBAL(G_MSTAT, hist, 3) },
	{ V(GLOBAL_HIST), GLOBAL(G_INT, hist, SX_HIST_LOG) },
	{ V(GLOBAL_HIST), GLOBAL(G_MAP, hist_step, 1) },
	{ V(GLOBAL_STAT), GLOBAL(G_INT, stat_ops, SX_STAT_VARIANCE) },
	{ V(GLOBAL_STAT), GLOBAL(G_STAT, stat_ops, 2) },
	{ V(GLOBAL_STAT), GLOBAL(G_STAT, bit_shift, 1) },
	{ V(OK), GLOBAL(G_STAT, stat_ops, SX_STAT_VARIANCE) },
	{ V(GLOBAL_ROW), GLOBAL(G_INT, name, 1000) },
	{ V(GLOBAL_ROW), GLOBAL(G_INT, init_str, 1) },
	{ V(GLOBAL_ROW), GLOBAL(G_STR, init_str, 1000) },
	{ V(GLOBAL_ROW), GLOBAL(G_STR, init_int, 1) },
	{ V(GLOBAL_ROW), GLOBAL(G_INT, pad, 1) },
	{ V(PROBE_FUNC), PROBE(0, func, 3) },
	{ V(PROBE_FUNC), PROBE(0, func, 1) },
	{ V(PROBE_ROW), PROBE(0, kind, SX_PROBE_KIND_NR) },
	{ V(PROBE_ROW), PROBE(0, flags, 1) },
	{ V(PROBE_ROW), PROBE(0, name, 1000) },
	{ V(PROBE_ROW), PROBE(0, pad, 1) },
	{ V(PROBE_PARAM), PROBE(1, param, 0) },
	{ V(ITER_MAP), ITER(0, global, G_INT) },
	{ V(ITER_MAP), ITER(0, global, G_NR) },
	{ V(ITER_SORT), ITER(0, sort_by, 3) },
	{ V(ITER_SORT), ITER(0, sort_by, 10) },
	{ V(ITER_SORT), ITER(0, sort_by, SX_SORT_AGG) },
	{ V(ITER_SORT), ITER(1, sort_by, SX_SORT_AGG + SX_AGG_NR) },
	{ V(ITER_SORT), ITER(0, dir, 0) },
	{ V(ITER_SORT), ITER(0, dir, 2) },
	{ V(ITER_SORT), ITER(2, dir, 1) },
	{ V(ITER_SLICE), ITER(3, slice, 4) },
	{ V(ITER_SLICE), ITER(3, flags, 2) },
	{ V(FORMAT_TEXT), FORMAT(str, 1000) },
	{ V(FORMAT_ARGS), FORMAT(str, 0) },
	{ V(FORMAT_ARGS), FORMAT(nargs, 1) },
	{ V(FORMAT_ARGS), FORMAT(nargs, 33) },
	{ V(FORMAT_ARGS), FORMAT(flags, SX_FORMAT_READS) },
	{ V(FORMAT_ARGS), FORMAT(args[0], SX_T_STR) },
	{ V(FORMAT_ARGS), FORMAT(args[31], SX_T_INT) },
	{ V(TRY_HANDLER), TRY(0, first, 3) },
	{ V(TRY_RANGE), TRY(0, first, 1000) },
	{ V(TRY_RANGE), TRY(0, len, 0) },
	{ V(TRY_RANGE), TRY(0, len, 3) },
	{ V(TRY_RANGE), TRY(1, len, 4) },
	{ V(TRY_RANGE), TRY(1, len, 0xffffffff) },
	{ V(TRY_RANGE), TRY(2, first, 1) },
	{ V(OK), TRY(0, len, 2) },
	{ V(TRY_HANDLER), TRY(0, handler, 3) },
	{ V(TRY_HANDLER), TRY(2, handler, 3) },
	{ V(TRY_HANDLER), TRY(0, reg, 3) },
	{ V(TRY_HANDLER), TRY(0, reg, 6) },
	{ V(TRY_HANDLER), TRY(0, pad, 1) },
	{ V(SPAN), ROW(SPANS, struct sx_span, 0, file, 1000) },
	{ V(POINT), ROW(POINTS, struct sx_point_desc, 0, probe, 2) },
	{ V(POINT), ROW(POINTS, struct sx_point_desc, 0, path, 1000) },
	{ V(POINT), ROW(POINTS, struct sx_point_desc, 0, symbol, 1000) },
	{ V(POINT),
	  ROW(POINTS, struct sx_point_desc, 0, kind, SX_POINT_KIND_NR) },
	{ V(POINT), ROW(POINTS, struct sx_point_desc, 0, addr, 1) },
	{ V(POINT), ROW(POINTS, struct sx_point_desc, 0, id_len, 1) },
	{ V(POINT), ROW(POINTS, struct sx_point_desc, 0, id[31], 1) },
	{ V(POINT), ROW(POINTS, struct sx_point_desc, 1, id_len, 33) },
	{ V(OK), ROW(POINTS, struct sx_point_desc, 1, id_len, 0) },
	{ V(MODULE), ROW(MODULES, struct sx_module, 0, path, 1000) },
	{ V(MODULE), ROW(MODULES, struct sx_module, 0, id_len, 33) },
	{ V(MODULE), ROW(MODULES, struct sx_module, 0, id[20], 1) },
};

static void test_fields(void **state)
{
	(void)state;
	for (size_t i = 0; i < ASM_NR(fields); i++) {
		struct asm_prog p;

		build(&p);
		memcpy((char *)asm_row(&p, fields[i].section, 0, 0) +
			       fields[i].off,
		       &fields[i].value, fields[i].size);
		check(&p, fields[i].want, fields[i].what);
		asm_deinit(&p);
	}
}

static void test_regex(void **state)
{
	static const struct sx_regex bad[] = { { 8, 8 }, { 1, 4 }, { 0, 16 } };

	(void)state;
	for (size_t i = 0; i < ASM_NR(bad); i++) {
		struct asm_prog p;

		build(&p);
		asm_add(&p, SX_SEC_REDATA, "no regex", 8);
		asm_add(&p, SX_SEC_REGEXES, &bad[i], sizeof(bad[i]));
		check(&p, V(REGEX), "regex");
		asm_deinit(&p);
	}
}

static void test_format_text(void **state)
{
	struct asm_prog p;

	(void)state;
	build(&p);
	asm_format(&p, "%y", "");
	check(&p, V(FORMAT_TEXT), "%y");
	asm_deinit(&p);
}

#define LONG_TEXT 60000

/* So many references to one long string that looking at each costs too much. */
static void test_too_complex(void **state)
{
	char *text = malloc(LONG_TEXT);
	struct asm_prog p;
	u32 off;

	(void)state;
	build(&p);
	assert_non_null(text);
	memset(text, 'x', LONG_TEXT);
	off = asm_str_bytes(&p, text, LONG_TEXT);
	off = *(u32 *)asm_row(&p, SX_SEC_STRS, off, sizeof(u32));
	for (size_t i = 0; i < 5 * SX_MAX_IMAGE / LONG_TEXT; i++)
		asm_add(&p, SX_SEC_STRS, &off, sizeof(off));
	check(&p, V(TOO_COMPLEX), "too complex");
	asm_deinit(&p);
	free(text);
}

/* The header, as 32-bit words: 0 magic, 1 version, 2 length, 3 flags, 4.. */
#define SEC(id) (4 + 2 * SX_SEC_##id)

static const struct {
	u32 want;
	u32 word;
	u32 value;
} words[] = {
	{ V(MAGIC), 0, 0x12345678 },
	{ V(VERSION), 1,
	  (sizeof(struct sx_prog_header) << 16) | (SX_PROG_VERSION + 1) },
	{ V(HEADER), 1, (8 << 16) | SX_PROG_VERSION },
	{ V(HEADER), 2, 8 },
	{ V(HEADER), 3, 1 },
	{ V(SECTION_RANGE), SEC(CODE), 116 },
	{ V(SECTION_RANGE), SEC(CODE), 0 },
	{ V(SECTION_RANGE), SEC(LOCKS), 0xfffffff8 },
	{ V(SECTION_RANGE), SEC(POINTS) + 1, 0xfffffff8 },
	{ V(SECTION_SIZE), SEC(CODE) + 1, 7 },
	{ V(SECTION_SIZE), SEC(GLOBALS) + 1, 8 },
};

static u32 verify_at(const void *image, u32 len)
{
	static struct sx_verify_scratch scratch;
	struct sx_verdict verdict;
	struct sx_program prog;

	sx_verify(image, len, &scratch, &prog, &verdict);
	return verdict.code;
}

static void test_header(void **state)
{
	struct asm_prog p;
	unsigned char *image;
	u32 len;

	(void)state;
	build(&p);
	for (size_t i = 0; i < ASM_NR(words); i++) {
		image = asm_image(&p, &len);
		((u32 *)image)[words[i].word] = words[i].value;
		assert_int_equal(verify_at(image, len), words[i].want);
	}
	image = asm_image(&p, &len);
	assert_int_equal(verify_at(image, 8), V(IMAGE));
	assert_int_equal(verify_at(image, len - 8), V(HEADER));
	assert_int_equal(verify_at(image + 4, len - 4), V(IMAGE));
	assert_int_equal(verify_at(image, SX_MAX_IMAGE + 8), V(IMAGE));
	asm_deinit(&p);
}

/* Every reason is wanted by some test above. */
static void test_all_reasons(void **state)
{
	unsigned char seen[SX_VERIFY_NR] = { [V(OK)] = 1,
					     [V(IMAGE)] = 1,
					     [V(TOO_COMPLEX)] = 1 };

	(void)state;
	for (size_t i = 0; i < ASM_NR(insns); i++)
		seen[insns[i].want] = 1;
	for (size_t i = 0; i < ASM_NR(fields); i++)
		seen[fields[i].want] = 1;
	for (size_t i = 0; i < ASM_NR(words); i++)
		seen[words[i].want] = 1;
	seen[V(FORMAT_TEXT)] = 1;
	seen[V(REGEX)] = 1;
	for (u32 i = 0; i < SX_VERIFY_NR; i++)
		if (!seen[i])
			fail_msg("no test for \"%s\"", sx_verify_text(i));
	assert_string_equal(sx_verify_text(SX_VERIFY_NR), "?");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_valid),
		cmocka_unit_test(test_insns),
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_format_text),
		cmocka_unit_test(test_regex),
		cmocka_unit_test(test_too_complex),
		cmocka_unit_test(test_header),
		cmocka_unit_test(test_all_reasons),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
