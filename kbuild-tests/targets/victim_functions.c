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
FUNCTION(fn_variable,
	 "mov number(%rip),%rax; add %rdi,%rax; add %rsi,%rax; ret");

/* Jumps and calls; who is called looks where he would return to. */
FUNCTION(look_back, "mov (%rsp),%rax; ret");
FUNCTION(fn_call_far,
	 "call look_back; lea fn_call_far+5(%rip),%rcx; sub %rcx,%rax; "
	 "lea 22(%rax,%rdi),%rax; add %rsi,%rax; ret");
FUNCTION(fn_call_table,
	 "call *where(%rip); lea fn_call_table+6(%rip),%rcx; sub %rcx,%rax; "
	 "lea 23(%rax,%rdi),%rax; add %rsi,%rax; ret");
FUNCTION(fn_call_reg,
	 "call *%r11; lea fn_call_reg+3(%rip),%rcx; sub %rcx,%rax; "
	 "lea 24(%rax,%rdi),%rax; add %rsi,%rax; ret");
FUNCTION(call_reg, "lea look_back(%rip),%r11; jmp fn_call_reg");
FUNCTION(fn_call_stack,
	 "call *8(%rsp); lea fn_call_stack+4(%rip),%rcx; sub %rcx,%rax; "
	 "lea 25(%rax,%rdi),%rax; add %rsi,%rax; ret");
FUNCTION(call_stack, "lea look_back(%rip),%rax; push %rax; call fn_call_stack; "
		     "pop %rcx; ret");
FUNCTION(fn_jump_table,
	 "jmp *there(%rip); there_is: lea 26(%rdi,%rsi),%rax; ret");
FUNCTION(fn_jump_if, "jne 1f; ud2; 1: lea 27(%rdi,%rsi),%rax; ret");
FUNCTION(jump_if, "cmp $-1,%rsp; jmp fn_jump_if");
FUNCTION(fn_ret_imm, "ret $16");
FUNCTION(call_ret_imm, "push %rdi; push %rsi; call fn_ret_imm; "
		       "lea 28(%rdi,%rsi),%rax; ret");
FUNCTION(fn_refused, "popfq; ret");
__asm__(".data; .balign 8; number: .quad 21; where: .quad look_back; "
	"there: .quad there_is; .text");

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
long fn_variable(long a, long b);
long fn_call_far(long a, long b);
long fn_call_table(long a, long b);
long call_reg(long a, long b);
long call_stack(long a, long b);
long fn_jump_table(long a, long b);
long jump_if(long a, long b);
long call_ret_imm(long a, long b);

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
	{ "fn_call", fn_call, 17, 2, "plain" },
	{ "fn_jump", fn_jump, 18, 3, "plain" },
	{ "fn_address", fn_address, 19, 1, "plain" },
	{ "fn_args", call_args, 20, 1, "plain" },
	{ "fn_variable", fn_variable, 21, 2, "plain" },
	{ "fn_call_far", fn_call_far, 22, 1, "plain" },
	{ "fn_call_table", fn_call_table, 23, 2, "plain" },
	{ "fn_call_reg", call_reg, 24, 1, "plain" },
	{ "fn_call_stack", call_stack, 25, 3, "plain" },
	{ "fn_jump_table", fn_jump_table, 26, 1, "plain" },
	{ "fn_jump_if", jump_if, 27, 2, "plain" },
	{ "fn_ret_imm", call_ret_imm, 28, 1, "plain" },
	{ NULL, NULL, 0, 0, NULL },
};
