// SPDX-License-Identifier: GPL-2.0
/*
 * Registers, memory and bases of the target: what scripts become, and what a
 * handler gets of a hit.
 */
#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/mman.h>
#include <sys/user.h>

#include <cmocka.h>

#include "access_script.h"
#include "disasm.h"
#include "machine.h"
#include "user/session.h"

#define NR(array) (sizeof(array) / sizeof((array)[0]))

/* Handlers of one probe, and the listing of their first instructions. */
static const struct {
	const char *body;
	const char *listing; /* without what the instructions mean */
} codes[] = {
	{ "x = reg(5)", "REG r0 rdi" },
	{ "x = reg(16); x = reg(49); x = reg(58); x = reg(59)",
	  "REG r0 rip; REG r0 rflags; REG r0 fs.base; REG r0 gs.base" },
	{ "x = reg(60)", "REG r0 frame" },
	{ "x = read_u8(reg(4), 0)", "REG r1 rsi; LDM r0 r1 u8 0" },
	{ "x = read_s32(reg(7) + 8, -24)", "REG r1 rsp; LDM r0 r1 s32 -16" },
	{ "x = read_u64(reg(7) - 8 + 24, 8)", "REG r1 rsp; LDM r0 r1 u64 24" },
	{ "x = read_kernel_u16(x, 2)", "LDM r0 r0 kernel u16 2" },
	{ "x = read_s64(read_u64(x, 8), 16)",
	  "LDM r1 r0 u64 8; LDM r0 r1 s64 16" },
	{ "x = read_u8(x, 0x180000000)",
	  "LK r1 6442450944; ADD r1 r0 r1; LDM r0 r1 u8 0" },
	{ "x = base(\"/lib/a\") + 16", "BASE r1 \"/lib/a\"; ADDI r0 r1 16" },
	{ "x = read_u8(base(\"/lib/a\") + 16, 0)",
	  "BASE r1 \"/lib/a\"; LDM r0 r1 u8 16" },
	{ "x = reg(16) - 0x1234 + 0x4000", "REG r1 rip; ADDI r0 r1 11724" },
};

/* The instruction up to its explanation, one blank between words. */
static void put_insn(const struct sx_program *p, u32 pc, char *to, size_t size)
{
	char line[256];
	size_t used = 0;

	sx_disasm_insn(p, pc, line, sizeof(line));
	line[40] = 0;
	for (char *word = strtok(line, " "); word; word = strtok(NULL, " "))
		used += (size_t)snprintf(to + used, size - used, "%s%s",
					 used ? " " : "", word);
}

static void test_codes(void **state)
{
	(void)state;
	for (size_t i = 0; i < NR(codes); i++) {
		struct sx_program p;
		char text[256], list[512] = "";
		u8 *image;

		snprintf(text, sizeof(text), "probe begin { %s }",
			 codes[i].body);
		image = access_compile(text, NULL, &p);
		for (u32 pc = 0; pc + 1 < p.funcs[0].len; pc++) {
			if (pc)
				strcat(list, "; ");
			put_insn(&p, pc, list + strlen(list), 128);
		}
		if (strcmp(list, codes[i].listing))
			fail_msg("%s: got\n%s\nwant\n%s", codes[i].body, list,
				 codes[i].listing);
		free(image);
	}
}

static void test_print(void **state)
{
	static const char *const parts[] = {
		"@reg(5)",
		"@read(@base(\"/a\\\"b\") + 8, -4, u32)",
		"@read(x, 0, kernel s8)",
	};
	char *text = access_print("probe begin { x = reg(5) + read_u32("
				  "base(\"/a\\\"b\") + 8, -4) - "
				  "read_kernel_s8(x, 0) }");

	(void)state;
	for (size_t i = 0; i < NR(parts); i++)
		if (!strstr(text, parts[i]))
			fail_msg("no %s in\n%s", parts[i], text);
	free(text);
}

/* A file is one row however often it is asked for; another id is another. */
static void test_modules(void **state)
{
	static const unsigned char id[40] = { 1, 2, 3, [39] = 9 };
	static const struct access_module modules[] = { { "/a", id, 20 },
							{ "/c", id, 40 },
							{ NULL, NULL, 0 } };
	struct sx_program p;
	u8 *image = access_compile("probe begin { x = base(\"/a\") + "
				   "base(\"/b\") + base(\"/a\") + "
				   "base(\"/c\") }",
				   modules, &p);

	(void)state;
	assert_int_equal(p.modules_nr, 3);
	assert_string_equal(sx_program_str(&p, p.modules[0].path)->data, "/a");
	assert_string_equal(sx_program_str(&p, p.modules[1].path)->data, "/b");
	assert_int_equal(p.modules[0].id_len, 20);
	assert_memory_equal(p.modules[0].id, id, 20);
	assert_int_equal(p.modules[1].id_len, 0);
	assert_int_equal(p.modules[2].id_len, SX_MAX_BUILD_ID);
	free(image);
}

