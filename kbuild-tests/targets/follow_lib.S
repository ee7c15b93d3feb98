/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fl_call(n): n + 1. Two libraries that are alike but for its first byte: a
 * push, or, with TRAPS, an int3 of the library's own at the same place.
 */
	.text
	.globl	fl_call
	.type	fl_call, @function
	.p2align 6
fl_call:
#ifdef TRAPS
	int3
	push	%rbp
#else
	push	%rbp
	nop
#endif
	lea	1(%rdi), %rax
	pop	%rbp
	ret
	.size	fl_call, . - fl_call
	.section .note.GNU-stack, "", @progbits
