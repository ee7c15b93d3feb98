// SPDX-License-Identifier: GPL-2.0
#include "cpu_run.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include <cmocka.h>

const u64 cpu_slots[CPU_SLOTS_NR] = {
	CPU_CODE + (1ull << 20),
	CPU_CODE - (1ull << 27) - (1ull << 20),
	CPU_CODE + (1792ull << 20),
	CPU_CODE - (1792ull << 20),
};

/* Each area's pages once more, to write them. */
static u8 *writable[1 + CPU_SLOTS_NR];

static u64 exits[2];

struct cpu_host {
	u64 sp;
	struct cpu_state *state;
	u64 entry;
	u64 di;
	u32 mxcsr;
	u16 cw;
	u64 exit; /* which of them was taken */
};

struct cpu_host cpu_host;
void cpu_enter(struct cpu_state *s);
extern const char cpu_exit0[];
extern const char cpu_exit1[];
extern const char cpu_leave[];

_Static_assert(offsetof(struct cpu_state, fx) == 192, "asm");
_Static_assert(offsetof(struct cpu_state, flags) == 128, "asm");
_Static_assert(offsetof(struct cpu_host, mxcsr) == 32, "asm");
_Static_assert(offsetof(struct cpu_host, exit) == 40, "asm");

#define GPR(n, reg) "movq " #n "*8(%rdi)," reg "\n\t"
#define PUT(n, reg) "movq " reg "," #n "*8(%rdi)\n\t"
#define EACH(op)                                                              \
	op(0, "%rax") op(1, "%rcx") op(2, "%rdx") op(3, "%rbx") op(5, "%rbp") \
		op(6, "%rsi") op(8, "%r8") op(9, "%r9") op(10, "%r10")        \
			op(11, "%r11") op(12, "%r12") op(13, "%r13")          \
				op(14, "%r14") op(15, "%r15") op(4, "%rsp")

/* Nothing between the loads, the code and the stores changes a flag. */
__asm__(".text\n"
	"cpu_enter:\n\t"
	"pushq %rbx\n\tpushq %rbp\n\tpushq %r12\n\t"
	"pushq %r13\n\tpushq %r14\n\tpushq %r15\n\t"
	"movq %rsp,cpu_host(%rip)\n\t"
	"movq %rdi,cpu_host+8(%rip)\n\t"
	"stmxcsr cpu_host+32(%rip)\n\tfnstcw cpu_host+36(%rip)\n\t"
	"movl $0xe7,%eax\n\txorl %edx,%edx\n\txrstor64 192(%rdi)\n\t"
	"pushq 128(%rdi)\n\tpopfq\n\t" EACH(
		GPR) "movq 56(%rdi),%rdi\n\tjmp *cpu_host+16(%rip)\n"
		     "cpu_exit0:\n\tmovq $0,cpu_host+40(%rip)\n\tjmp 1f\n"
		     "cpu_exit1:\n\tmovq $1,cpu_host+40(%rip)\n"
		     "1:\n\t"
		     "movq %rdi,cpu_host+24(%rip)\n\tmovq cpu_host+8(%rip),%rdi\n\t" EACH(
			     PUT) "movq cpu_host(%rip),%rsp\n\tpushfq\n\tpopq 128(%rdi)\n\t"
				  "movq cpu_host+24(%rip),%rax\n\tmovq %rax,56(%rdi)\n\t"
				  "movl $7,%eax\n\txorl %edx,%edx\n\txsave64 192(%rdi)\n"
				  "cpu_leave:\n\t"
				  "cld\n\tmovq cpu_host(%rip),%rsp\n\t"
				  "fninit\n\tldmxcsr cpu_host+32(%rip)\n\tfldcw cpu_host+36(%rip)\n\t"
				  "popq %r15\n\tpopq %r14\n\tpopq %r13\n\t"
				  "popq %r12\n\tpopq %rbp\n\tpopq %rbx\n\tret\n");