/* Memory that ends at a page that cannot be read. */
static u8 *guarded;
static const u8 numbers[16] = { 0xf0, 0xde, 0xbc, 0x9a, 0x78, 0x56, 0x34, 0x92,
				0x7f, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00 };

static int map_guarded(void **state)
{
	u8 *mem = mmap(NULL, 8192, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)state;
	if (mem == MAP_FAILED || mprotect(mem + 4096, 4096, PROT_NONE))
		return -1;
	guarded = mem + 4096 - sizeof(numbers);
	memcpy(guarded, numbers, sizeof(numbers));
	return 0;
}

/* rdi is the address of the numbers, rsi where that page ends. */
static const struct {
	const char *body;
	const char *output;
	u32 faults;
} runs[] = {
	{ "printf(\"%d %d %d\\n\", reg(0), reg(1), reg(2))", "10 12 11\n", 0 },
	{ "printf(\"%x %x %x\\n\", reg(16), reg(49), reg(15))",
	  "401000 246 1500\n", 0 },
	{ "printf(\"%x %x\\n\", reg(58), reg(59))", "f5 65\n", 0 },
	{ "printf(\"%d %d\\n\", read_u8(reg(5), 0), read_s8(reg(5), 0))",
	  "240 -16\n", 0 },
	{ "printf(\"%d %d\\n\", read_u16(reg(5), 0), read_s16(reg(5), 0))",
	  "57072 -8464\n", 0 },
	{ "printf(\"%d %d\\n\", read_u32(reg(5), 0), read_s32(reg(5), 0))",
	  "2596069104 -1698898192\n", 0 },
	{ "printf(\"%x %x\\n\", read_u64(reg(5), 0), read_s64(reg(5), 0))",
	  "923456789abcdef0 923456789abcdef0\n", 0 },
	{ "printf(\"%d %d\\n\", read_s8(reg(5), 8), read_kernel_u64(reg(5), 8))",
	  "127 127\n", 0 },
	{ "printf(\"%x\\n\", read_u32(reg(4), -8) + read_u8(reg(4) - 9, 0))",
	  "111\n", 0 },
	{ "println(read_u64(reg(4), -8)); println(read_u8(reg(4), 0))", "127\n",
	  1 },
	{ "println(1); println(read_u64(reg(4), -4)); println(2)", "1\n", 1 },
	{ "try { x = read_s16(reg(4), -1) } catch (e) { println(e) }",
	  "memory at 0xENDff cannot be read\n", 1 },
	{ "try { x = read_u8(0, 16) } catch (e) { println(e) } println(x)",
	  "memory at 0x10 cannot be read\n0\n", 1 },
	{ "println(base(\"/lib/a\") + 1, base(\"/lib/b\"))", "938150\n", 0 },
	{ "println(read_u64(base(\"/lib/b\") + reg(5), 0) == "
	  "read_u64(reg(5), 0))",
	  "1\n", 0 },
	{ "println(1); println(base(\"/lib/c\"))", "1\n", 1 },
	{ "try { x = base(\"/lib/c\") } catch (e) { println(e) }",
	  "/lib/c is not mapped in process PID\n", 1 },
	/* Nothing of it is thrown away though nothing uses it. */
	{ "println(1); read_u8(0, 0); println(2)", "1\n", 1 },
};

static void check_output(size_t i, const char *got)
{
	char want[256];
	const char *at = strstr(runs[i].output, "ENDff");
	const char *pid = strstr(runs[i].output, "PID");

	snprintf(want, sizeof(want), "%s", runs[i].output);
	if (at)
		snprintf(want, sizeof(want), "%.*s%llx%s",
			 (int)(at - runs[i].output), runs[i].output,
			 (unsigned long long)(uintptr_t)guarded +
				 sizeof(numbers) - 1,
			 at + strlen("ENDff"));
	if (pid)
		snprintf(want, sizeof(want), "%.*s%d%s",
			 (int)(pid - runs[i].output), runs[i].output, getpid(),
			 pid + strlen("PID"));
	if (strcmp(got, want))
		fail_msg("%s: got\n%s\nwant\n%s", runs[i].body, got, want);
}

