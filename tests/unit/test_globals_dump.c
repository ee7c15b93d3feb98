// SPDX-License-Identifier: GPL-2.0
/* Dumps of globals: format, size, slices; sizes of the block. */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>

#include <cmocka.h>

#include <stapx/abi.h>

#include "map.h"
#include "object.h"
#include "vm_fixture.h"

#define SET(reg, value) I(LI, reg, 0, 0, value)

/* Makes some content in each kind of global. */
static const struct vm_case filler = {
	"filler",
	{ SET(0, 9), I(GSTI, 0, 0, 0, G_I), I(STADD, 0, 0, 0, G_T), SET(1, 4),
	  I(STADD, 1, 0, 0, G_T), I(MSTI, 0, 0, 1, G_MI),
	  I(MSTI, 1, 0, 0, G_MI), I(LS, 8, 0, 0, 0), I(MSTI, 0, 8, 1, G_MSI),
	  I(MSTS, 0, 0, 8, G_MS), I(MSTADD, 1, 0, 0, G_MT) },
	"",
	0
};

struct fixture {
	struct asm_prog p;
	struct machine m;
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	unsigned char *image;
	u32 len;

	assert_non_null(f);
	asm_init(&f->p);
	asm_str(&f->p, "abc");
	vm_fixture_image(&f->p, &filler, SX_PROBE_BEGIN);
	image = asm_image(&f->p, &len);
	assert_int_equal(machine_init(&f->m, image, len, NULL, NULL), 0);
	assert_int_equal(sx_vm_run(f->m.vm[0], 0), SX_RUN_OK);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	machine_deinit(&f->m);
	asm_deinit(&f->p);
	free(f);
	return 0;
}

/* A dump as text: keys and values by the row's types. */
static size_t put(char *to, const u8 **p, int is_str)
{
	const struct sx_str *s = (const void *)*p;
	size_t n;

	if (is_str) {
		n = (size_t)sprintf(to, "'%.*s' ", (int)s->len, s->data);
		*p += (4 + s->len + 7) & ~7u;
		return n;
	}
	n = (size_t)sprintf(to, "%lld ", *(const long long *)*p);
	*p += 8;
	return n;
}

static const char *text_of(const struct sx_global *g, const u8 *p,
			   const u8 *end)
{
	static char text[1024];
	char *to = text;

	*to = 0;
	while (p < end) {
		const struct sx_dump_entry *e = (const void *)p;
		const u8 *next = p + e->len;

		p += sizeof(*e);
		for (u32 k = 0; k < g->nkeys; k++)
			to += put(to, &p, g->key[k] == SX_T_STR);
		while (p < next)
			to += put(to, &p,
				  g->kind == SX_G_STR ||
					  g->kind == SX_G_MAP_STR);
		assert_ptr_equal(p, next);
		to += sprintf(to, "| ");
	}
	return text;
}

static const struct {
	u32 global;
	const char *want;
} dumps[] = {
	{ G_I, "9 | " },
	{ G_S, "'init' | " },
	{ G_T, "2 13 4 9 6 0 | " },
	{ G_MI, "9 4 | 4 9 | " },
	{ G_MSI, "'abc' 9 4 | " },
	{ G_MS, "9 'abc' | " },
	{ G_MT, "4 1 9 9 9 9 0 | " },
	{ G_MTS, "" },
};

static int dump(struct fixture *f, u32 global, void *buf, u64 len,
		struct sx_dump_state *state)
{
	int err;

	memset(state, 0, sizeof(*state));
	do {
		err = sx_globals_dump(f->m.globals, global, buf, len, state);
	} while (!err && state->next);
	return err;
}

static void test_dumps(void **state)
{
	struct fixture *f = *state;
	struct sx_dump_state end;
	static u8 buf[4096];

	for (size_t i = 0; i < ASM_NR(dumps); i++) {
		memset(buf, 0xee, sizeof(buf));
		assert_int_equal(
			dump(f, dumps[i].global, buf, sizeof(buf), &end), 0);
		assert_string_equal(text_of(&f->m.prog.globals[dumps[i].global],
					    buf, buf + end.used),
				    dumps[i].want);
	}
}

/* Every buffer that is too small: nothing behind it, the need is told. */
static void test_small_buffers(void **state)
{
	struct fixture *f = *state;
	struct sx_dump_state need, end;

	assert_int_equal(dump(f, G_MSI, NULL, 0, &need), 0);
	assert_true(need.used > 0);
	for (u64 len = 0; len < need.used; len++) {
		u8 *buf = malloc(len + 1);

		assert_non_null(buf);
		assert_int_equal(dump(f, G_MSI, buf, len, &end), 0);
		assert_int_equal(end.used, need.used);
		free(buf);
	}
}

#define MANY 90

/* More entries than one slice; handlers may run between two slices. */
static void test_slices(void **state)
{
	struct fixture *f = *state;
	struct sx_object *o = &f->m.globals->objects[G_MS];
	struct sx_dump_state end = { 0 };
	u32 slices = 0;

	for (s64 i = 100; i < 100 + MANY; i++) {
		union sx_reg key = { .i = i };

		assert_int_not_equal(sx_map_insert(o, &key, NULL), 0);
	}
	do {
		assert_int_equal(
			sx_globals_dump(f->m.globals, G_MS, NULL, 0, &end), 0);
		assert_int_equal(sx_vm_run(f->m.vm[0], 0), SX_RUN_OK);
		slices++;
	} while (end.next);
	assert_true(slices > 1);
	assert_int_equal(end.entries, MANY + 1);
}

static void test_refusals(void **state)
{
	struct fixture *f = *state;
	struct sx_dump_state end;

	assert_int_equal(dump(f, G_NR, NULL, 0, &end), -EINVAL);
	f->m.globals->objects[G_I].lock = 1;
	assert_int_equal(dump(f, G_I, NULL, 0, &end), -EAGAIN);
	/* The handler needs that global too. */
	assert_int_equal(sx_vm_run(f->m.vm[0], 0), SX_RUN_SKIPPED_LOCK);
	f->m.globals->objects[G_I].lock = 0;
	assert_int_equal(sx_vm_run(f->m.vm[0], 0), SX_RUN_OK);
}

/* The largest maps do not make a small block by overflow. */
static void test_huge(void **state)
{
	static struct sx_global rows[SX_MAX_GLOBALS];
	struct sx_program prog = { .globals = rows, .globals_nr = 1 };
	struct sx_settings set = { .maxstringlen = SX_MAXSTRINGLEN_MAX,
				   .nr_cpus = 8192 };

	(void)state;
	for (size_t i = 0; i < SX_MAX_GLOBALS; i++)
		rows[i] = (struct sx_global){ .kind = SX_G_MAP_STAT,
					      .nkeys = 1,
					      .key = { SX_T_STR },
					      .max_entries =
						      SX_MAXMAPENTRIES_MAX };
	assert_true(sx_globals_size(&prog, &set) >
		    (u64)SX_MAXMAPENTRIES_MAX * (8192 * 32 + 65536));
	prog.globals_nr = SX_MAX_GLOBALS;
	assert_true(sx_globals_size(&prog, &set) > 1ull << 50);
	set.nr_cpus = UINT32_MAX;
	assert_int_equal(sx_globals_size(&prog, &set), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_dumps, setup, teardown),
		cmocka_unit_test_setup_teardown(test_slices, setup, teardown),
		cmocka_unit_test_setup_teardown(test_small_buffers, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_refusals, setup, teardown),
		cmocka_unit_test(test_huge),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
