// SPDX-License-Identifier: GPL-2.0
/*
 * The debug information of a file that is laid out as a kernel is: its image
 * in the uppermost 2 GB, its per-CPU variables at 0 or within the image.
 */
#include "dwarf/kernel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "index/decl.h"
#include "index/find.h"
#include "index/kernel.h"

/* What lies at 0 is not told from what the linker threw away. */
static const char source[] =
	"#define PERCPU __attribute__((section(\".data..percpu\")))\n"
	"long zeroth PERCPU = 3; int first PERCPU = 1; long second PERCPU = 2; int answer = 42;\n"
	"int double_it(int of, ...) { return 2 * of + answer; }\n"
	"void _start(void) { second = double_it(first); }\n";

/* %s: where the per-CPU variables lie. */
static const char script[] =
	"PHDRS { text PT_LOAD; data PT_LOAD; percpu PT_LOAD; note PT_NOTE; }\n"
	"SECTIONS {\n"
	". = 0xffffffff81000000;\n"
	".text : { *(.text*) } :text\n"
	".notes : { *(.note.gnu.build-id) } :text :note\n"
	". = 0xffffffff82000000;\n"
	".data : { *(.data) } :data\n"
	".data..percpu %s : { *(.data..percpu) } :percpu\n"
	"/DISCARD/ : { *(.eh_frame) *(.note.GNU-stack) *(.note.gnu.property) }\n"
	"}\n";

static void write_text(const char *name, const char *fmt, const char *arg)
{
	FILE *f = fopen(fixture_path(name), "w");

	assert_non_null(f);
	if (arg)
		fprintf(f, fmt, arg);
	else
		fputs(fmt, f);
	assert_int_equal(fclose(f), 0);
}

static struct index *make_kernel(const char *percpu)
{
	struct arena *arena = arena_create();
	struct jobs jobs = { .at_once = 1, .out = fixture_path("vmlinux.sxi") };
	struct index *ix;

	write_text("k.c", source, NULL);
	write_text("k.ld", script, percpu);
	fixture_run(
		"$CC -O1 -g -ffreestanding -fno-pic -mcmodel=kernel "
		"-fno-toplevel-reorder -fcf-protection=none -fno-asynchronous-unwind-tables "
		"-static -nostdlib -Wl,--build-id,-T,k.ld k.c -o vmlinux");
	vec_init(&jobs.paths, arena, sizeof(char *));
	assert_int_equal(kernel_make_index(&jobs, fixture_path("vmlinux")), 0);
	arena_destroy(arena);
	assert_int_equal(index_open(fixture_path("vmlinux.sxi"), &ix), 0);
	return ix;
}

static const struct index_global *global(const struct index *ix,
					 const char *name)
{
	const struct index_global *g =
		index_row(ix, INDEX_GLOBALS,
			  index_find_kind(ix, name, INDEX_NAME_GLOBAL));

	assert_non_null(g);
	return g;
}

static void check(const char *percpu)
{
	struct index *ix = make_kernel(percpu);
	const struct index_global *g = global(ix, "answer");
	struct kernel_params params;
	char text[256] = "";
	FILE *out = fmemopen(text, sizeof(text), "w");
	u32 first, nr;

	assert_true(index_head(ix)->base == 0xffffffff81000000);
	assert_int_equal(index_head(ix)->build_id_len, 20);
	assert_int_equal(g->addr, 0x1000000);
	assert_int_equal(g->flags, INDEX_GLOBAL_EXTERNAL);
	g = global(ix, "first");
	assert_int_equal(g->addr, 8);
	assert_int_equal(g->flags, INDEX_GLOBAL_EXTERNAL | INDEX_GLOBAL_PERCPU);
	assert_int_equal(global(ix, "second")->addr, 16);
	assert_int_equal(kernel_func_params(ix, "double_it", &params), 0);
	assert_int_equal(params.nr, 1);
	nr = index_find_name(ix, "double_it", &first);
	assert_int_equal(nr, 1);
	decl_name(ix, index_row(ix, INDEX_NAMES, first), out);
	fclose(out);
	assert_non_null(strstr(
		text, "int double_it(int of, ...); /* at 0xffffffff810"));
	assert_int_not_equal(index_find_addr(ix, 0), INDEX_NONE);
	index_close(ix);
}

/* Before Linux 6.15 per-CPU variables have their offsets as addresses. */
static void test_percpu_at_zero(void **state)
{
	(void)state;
	check("0");
}

static void test_percpu_in_image(void **state)
{
	(void)state;
	check("0xffffffff82100000");
}

/* A file of which no index can be made is refused with what is wrong. */
static void test_refused(void **state)
{
	static const struct {
		const char *file, *out, *message;
	} cases[] = {
		{ "text", "x.sxi", "BTF header" },
		{ "plain", "x.sxi", "no .BTF section" },
		{ "nothing", "x.sxi", "nothing: No such file" },
		{ "text", NULL, "it has no build-id" },
	};
	struct arena *arena = arena_create();
	size_t i;

	(void)state;
	fixture_run("echo text >text; echo 'int main(void) { return 0; }' >p.c;"
		    "$CC p.c -o plain");
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct jobs jobs = { .at_once = 1,
				     .out = cases[i].out,
				     .store = fixture_dir() };

		vec_init(&jobs.paths, arena, sizeof(char *));
		fixture_log_start();
		assert_true(kernel_make_index(&jobs,
					      fixture_path(cases[i].file)) < 0);
		if (!strstr(fixture_log(), cases[i].message) ||
		    strstr(fixture_log(), "warning"))
			fail_msg("%s: %s", cases[i].file, fixture_log());
		fixture_log_stop();
	}
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_percpu_at_zero),
		cmocka_unit_test(test_percpu_in_image),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, fixture_teardown);
}