/* The order of the instruction set. */
static const int gregs[16] = {
	REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
	REG_R8,	 REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15,
};

static void on_fault(int sig, siginfo_t *info, void *context)
{
	mcontext_t *m = &((ucontext_t *)context)->uc_mcontext;
	struct cpu_state *s = cpu_host.state;

	(void)info;
	if (!s)
		_exit(99);
	for (int i = 0; i < 16; i++)
		s->gpr[i] = (u64)m->gregs[gregs[i]];
	s->flags = (u64)m->gregs[REG_EFL];
	s->ip = (u64)m->gregs[REG_RIP];
	s->signal = (u64)sig;
	memcpy(s->fx, m->fpregs, sizeof(s->fx));
	if (!(s->fx[512] & 4)) /* all zero, not stored */
		memset(s->fx + 576, 0, sizeof(s->fx) - 576);
	m->gregs[REG_RIP] = (greg_t)cpu_leave;
	m->gregs[REG_EFL] = 0x202;
}

static u8 *map(u64 at, u32 len, int prot)
{
	int fd = memfd_create("code", 0);
	u8 *rw;

	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, len), 0);
	rw = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	assert_ptr_not_equal(rw, MAP_FAILED);
	assert_ptr_equal(mmap((void *)at, len, prot,
			      MAP_SHARED | MAP_FIXED_NOREPLACE, fd, 0),
			 (void *)at);
	close(fd);
	return rw;
}

void cpu_catch(void)
{
	static const int signals[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL,
				       SIGTRAP };
	static u8 stack[64 << 10];
	stack_t alt = { .ss_sp = stack, .ss_size = sizeof(stack) };
	struct sigaction sa = { .sa_sigaction = on_fault,
				.sa_flags = SA_SIGINFO | SA_ONSTACK |
					    SA_NODEFER };

	assert_int_equal(sigaltstack(&alt, NULL), 0);
	for (u32 i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		assert_int_equal(sigaction(signals[i], &sa, NULL), 0);
}

void cpu_setup(void)
{
	map(CPU_DATA, CPU_DATA_LEN, PROT_READ | PROT_WRITE);
	writable[0] = map(CPU_CODE, CPU_CODE_LEN, PROT_READ | PROT_EXEC);
	for (u32 i = 0; i < CPU_SLOTS_NR; i++)
		writable[i + 1] =
			map(cpu_slots[i], CPU_CODE_LEN, PROT_READ | PROT_EXEC);
}

void cpu_write(u64 at, const void *bytes, u32 len)
{
	u64 base = at & ~(u64)(CPU_CODE_LEN - 1);
	u32 i = 0;

	while (i < CPU_SLOTS_NR && cpu_slots[i] != base)
		i++;
	i = base == CPU_CODE ? 0 : i + 1;
	assert_in_range(i, 0, CPU_SLOTS_NR);
	assert_in_range(at - base, 0, CPU_CODE_LEN - len);
	memcpy(writable[i] + (at - base), bytes, len);
}

void cpu_write_exit(u64 at, u32 which)
{
	u8 code[14] = { 0xff, 0x25 };
	const char *to = which ? cpu_exit1 : cpu_exit0;

	exits[which] = at;
	memcpy(code + 6, &to, sizeof(to));
	cpu_write(at, code, sizeof(code));
}

void cpu_run(struct cpu_state *s)
{
	cpu_host.entry = s->ip;
	s->signal = 0;
	s->ip = 0;
	cpu_host.state = s;
	cpu_enter(s);
	cpu_host.state = NULL;
	if (!s->signal)
		s->ip = exits[cpu_host.exit];
}

u64 cpu_random(u64 *seed)
{
	u64 x = *seed += 0x9E3779B97F4A7C15ull;

	x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ull;
	x = (x ^ (x >> 27)) * 0x94D049BB133111EBull;
	return x ^ (x >> 31);
}
