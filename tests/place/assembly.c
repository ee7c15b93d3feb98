/* SPDX-License-Identifier: GPL-2.0 */
/* Functions that no debug information tells of, beside one that has some. */
long sum_of(long a, long b);

__asm__(".text\n"
	".globl sum_of\n"
	".type sum_of, @function\n"
	"sum_of:\n"
	"	lea (%rdi,%rsi), %rax\n"
	"	ret\n"
	".size sum_of, . - sum_of\n"
	".type sum_local, @function\n"
	"sum_local:\n"
	"	xor %eax, %eax\n"
	"	ret\n"
	".size sum_local, . - sum_local\n");

__attribute__((noinline)) static long sum_plain(long a)
{
	return sum_of(a, 1);
}

int main(int argc, char **argv)
{
	(void)argv;
	return sum_plain(argc) == 42;
}