static void fill_regs(struct user_regs_struct *regs)
{
	*regs = (struct user_regs_struct){
		.rax = 10,
		.rcx = 11,
		.rdx = 12,
		.rdi = (u64)(uintptr_t)guarded,
		.rsi = (u64)(uintptr_t)guarded + sizeof(numbers),
		.r15 = 0x1500,
		.rip = 0x401000,
		.eflags = 0x246,
		.fs_base = 0xf5,
		.gs_base = 0x65,
	};
}

/* /lib/a is mapped, /lib/b where it was linked, /lib/c for another process. */
static void set_bases(const struct sx_program *p, struct sx_base_row *rows)
{
	const struct sx_space mine = { .id = { (u64)getpid() } };
	const struct sx_space other = { .id = { 1 } };

	for (u32 i = 0; i < p->modules_nr; i++) {
		const char *path = sx_program_str(p, p->modules[i].path)->data;

		if (!strcmp(path, "/lib/a"))
			sx_base_set(&rows[i], &mine, 93814);
		else if (!strcmp(path, "/lib/b"))
			sx_base_set(&rows[i], &mine, 0);
		else
			sx_base_set(&rows[i], &other, 7);
	}
}

static void test_runs(void **state)
{
	(void)state;
	for (size_t i = 0; i < NR(runs); i++) {
		struct sx_base_row rows[4] = { 0 };
		struct user_regs_struct regs;
		struct sx_program p;
		struct machine m;
		char text[512];
		u8 *image;

		snprintf(text, sizeof(text), "probe begin { %s }",
			 runs[i].body);
		image = access_compile(text, NULL, &p);
		assert_int_equal(
			machine_init(&m, image, p.image_len, NULL, NULL), 0);
		fill_regs(&regs);
		set_bases(&p, rows);
		m.vm[0]->regs = (const u64 *)&regs;
		m.vm[0]->bases = rows;
		sx_vm_run(m.vm[0], 0);
		check_output(i, machine_output(&m));
		assert_int_equal(m.vm[0]->count.read_faults, runs[i].faults);
		machine_deinit(&m);
		free(image);
	}
}

/* At a return there is one, and nowhere else. */
static void test_frame(void **state)
{
	const u64 regs[SX_REGS_NR] = { 0 };
	struct sx_program p;
	struct machine m;
	u8 *image = access_compile(
		"probe begin { try { printf(\"%d\\n\", reg(60)) } "
		"catch (e) { println(e) } }",
		NULL, &p);

	(void)state;
	assert_int_equal(machine_init(&m, image, p.image_len, NULL, NULL), 0);
	m.vm[0]->regs = regs;
	m.vm[0]->frame = 0x7f0000001000;
	assert_int_equal(sx_vm_run(m.vm[0], 0), SX_RUN_OK);
	m.vm[0]->frame = 0;
	assert_int_equal(sx_vm_run(m.vm[0], 0), SX_RUN_OK);
	assert_string_equal(machine_output(&m),
			    "139637976731648\nthere are no registers here\n");
	machine_deinit(&m);
	free(image);
}

/* Without a hit, and without anybody who knows bases. */
static void test_nothing(void **state)
{
	struct sx_program p;
	struct machine m;
	u8 *image = access_compile(
		"probe begin { try { x = reg(0) } catch (e) { println(e) } "
		"try { x = reg(58) } catch (e) { println(e) } "
		"try { x = base(\"\") } catch { println(\"no base\") } "
		"x = reg(5) }",
		NULL, &p);

	(void)state;
	assert_int_equal(machine_init(&m, image, p.image_len, NULL, NULL), 0);
	assert_int_equal(sx_vm_run(m.vm[0], 0), SX_RUN_ERROR);
	assert_int_equal(m.vm[0]->error, SX_ERR_NO_REGISTERS);
	assert_non_null(strstr(machine_output(&m),
			       "there are no registers here\n"
			       "there are no registers here\n"
			       "no base\nerror 9 at "));
	machine_deinit(&m);
	free(image);
}

