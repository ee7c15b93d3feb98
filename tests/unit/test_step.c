// SPDX-License-Identifier: GPL-2.0
/*
 * Instructions as the kernel object carries them out, against the CPU: each
 * runs once where it stands, and once as its recipe says, on the same random
 * registers, flags and memory. All of it must be the same afterwards, a fault
 * at the same instruction included.
 *
 * STEP_CASES=N: how many of each kind. STEP_SEED=N: another sequence.
 */
#include "probe/direct_step.h"

#include "cpu_run.h"
#include "insn_make.h"
#include "debuginfo/recipe.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ARITHMETIC 0x8d5ull
static u64 cases_nr = 4000;

static void rnd_state(struct cpu_state *s)
{
	static const u8 fx_start[32] = {
		[0] = 0x7f, [1] = 0x03, [24] = 0x80, [25] = 0x1f
	};

	for (int i = 0; i < 16; i++)
		s->gpr[i] = rnd_value();
	s->flags = (rnd() & ARITHMETIC) | 0x202;
	s->ip = INSN_AT;
	memset(s->pad, 0, sizeof(s->pad));
	memset(s->fx, 0, sizeof(s->fx));
	s->fx[512] = 7;
	memcpy(s->fx, fx_start, sizeof(fx_start));
	for (int i = 160; i < 416; i += 8)
		*(u64 *)(void *)(s->fx + i) = rnd();
	for (u32 i = 576; i < CPU_FX_LEN; i += 8)
		*(u64 *)(void *)(s->fx + i) = rnd();
}

u64 direct_step_call(const struct direct_step *step)
{
	fail_msg("%s is emulated", recipe_op_name(step->op));
	return 0;
}

static u64 *reg_of(struct pt_regs *regs, u32 n)
{
	u64 *const all[16] = {
		&regs->ax,  &regs->cx,	&regs->dx,  &regs->bx,
		&regs->sp,  &regs->bp,	&regs->si,  &regs->di,
		&regs->r8,  &regs->r9,	&regs->r10, &regs->r11,
		&regs->r12, &regs->r13, &regs->r14, &regs->r15,
	};

	return all[n];
}

struct insn {
	u8 bytes[16];
	u32 len;
	struct sx_recipe recipe;
	struct direct_step step;
	char text[64];
};

/* False: refused. */
static bool insn_init(struct insn *in, const u8 *bytes, u32 len)
{
	struct recipe_refusal why;
	size_t used = 0;

	if (recipe_decode(bytes, len, INSN_AT, &in->recipe, &why))
		return false;
	in->len = in->recipe.len;
	memcpy(in->bytes, in->recipe.insn, sizeof(in->bytes));
	for (u32 i = 0; i < in->len; i++)
		used += (size_t)snprintf(in->text + used,
					 sizeof(in->text) - used, "%02x",
					 in->bytes[i]);
	assert_int_equal(direct_step_init(&in->step, &in->recipe), 0);
	return true;
}

/* The instruction where it stands, an exit behind it, and one elsewhere. */
static void insn_place(const struct insn *in)
{
	cpu_write(INSN_AT, in->bytes, in->len);
	cpu_write_exit(INSN_AT + in->len, 0);
	cpu_write_exit(TARGET_AT, 1);
}

static void differ(const struct insn *in, const struct cpu_state *before,
		   const char *what, u64 want, u64 got)
{
	for (int i = 0; i < 16; i++)
		print_message("r%-2d %016" PRIx64 "\n", i, before->gpr[i]);
	fail_msg("%s (%s): %s is %" PRIx64 " instead of %" PRIx64
		 ", flags before %" PRIx64,
		 in->text, recipe_op_name(in->step.op), what, got, want,
		 before->flags);
}

static void check_emulated(const struct insn *in)
{
	struct cpu_state before;
	struct cpu_state s;
	struct pt_regs regs = { 0 };
	char name[8];

	rnd_state(&before);
	for (u32 i = 0; i < 16; i++)
		*reg_of(&regs, i) = before.gpr[i];
	regs.flags = before.flags;
	s = before;
	cpu_run(&s);
	regs.ip = INSN_AT + in->len;
	direct_step_emulate(&in->step, &regs);
	if (s.signal)
		differ(in, &before, "the CPU's signal", 0, s.signal);
	for (u32 i = 0; i < 16; i++) {
		snprintf(name, sizeof(name), "r%u", i);
		if (*reg_of(&regs, i) != s.gpr[i])
			differ(in, &before, name, s.gpr[i], *reg_of(&regs, i));
	}
	if ((regs.flags ^ s.flags) & ARITHMETIC)
		differ(in, &before, "flags", s.flags & ARITHMETIC,
		       regs.flags & ARITHMETIC);
	if ((regs.flags ^ before.flags) & ~ARITHMETIC)
		differ(in, &before, "other flags", before.flags, regs.flags);
	if (regs.ip != s.ip)
		differ(in, &before, "ip", s.ip, regs.ip);
}

