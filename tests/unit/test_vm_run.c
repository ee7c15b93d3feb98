// SPDX-License-Identifier: GPL-2.0
/* Runs of handlers: budgets, locks, the ring's protocol, nested loops. */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "machine.h"
#include "object.h"

#define SET(reg, value) I(LI, reg, 0, 0, value)

static const struct sx_lock_use write_0[] = { { 0, SX_LOCK_WRITE, 0 } };
static const struct sx_global map_row = {
	.kind = SX_G_MAP_INT, .nkeys = 1, .key = { SX_T_INT }, .max_entries = 10
};

struct fixture {
	struct asm_prog p;
	struct machine m;
};

/* One map, one probe of the kind for each function. */
static void setup(struct fixture *f, const struct asm_func *funcs, size_t nr,
		  u16 kind)
{
	unsigned char *image;
	struct sx_verdict v;
	u32 len;

	asm_init(&f->p);
	asm_global(&f->p, &map_row);
	asm_format(&f->p, "%d\n", "i");
	asm_iter(&f->p, 0, SX_SORT_NONE, 0);
	for (size_t i = 0; i < nr; i++)
		asm_func(&f->p, &funcs[i]);
	asm_probe(&f->p, 0, kind);
	image = asm_image(&f->p, &len);
	if (machine_init(&f->m, image, len, NULL, &v))
		fail_msg("%s (%u)", sx_verify_text(v.code), v.index);
}

static void teardown(struct fixture *f)
{
	machine_deinit(&f->m);
	asm_deinit(&f->p);
}

/* 50000 steps are too many for a probe, not for a handler that runs once. */
static void test_budget(void **state)
{
	static const struct sx_insn code[] = { SET(0, 50000),
					       I(ADDI, 0, 0, 0, -1),
					       I(JNZ, 0, 0, 0, -2),
					       I(RET, 0, 0, 0, 0) };
	static const struct asm_func func = { .code = code,
					      .code_nr = ASM_NR(code),
					      .nints = 1 };
	static const struct {
		u16 kind;
		enum sx_run want;
	} kinds[] = {
		{ SX_PROBE_BEGIN, SX_RUN_OK },
		{ SX_PROBE_END, SX_RUN_OK },
		{ SX_PROBE_ERROR, SX_RUN_OK },
		{ SX_PROBE_TIMER, SX_RUN_ERROR },
		{ SX_PROBE_PROCESS, SX_RUN_ERROR },
	};
	struct fixture f;

	(void)state;
	for (size_t i = 0; i < ASM_NR(kinds); i++) {
		setup(&f, &func, 1, kinds[i].kind);
		assert_int_equal(sx_vm_run(f.m.vm[0], 0), kinds[i].want);
		/* Each run has the whole budget again. */
		assert_int_equal(sx_vm_run(f.m.vm[0], 0), kinds[i].want);
		teardown(&f);
	}
}

/* An error ends one run; its locks are free and the next run is clean. */
static void test_error_unlocks(void **state)
{
	static const struct sx_insn code[] = { I(DIV, 0, 0, 0, 0),
					       I(RET, 0, 0, 0, 0) };
	static const struct asm_func func = { .code = code,
					      .code_nr = ASM_NR(code),
					      .locks = write_0,
					      .locks_nr = 1,
					      .nints = 1 };
	struct fixture f;

	(void)state;
	setup(&f, &func, 1, SX_PROBE_PROCESS);
	assert_int_equal(sx_vm_run(f.m.vm[0], 0), SX_RUN_ERROR);
	assert_int_equal(f.m.globals->objects[0].lock, 0);
	assert_int_equal(sx_vm_run(f.m.vm[0], 0), SX_RUN_ERROR);
	assert_string_equal(machine_output(&f.m),
			    "error 1 at 0\nerror 1 at 0\n");
	teardown(&f);
}

static void test_empty_takes_no_lock(void **state)
{
	static const struct sx_insn code[] = { I(RET, 0, 0, 0, 0) };
	static const struct asm_func func = {
		.code = code, .code_nr = 1, .locks = write_0, .locks_nr = 1
	};
	struct fixture f;

	(void)state;
	setup(&f, &func, 1, SX_PROBE_PROCESS);
	f.m.globals->objects[0].lock = 1;
	assert_int_equal(sx_vm_run(f.m.vm[0], 0), SX_RUN_OK);
	teardown(&f);
}

/* All records of a hit have one time and become visible at its end. */
static void test_records_of_a_hit(void **state)
{
	static const struct sx_insn code[] = { I(PRINTF, 0, 0, 0, 0), SET(0, 1),
					       I(PRINTF, 0, 0, 0, 0),
					       I(RET, 0, 0, 0, 0) };
	static const struct asm_func func = { .code = code,
					      .code_nr = ASM_NR(code),
					      .nints = 1 };
	const struct sx_rec *rec;
	struct fixture f;

	(void)state;
	setup(&f, &func, 1, SX_PROBE_PROCESS);
	for (int run = 0; run < 2; run++) {
		u64 now = sx_env_time_ns();
		u64 first_ns = 0;

		sx_vm_run(f.m.vm[0], 0);
		assert_int_equal(f.m.shm[0]->active_ns, 0);
		for (int i = 0; i < 2; i++) {
			rec = machine_next(&f.m, 0);
			assert_non_null(rec);
			assert_true(rec->time_ns >= now);
			first_ns = i ? first_ns : rec->time_ns;
			assert_int_equal(rec->time_ns, first_ns);
		}
		assert_null(machine_next(&f.m, 0));
	}
	teardown(&f);
}

