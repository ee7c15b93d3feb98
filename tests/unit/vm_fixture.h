/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One program frame for many short handlers: globals, formats, iterators and
 * functions are the same, only the handler's code differs. A handler has the
 * integer registers 0-7, the string registers 8-15 and all locks.
 */
#ifndef STAPX_TESTS_VM_FIXTURE_H
#define STAPX_TESTS_VM_FIXTURE_H

#include "asm.h"
#include "machine.h"

enum {
	G_I, /* integer, 5 at first */
	G_S, /* string, "init" at first */
	G_T, /* statistic, @hist_log */
	G_MI, /* integers [int], 4 entries */
	G_MSI, /* integers [string, int] */
	G_MS, /* strings [int] */
	G_MT, /* statistics [int], @hist_linear(0, 100, 10) */
	G_MW, /* integers [int], 3 entries, wraps */
	G_MTS, /* statistics [string] */
	G_M3, /* integers [int, string, int] */
	G_TV, /* statistic with variance, shift 1 */
	G_NR,
};

enum {
	F_D, /* "%d\n" */
	F_S, /* "%s\n" */
	F_SD, /* "%s=%d\n" */
	F_DD, /* "%d:%d " */
	F_WIDE, /* "[%-5d|%05d|%x|%s]" */
	F_MEMORY, /* "%s[%.*m|%.2M]\n" */
};

enum {
	IT_MI, /* insertion order */
	IT_MI_VALUE_DOWN,
	IT_MI_KEY_UP,
	IT_MSI_STR_UP,
	IT_MT_AVG_DOWN,
	IT_MS_VALUE_UP,
	IT_MW,
	IT_MSI_OF_STR, /* [s, *], by the integer key */
	IT_MSI_OF_INT, /* [*, i], without rows */
	IT_M3_OF_ENDS, /* [i, *, i] */
	IT_MSI_OF_ALL, /* [*, *], without rows */
};

enum {
	RE_GROUPS, /* a(b*)(x)?(c+) with captures */
	RE_ALL, /* .+ with captures */
	RE_PLAIN, /* ^ab without */
	RE_NR,
};

enum {
	FN_HANDLER,
	FN_FACT, /* int fact(int n) */
	FN_FOREVER, /* calls itself */
	FN_JOIN, /* string join(int n, string s): s repeated n times */
	FN_NOTHING, /* int f(): a bare return */
	FN_NOSTR, /* string f(): a bare return */
};

#define VM_MAX_CODE 32

struct vm_case {
	const char *name;
	struct sx_insn code[VM_MAX_CODE]; /* RET is added */
	const char *output;
	u32 maxstringlen; /* 0: default */
};

/* What integer constant 2 of vm_fixture_check() is the address of. */
extern const char vm_fixture_memory[];

/* Integer and string constants are asm_int(), asm_str() of p beforehand. */
void vm_fixture_image(struct asm_prog *p, const struct vm_case *c,
		      u16 probe_kind);

/* Runs a case once and compares its output. */
void vm_fixture_check(const struct vm_case *c);

/* The same with try rows; a row without instructions ends them. */
void vm_fixture_check_tries(const struct vm_case *c,
			    const struct sx_try *tries);

#endif