#define STATES_NR 16u /* that each instruction is run on */

static void test_emulated(void **state)
{
	(void)state;
	cpu_catch();
	print_message("seed %" PRIu64 "\n", rnd_seed);
	for (u32 f = 0; f < insn_forms_nr; f++) {
		for (u64 i = 0; i < cases_nr; i++) {
			struct insn_bytes b = { .n = 0 };
			struct insn in;

			insn_forms[f].make(&b);
			assert_true(insn_init(&in, b.b, b.n));
			if (in.len != b.n || (in.step.op != insn_forms[f].op &&
					      in.step.op != insn_forms[f].op2))
				fail_msg("%s: %s", in.text,
					 recipe_op_name(in.step.op));
			insn_place(&in);
			for (u32 n = 0; n < STATES_NR; n++)
				check_emulated(&in);
		}
		print_message("%s: %" PRIu64 " cases\n", insn_forms[f].name,
			      cases_nr * STATES_NR);
	}
}

static u8 *data(void)
{
	return (u8 *)CPU_DATA;
}

/* Most registers point into the data, so that most operands are there. */
static void rnd_memory_state(struct cpu_state *s)
{
	rnd_state(s);
	for (int i = 0; i < 16; i++) {
		if (below(8) < 5)
			s->gpr[i] = CPU_DATA + 1024 + below(6144);
	}
	if (below(2))
		s->gpr[1] = below(16);
	s->gpr[4] = CPU_DATA + 2048 + 8 * below(512);
	if (below(4) == 0)
		s->flags |= 0x400;
	for (u32 i = 0; i < CPU_DATA_LEN; i += 8)
		*(u64 *)(void *)(data() + i) = below(8) ? rnd() : TARGET_AT;
}

struct outcome {
	struct cpu_state s;
	u8 data[CPU_DATA_LEN];
};

static void run_on(struct outcome *ret, const struct cpu_state *before,
		   const u8 *memory, u64 ip)
{
	memcpy(data(), memory, CPU_DATA_LEN);
	ret->s = *before;
	ret->s.ip = ip;
	cpu_run(&ret->s);
	memcpy(ret->data, data(), CPU_DATA_LEN);
	/* What the last x87 instruction was, and where. */
	memset(ret->s.fx + 6, 0, 18);
	memset(ret->s.fx + 416, 0, 576 - 416);
}

/*
 * A fault in a slot: the same fault, but for the address. What a call had
 * pushed by then lies below the stack pointer again.
 */
static void map_back(const struct insn *in, const struct outcome *want,
		     struct outcome *got, u64 slot)
{
	u64 sp;

	if (!got->s.signal)
		return;
	if (got->s.ip == slot) {
		got->s.ip = INSN_AT;
	} else if (in->step.op == SX_RECIPE_CALL_IND && got->s.ip == slot + 6) {
		got->s.ip = INSN_AT;
		sp = got->s.gpr[4] - CPU_DATA;
		got->s.gpr[4] += 8;
		if (sp < CPU_DATA_LEN - 8)
			memcpy(got->data + sp, want->data + sp, 8);
	}
}

static void compare(const struct insn *in, const struct cpu_state *before,
		    const struct outcome *want, const struct outcome *got)
{
	char name[16];

	if (got->s.signal != want->s.signal)
		differ(in, before, "signal", want->s.signal, got->s.signal);
	if (got->s.ip != want->s.ip)
		differ(in, before, "ip", want->s.ip, got->s.ip);
	for (u32 i = 0; i < 16; i++) {
		snprintf(name, sizeof(name), "r%u", i);
		if (got->s.gpr[i] != want->s.gpr[i])
			differ(in, before, name, want->s.gpr[i], got->s.gpr[i]);
	}
	/* Not RF, which a fault sets. */
	if ((got->s.flags ^ want->s.flags) & ~0x10000ull)
		differ(in, before, "flags", want->s.flags, got->s.flags);
	if (memcmp(got->s.fx, want->s.fx, sizeof(want->s.fx)))
		differ(in, before, "a vector register", 0, 1);
	for (u32 i = 0; i < CPU_DATA_LEN; i++) {
		if (got->data[i] != want->data[i])
			differ(in, before, "memory", want->data[i],
			       got->data[i]);
	}
}