static u32 waits;
static u32 records_read;

/* A reader who takes all that has been published. */
static void read_all(struct sx_vm *vm)
{
	struct sx_ring_shm *shm = vm->ring->shm;

	waits++;
	assert_int_equal(shm->active_ns, 0);
	for (u64 at = shm->tail; at < shm->head;) {
		const struct sx_rec *rec =
			(const void *)(vm->ring->data +
				       (at & (vm->ring->size - 1)));

		records_read += rec->type == SX_REC_PRINT;
		at += rec->len;
	}
	shm->tail = shm->head;
}

static void read_nothing(struct sx_vm *vm)
{
	(void)vm;
	waits++;
}

/* A handler that may wait prints more than the ring holds. */
static void test_waits_for_reader(void **state)
{
	static const struct sx_insn code[] = {
		SET(0, 40000), I(PRINTF, 0, 0, 0, 0), I(ADDI, 0, 0, 0, -1),
		I(JNZ, 0, 0, 0, -3), I(RET, 0, 0, 0, 0)
	};
	static const struct asm_func func = { .code = code,
					      .code_nr = ASM_NR(code),
					      .nints = 1 };
	struct fixture f;

	(void)state;
	waits = 0;
	records_read = 0;
	setup(&f, &func, 1, SX_PROBE_END);
	f.m.vm[0]->wait_room = read_all;
	assert_int_equal(sx_vm_run(f.m.vm[0], 0), SX_RUN_OK);
	assert_int_equal(f.m.ring[0].lost, 0);
	assert_true(waits > 1);
	read_all(f.m.vm[0]);
	assert_int_equal(records_read, 40000);

	/* Nobody reads: what does not fit is lost and counted. */
	f.m.vm[0]->wait_room = read_nothing;
	assert_int_equal(sx_vm_run(f.m.vm[0], 0), SX_RUN_OK);
	records_read = 0;
	read_all(f.m.vm[0]);
	assert_int_equal(records_read + f.m.ring[0].lost, 40000);
	assert_true(f.m.ring[0].lost > 0);
	teardown(&f);
}

/*
 * function f(n) that calls f(n - 1) inside of a foreach loop, or behind one
 * that it has left.
 */
static const struct sx_insn fill[] = {
	SET(0, 1), I(MSTI, 0, 0, 0, 0), SET(0, 2),	    I(MSTI, 0, 0, 0, 0),
	SET(0, 2), I(CALL, 0, 0, 0, 1), I(RET, 0, 0, 0, 0),
};
static const struct sx_insn call_inside[] = {
	I(JLE, 0, 3, 0, 8), /* n <= 0: return */
	SET(1, -1),	     I(FEACH, 1, 0, 0, 0),  I(FNEXT, 2, 0, 3, 0),
	I(JZ, 3, 0, 0, 4),   I(PRINTF, 2, 0, 0, 0), I(ADDI, 0, 0, 0, -1),
	I(CALL, 0, 0, 0, 1), I(JMP, 0, 0, 0, -6),   I(RET, 0, 0, 0, 0),
};
static const struct sx_insn call_behind[] = {
	I(JZ, 0, 0, 0, 7),
	SET(1, -1),
	I(FEACH, 1, 0, 0, 0),
	I(FNEXT, 2, 0, 3, 0),
	I(JZ, 3, 0, 0, 1),
	I(PRINTF, 2, 0, 0, 0),
	/* the first only: break */
	I(ADDI, 0, 0, 0, -1),
	I(CALL, 0, 0, 0, 1),
	I(RET, 0, 0, 0, 0),
};

static void check_foreach(const struct sx_insn *code, size_t code_nr,
			  const char *want)
{
	const struct asm_func funcs[] = {
		{ .code = fill,
		  .code_nr = ASM_NR(fill),
		  .locks = write_0,
		  .locks_nr = 1,
		  .nints = 1 },
		{ .code = code,
		  .code_nr = code_nr,
		  .locks = write_0,
		  .locks_nr = 1,
		  .nints = 4,
		  .nint_args = 1 },
	};
	struct fixture f;

	setup(&f, funcs, 2, SX_PROBE_PROCESS);
	sx_vm_run(f.m.vm[0], 0);
	assert_string_equal(machine_output(&f.m), want);
	teardown(&f);
}

static void test_recursive_foreach(void **state)
{
	(void)state;
	check_foreach(call_inside, ASM_NR(call_inside),
		      "1\n1\n2\nerror 10 at 10\n");
	check_foreach(call_behind, ASM_NR(call_behind), "1\n1\n");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_budget),
		cmocka_unit_test(test_error_unlocks),
		cmocka_unit_test(test_empty_takes_no_lock),
		cmocka_unit_test(test_records_of_a_hit),
		cmocka_unit_test(test_waits_for_reader),
		cmocka_unit_test(test_recursive_foreach),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
