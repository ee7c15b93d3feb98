// SPDX-License-Identifier: GPL-2.0
/* The memory of a program, before it is allocated. */
#include "memory.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "asm.h"
#include "globals.h"
#include "machine.h"

static void make(struct asm_prog *p, const struct sx_global *g,
		 struct sx_program *ret)
{
	static struct sx_verify_scratch scratch;
	struct sx_verdict verdict;
	unsigned char *image;
	u32 len;

	asm_init(p);
	asm_global(p, g);
	image = asm_image(p, &len);
	assert_int_equal(sx_verify(image, len, &scratch, ret, &verdict), 0);
}

static const struct sx_global stat_map = { .kind = SX_G_MAP_STAT,
					   .nkeys = 1,
					   .key = { SX_T_STR },
					   .hist = SX_HIST_LOG,
					   .max_entries = 2048 };

/* The sum, and that histograms do not multiply entries by CPUs. */
static void test_sum(void **state)
{
	struct sx_settings set = machine_defaults;
	struct sx_program prog;
	struct asm_prog p;
	u64 few, many;

	(void)state;
	make(&p, &stat_map, &prog);
	assert_int_equal(sx_memory_needed(&prog, &set, 1, 1000),
			 sx_globals_size(&prog, &set) +
				 sx_vm_size(&prog, &set) + prog.image_len +
				 1000);
	set.nr_cpus = 2;
	few = sx_memory_needed(&prog, &set, 2, 0);
	set.nr_cpus = 64;
	many = sx_memory_needed(&prog, &set, 64, 0);
	assert_true(many > few);
	/* Of which buckets: 2048 x 62 x 1 KB would be 127 MB. */
	assert_true(many - few < 10u << 20);
	asm_deinit(&p);
}

static void test_bounds(void **state)
{
	const struct sx_settings set = { .maxmemory = 3 };

	(void)state;
	assert_true(sx_memory_fits(&set, 3 << 20));
	assert_false(sx_memory_fits(&set, (3 << 20) + 1));
	assert_false(sx_memory_fits(&set, 0));
}

/* More than 64 bits can say is 0, which fits nothing. */
static void test_overflow(void **state)
{
	struct sx_settings set = machine_defaults;
	struct sx_program prog;
	struct asm_prog p;

	(void)state;
	make(&p, &stat_map, &prog);
	assert_int_equal(sx_memory_needed(&prog, &set, UINT32_MAX, UINT64_MAX),
			 0);
	asm_deinit(&p);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sum),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_overflow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