/* In place, and from a slot. False: no slot reaches its operand. */
static bool check_copy(struct insn *in)
{
	static struct outcome want;
	static struct outcome got;
	static u8 memory[CPU_DATA_LEN];
	u8 code[SX_STEP_SLOT];
	u64 slot = cpu_slots[below(CPU_SLOTS_NR)] +
		   SX_STEP_SLOT * below(CPU_CODE_LEN / SX_STEP_SLOT);
	struct cpu_state before;

	if (direct_step_code(&in->step, INSN_AT, slot, code))
		return false;
	cpu_write(slot, code, sizeof(code));
	insn_place(in);
	rnd_memory_state(&before);
	/* Where a call pushes no operand is: see probe/direct_step.h. */
	if (in->step.op == SX_RECIPE_CALL_IND)
		before.gpr[4] = CPU_DATA + 7680 + 8 * below(48);
	memcpy(memory, data(), CPU_DATA_LEN);
	run_on(&want, &before, memory, INSN_AT);
	run_on(&got, &before, memory, slot);
	map_back(in, &want, &got, slot);
	compare(in, &before, &want, &got);
	return true;
}

/* The data, from an operand that is relative to ip. */
static void aim(struct insn *in)
{
	s32 disp = (s32)(CPU_DATA + 1024 + below(6144) - INSN_AT - in->len);

	if (!in->step.disp_off)
		return;
	memcpy(in->bytes + in->step.disp_off, &disp, sizeof(disp));
	assert_true(insn_init(in, in->bytes, in->len));
}

static bool is_one_of(u8 byte, const char *bytes)
{
	return byte && strchr(bytes, byte);
}

/* What would hit this process's own memory, or is random by itself. */
static bool is_harmless(const struct insn *in)
{
	u32 i = 0;

	/* Addresses of 32 bits may be anybody's. */
	while (is_one_of(in->bytes[i], "\x26\x2e\x36\x3e\x66\xf0\xf2\xf3") ||
	       in->bytes[i] >> 4 == 4)
		i++;
	if (is_one_of(in->bytes[i], "\x64\x65\x67"))
		return false;
	return in->bytes[i] != 0x0f ||
	       !is_one_of(in->bytes[i + 1], "\x01\x31\xa2\xae\xc7");
}

static bool is_copied(const struct insn *in)
{
	return direct_step_needs_slot(&in->step) &&
	       in->step.op != SX_RECIPE_CALL;
}

static void test_copies(void **state)
{
	u64 done[SX_RECIPE_NR] = { 0 };
	u64 near = 0;

	(void)state;
	cpu_catch();
	for (u64 i = 0; i < cases_nr * 16;) {
		u8 code[RECIPE_INSN_MAX];
		struct insn in;

		insn_make_any(code);
		if (!insn_init(&in, code, sizeof(code)) || !is_copied(&in) ||
		    !is_harmless(&in))
			continue;
		aim(&in);
		near += in.step.disp_off > 0;
		assert_true(check_copy(&in));
		done[in.step.op]++;
		i++;
	}
	for (u32 op = 1; op < SX_RECIPE_NR; op++)
		if (done[op])
			print_message("%s: %" PRIu64 " cases\n",
				      recipe_op_name((u8)op), done[op]);
	print_message("%" PRIu64 " relative to ip\n", near);
	assert_true(near > cases_nr / 2);
	assert_true(done[SX_RECIPE_CALL_IND] > cases_nr / 100);
	assert_true(done[SX_RECIPE_JMP_IND] > cases_nr / 100);
	assert_true(done[SX_RECIPE_RET] > 0);
}

/* Runs what a call calls: a ret. */
static void check_call(struct insn *in, const struct cpu_state *before,
		       const u8 *memory, u64 slot)
{
	static struct outcome want;
	static struct outcome got;
	u64 sp = before->gpr[4] - 8 - CPU_DATA;
	u64 back;

	run_on(&want, before, memory, INSN_AT);
	assert_int_equal(want.s.ip, INSN_AT + in->len);
	run_on(&got, before, memory, slot);
	compare(in, before, &want, &got);
	/* With a shadow stack the return address is a real one, of the slot. */
	run_on(&got, before, memory, slot + SX_STEP_SHADOW_OFF);
	memcpy(&back, got.data + sp, sizeof(back));
	assert_in_range(back, slot + SX_STEP_SHADOW_OFF + 2,
			slot + SX_STEP_ADDR_OFF - 6);
	memcpy(got.data + sp, want.data + sp, sizeof(back));
	compare(in, before, &want, &got);
}

