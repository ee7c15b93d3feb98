/* SPDX-License-Identifier: GPL-2.0 */
/* SDT marks, written as <sys/sdt.h> would write them. */
#define MARK(name, args, ...)                                              \
	__asm__ volatile("990: nop\n"                                      \
			 ".pushsection .note.stapsdt,\"?\",\"note\"\n"     \
			 ".balign 4\n"                                     \
			 ".4byte 992f-991f, 994f-993f, 3\n"                \
			 "991: .asciz \"stapsdt\"\n"                       \
			 "992: .balign 4\n"                                \
			 "993: .8byte 990b\n"                              \
			 ".8byte _.stapsdt.base\n"                         \
			 ".8byte 0\n"                                      \
			 ".asciz \"tests\"\n"                              \
			 ".asciz \"" name "\"\n"                           \
			 ".asciz \"" args "\"\n"                           \
			 "994: .balign 4\n"                                \
			 ".popsection\n"                                   \
			 ".ifndef _.stapsdt.base\n"                        \
			 ".pushsection .stapsdt.base,\"aG\",\"progbits\"," \
			 ".stapsdt.base,comdat\n"                          \
			 ".weak _.stapsdt.base\n"                          \
			 ".hidden _.stapsdt.base\n"                        \
			 "_.stapsdt.base: .space 1\n"                      \
			 ".size _.stapsdt.base, 1\n"                       \
			 ".popsection\n"                                   \
			 ".endif\n" ::__VA_ARGS__                          \
			 : "memory")

struct job {
	int number;
	const char *name;
};

int level = -7;

__attribute__((noinline)) void run(struct job *job, long n)
{
	signed char tiny = (signed char)n;
	unsigned short word = (unsigned short)n;

	MARK("start", "8@%0 -4@%1 -1@%2 2@%3 -4@$-5 -4@level(%%rip)", "r"(job),
	     "r"((int)n), "q"(tiny), "r"(word));
	MARK("none", "", "r"(0));
	job->number++;
}

int main(void)
{
	struct job job = { 41, "job" };

	run(&job, -2);
	return job.number != 42;
}