/* --runtime=user: there are no registers; bases are those of processes. */
static void test_user_runtime(void **state)
{
	struct sx_program p;
	u8 *image = access_compile(
		"probe begin { try { x = reg(0) } catch { y = 1 } "
		"if (y && base(\"/a\") == 0x77) exit() }",
		NULL, &p);
	struct sx_load load = { .image = (u64)(uintptr_t)image,
				.image_len = p.image_len,
				.ring_bytes = SX_RING_BYTES_MIN };
	struct sx_base base = { .pid = getpid(), .base = 0x77 };
	struct user_session *s;

	(void)state;
	assert_int_equal(user_session_create(&s), 0);
	assert_int_equal(user_session_base(s, &base), -EBUSY);
	assert_int_equal(user_session_load(s, &load), 0);
	base.module = 1;
	assert_int_equal(user_session_base(s, &base), -EINVAL);
	base.module = 0;
	base.pid = 0;
	assert_int_equal(user_session_base(s, &base), -ESRCH);
	base.pid = getpid();
	assert_int_equal(user_session_base(s, &base), 0);
	assert_int_equal(user_session_start(s), 0);
	assert_int_equal(user_session_state(s), SX_STATE_EXITING);
	assert_int_equal(s->status->error_nr, 0);
	assert_int_equal(user_session_stop(s), 0);
	assert_int_equal(user_session_base(s, &base), -EBUSY);
	user_session_destroy(s);
	free(image);
}

/* A row that is being written, or was never, is none. */
static void test_base_rows(void **state)
{
	const struct sx_space space = { .id = { 1, 2 } };
	const struct sx_space other = { .id = { 1, 3 } };
	const struct sx_space none = { .pid = 1 };
	struct sx_base_row row = { 0 };
	u64 base;

	(void)state;
	assert_int_equal(sx_base_get(&row, &none, &base), 0);
	sx_base_set(&row, &space, 77);
	assert_int_equal(sx_base_get(&row, &space, &base), 1);
	assert_int_equal(base, 77);
	assert_int_equal(sx_base_get(&row, &other, &base), 0);
	row.seq++;
	assert_int_equal(sx_base_get(&row, &space, &base), 0);
	row.seq++;
	sx_base_set(&row, &other, 78);
	assert_int_equal(sx_base_get(&row, &space, &base), 0);
	assert_int_equal(sx_base_get(&row, &other, &base), 1);
	assert_int_equal(base, 78);
	sx_base_set(&row, &none, 79);
	assert_int_equal(sx_base_get(&row, &none, &base), 0);
}

/* More spaces than it has room for, in modules with numbers of all sizes. */
static void test_base_cache(void **state)
{
	static struct sx_base_cache cache;
	static const u32 modules[] = { 0, 1, 255, 256, 1023 };
	const struct sx_space none = { .pid = 1 };
	const u32 spaces = 2 * SX_BASE_SETS;
	u32 known = 0;
	u64 base;

	(void)state;
	sx_bases_put(&cache, 0, &none, 5);
	assert_int_equal(sx_bases_find(&cache, 0, &none, &base), 0);
	for (u32 i = 1; i <= spaces; i++) {
		const struct sx_space space = { .id = { 4096ull * i, 7 } };

		for (u32 m = 0; m < 5; m++)
			sx_bases_put(&cache, modules[m], &space, 16ull * i + m);
		for (u32 m = 0; m < 5; m++) {
			assert_int_equal(sx_bases_find(&cache, modules[m],
						       &space, &base),
					 1);
			assert_int_equal(base, 16ull * i + m);
		}
	}
	for (u32 i = 1; i <= spaces; i++) {
		const struct sx_space space = { .id = { 4096ull * i, 7 } };

		for (u32 m = 0; m < 5; m++) {
			if (!sx_bases_find(&cache, modules[m], &space, &base))
				continue;
			assert_int_equal(base, 16ull * i + m);
			known++;
		}
	}
	assert_in_range(known, 1, SX_BASE_SETS * SX_BASE_WAYS);
}

/* A fork cannot be told from its parent: neither gets the other one's base. */
static void test_base_moves(void **state)
{
	static struct sx_base_cache cache;
	const struct sx_space space = { .id = { 1, 2 } };
	u64 base = 0;

	(void)state;
	sx_bases_put(&cache, 3, &space, 100);
	sx_bases_put(&cache, 3, &space, 100);
	assert_int_equal(sx_bases_find(&cache, 3, &space, &base), 1);
	assert_int_equal(base, 100);
	assert_int_equal(sx_bases_find(&cache, 4, &space, &base), 0);
	sx_bases_put(&cache, 3, &space, 200);
	assert_int_equal(sx_bases_find(&cache, 3, &space, &base), -1);
	sx_bases_put(&cache, 3, &space, 100);
	assert_int_equal(sx_bases_find(&cache, 3, &space, &base), -1);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_codes),
		cmocka_unit_test(test_print),
		cmocka_unit_test(test_modules),
		cmocka_unit_test(test_runs),
		cmocka_unit_test(test_frame),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_user_runtime),
		cmocka_unit_test(test_base_rows),
		cmocka_unit_test(test_base_cache),
		cmocka_unit_test(test_base_moves),
	};

	return cmocka_run_group_tests(tests, map_guarded, NULL);
}