static const u8 calls[][8] = {
	{ 0xe8 }, /* TARGET_AT */
	{ 0xff, 0xd0 }, /* *%rax */
	{ 0x41, 0xff, 0xd3 }, /* *%r11 */
	{ 0xff, 0x14, 0x24 }, /* *(%rsp) */
	{ 0xff, 0x54, 0x24, 0x70 }, /* *0x70(%rsp) */
	{ 0xff, 0x54, 0xcc, 0x70 }, /* *0x70(%rsp,%rcx,8) */
	{ 0xff, 0x15 }, /* *data(%rip) */
	{ 0x42, 0xff, 0x54, 0x23, 0x10 }, /* *0x10(%rbx,%r12) */
};

static void test_calls(void **state)
{
	static const u8 ret = 0xc3;
	static u8 memory[CPU_DATA_LEN];
	s32 rel = TARGET_AT - INSN_AT - 5;

	(void)state;
	cpu_catch();
	for (u64 i = 0; i < CPU_DATA_LEN; i += 8)
		*(u64 *)(void *)(memory + i) = TARGET_AT;
	for (u64 i = 0; i < cases_nr; i++) {
		u64 slot = cpu_slots[i % CPU_SLOTS_NR];
		u32 n = below(sizeof(calls) / sizeof(calls[0]));
		u8 code[SX_STEP_SLOT] = { 0 };
		struct cpu_state before;
		struct insn in;

		memcpy(code, calls[n], 8);
		if (n == 0)
			memcpy(code + 1, &rel, 4);
		assert_true(insn_init(&in, code, 15));
		if (in.step.disp_off)
			rel = (s32)(CPU_DATA + 1024 - INSN_AT - in.len);
		if (in.step.disp_off)
			memcpy(code + 2, &rel, 4);
		assert_true(insn_init(&in, code, 15));
		rel = TARGET_AT - INSN_AT - 5;
		assert_int_equal(
			direct_step_code(&in.step, INSN_AT, slot, code), 0);
		cpu_write(slot, code, sizeof(code));
		insn_place(&in);
		cpu_write(TARGET_AT, &ret, 1);
		rnd_state(&before);
		before.gpr[4] = CPU_DATA + 2048 + 8 * below(64);
		before.gpr[0] = before.gpr[11] = TARGET_AT;
		before.gpr[1] = below(64);
		before.gpr[3] = CPU_DATA + 4096 - 0x10 * 8;
		before.gpr[12] = 8 * below(64);
		check_call(&in, &before, memory, slot);
	}
}

/* What no slot can reach is refused, not run with another operand. */
static void test_reach(void **state)
{
	static const u8 load[15] = { 0x48, 0x8b, 0x05 };
	u8 code[SX_STEP_SLOT];
	struct insn in;
	u64 near;

	(void)state;
	assert_true(insn_init(&in, load, sizeof(load)));
	assert_true(direct_step_is_near(&in.step, INSN_AT, &near));
	assert_int_equal(near, INSN_AT + 7);
	assert_int_equal(direct_step_code(&in.step, INSN_AT,
					  near + 0x7fffffff - 7, code),
			 0);
	assert_int_equal(direct_step_code(&in.step, INSN_AT,
					  near + 0x80000000 - 7, code),
			 0);
	assert_int_equal(direct_step_code(&in.step, INSN_AT,
					  near + 0x80000001 - 7, code),
			 -ERANGE);
	assert_int_equal(direct_step_code(&in.step, INSN_AT,
					  near - 0x7fffffff - 7, code),
			 0);
	assert_int_equal(direct_step_code(&in.step, INSN_AT,
					  near - 0x80000000ull - 7, code),
			 -ERANGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_emulated),
		cmocka_unit_test(test_copies),
		cmocka_unit_test(test_calls),
		cmocka_unit_test(test_reach),
	};

	if (getenv("STEP_SEED"))
		rnd_seed = strtoull(getenv("STEP_SEED"), NULL, 0);
	if (getenv("STEP_CASES"))
		cases_nr = strtoull(getenv("STEP_CASES"), NULL, 0);
	cpu_setup();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
