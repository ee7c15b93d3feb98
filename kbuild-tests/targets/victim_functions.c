// SPDX-License-Identifier: GPL-2.0
/*
 * Functions of two numbers that differ in their first instruction, and notice
 * when it is not carried out as it should be: registers, flags, stack, red
 * zone. Callable ones are rows of victim_rows; the others are to be refused.
 */
#include <stddef.h>

#include "victim.h"

/* FUNCTION(name, code): a global function of its own 64 bytes. */
#define FUNCTION(name, code)                                              \
	__asm__(".text\n\t.p2align 6\n\t.globl " #name "\n\t.type " #name \
		",@function\n" #name ":\n\t" code "\n\t.size " #name      \
		", . - " #name "\n")

FUNCTION(fn_push,
	 "push %rbp; mov %rsp,%rbp; lea 1(%rdi,%rsi),%rax; pop %rbp; ret");
FUNCTION(fn_push_r12,
	 "push %r12; lea 2(%rdi,%rsi),%r12; mov %r12,%rax; pop %r12; ret");
FUNCTION(fn_endbr, "endbr64; lea 3(%rdi,%rsi),%rax; ret");
FUNCTION(
	fn_sub,
	"sub $0x88,%rsp; mov %rdi,(%rsp); lea 4(%rsi),%rax; add (%rsp),%rax; add $0x88,%rsp; ret");
FUNCTION(fn_mov, "mov %rdi,%rax; lea 5(%rax,%rsi),%rax; ret");
FUNCTION(fn_load, "mov (%rsp),%rax; lea 6(%rdi,%rsi),%rax; ret");
FUNCTION(fn_store,
	 "mov %rdi,-16(%rsp); lea 7(%rsi),%rax; add -16(%rsp),%rax; ret");
FUNCTION(fn_lea, "lea 8(%rdi,%rsi),%rax; ret");
FUNCTION(fn_xor, "xor %eax,%eax; lea 9(%rdi,%rsi),%rax; ret");
FUNCTION(fn_test, "test %rdi,%rdi; lea 10(%rdi,%rsi),%rax; ret");
FUNCTION(fn_cmp, "cmpl $7,-8(%rsp); lea 11(%rdi,%rsi),%rax; ret");
FUNCTION(fn_nop, "nopw 0x0(%rax,%rax,1); lea 12(%rdi,%rsi),%rax; ret");
FUNCTION(fn_vector,
	 "pxor %xmm0,%xmm0; movq %xmm0,%rax; lea 13(%rdi,%rsi),%rax; ret");

/* Carry in: an endbr64 keeps the flags, a sub of the stack sets them. */
FUNCTION(fn_keep, "endbr64; lea 13(%rdi,%rsi),%rax; adc $0,%rax; ret");
FUNCTION(
	fn_flags,
	"sub $8,%rsp; lea 15(%rdi,%rsi),%rax; adc $0,%rax; lea 8(%rsp),%rsp; ret");
FUNCTION(carry_keep, "stc; jmp fn_keep");
FUNCTION(carry_flags, "stc; jmp fn_flags");

/* Nothing but a ret: the result is its caller's work. */
FUNCTION(fn_ret, "ret");
FUNCTION(call_ret,
	 "lea 16(%rdi,%rsi),%rax; sub $8,%rsp; call fn_ret; add $8,%rsp; ret");

/* First instructions that are relative to their own address. */
FUNCTION(fn_call, "call 1f; lea 17(%rdi,%rsi),%rax; 1: ret");
FUNCTION(fn_jump, "jmp 1f; .fill 24,1,0xcc; 1: lea 18(%rdi,%rsi),%rax; ret");
FUNCTION(fn_address, "lea fn_ret(%rip),%rax; lea 19(%rdi,%rsi),%rax; ret");

long fn_push(long a, long b);
long fn_push_r12(long a, long b);
long fn_endbr(long a, long b);
long fn_sub(long a, long b);
long fn_mov(long a, long b);
long fn_load(long a, long b);
long fn_store(long a, long b);
long fn_lea(long a, long b);
long fn_xor(long a, long b);
long fn_test(long a, long b);
long fn_cmp(long a, long b);
long fn_nop(long a, long b);
long fn_vector(long a, long b);
long carry_keep(long a, long b);
long carry_flags(long a, long b);
long call_ret(long a, long b);
long fn_call(long a, long b);
long fn_jump(long a, long b);
long fn_address(long a, long b);

/* Its arguments are for long_arg(), int_arg() and user_string(). */
long fn_args(long n, int minus, const char *text, const long *where);

__attribute__((noipa)) long fn_args(long n, int minus, const char *text,
				    const long *where)
{
	return *where + n + minus + (text[0] == 'o');
}

static long call_args(long a, long b)
{
	const char *text = a % 2 ? "odd" : "even";

	return fn_args(a, -(int)a, text, &b) + a - a % 2 + 20;
}

const struct victim_row victim_rows[] = {
	{ "fn_push", fn_push, 1, 1, "plain" },
	{ "fn_push_r12", fn_push_r12, 2, 2, "plain" },
	{ "fn_endbr", fn_endbr, 3, 3, "plain" },
	{ "fn_sub", fn_sub, 4, 1, "plain" },
	{ "fn_mov", fn_mov, 5, 2, "plain" },
	{ "fn_load", fn_load, 6, 3, "plain" },
	{ "fn_store", fn_store, 7, 1, "plain" },
	{ "fn_lea", fn_lea, 8, 2, "plain" },
	{ "fn_xor", fn_xor, 9, 3, "plain" },
	{ "fn_test", fn_test, 10, 1, "plain" },
	{ "fn_cmp", fn_cmp, 11, 2, "plain" },
	{ "fn_nop", fn_nop, 12, 3, "plain" },
	{ "fn_vector", fn_vector, 13, 1, "plain" },
	{ "fn_keep", carry_keep, 14, 2, "plain" },
	{ "fn_flags", carry_flags, 15, 3, "plain" },
	{ "fn_ret", call_ret, 16, 1, "plain" },
	{ "fn_call", fn_call, 17, 2, "relative" },
	{ "fn_jump", fn_jump, 18, 3, "relative" },
	{ "fn_address", fn_address, 19, 1, "relative" },
	{ "fn_args", call_args, 20, 1, "plain" },
	{ NULL, NULL, 0, 0, NULL },
};
