// SPDX-License-Identifier: GPL-2.0
/* Debug information wherever tools put it: the index is the same. */
#include "dwarf/make.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <elfutils/libdwfl.h>

#include "fixture.h"
#include "index/decl.h"
#include "index/expr.h"
#include "index/find.h"

static struct index *make(const char *program)
{
	char out[PATH_MAX];
	struct index *ix;

	assert_int_equal(make_index(fixture_path(program), false,
				    fixture_path("made.sxi"), NULL, out),
			 0);
	assert_int_equal(index_open(out, &ix), 0);
	return ix;
}

/* All declarations. */
static char *text_of(const char *program)
{
	struct index *ix = make(program);
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	decl_all(ix, out);
	fclose(out);
	index_close(ix);
	return text;
}

/* What the command leaves as "ix" has the declarations that "plain" has. */
static void assert_same(const char *command)
{
	char *plain, *other;

	fixture_run("rm -rf *.dwo *.dwp ix* common .debug");
	fixture_run("%s", command);
	plain = text_of("plain");
	other = text_of("ix");
	assert_non_null(strstr(plain, "struct ix_hidden"));
	assert_string_equal(other, plain);
	free(plain);
	free(other);
}

#define SOURCES "$SRC/ix_one.c $SRC/ix_two.c"

static void test_places(void **state)
{
	/* clang-format off */
	static const char *const commands[] = {
		"cp plain ix && objcopy --compress-debug-sections=zlib ix",
		"cp plain ix && objcopy --compress-debug-sections=zlib-gnu ix",
		"objcopy --only-keep-debug plain ix.debug && "
		"objcopy -g --add-gnu-debuglink=ix.debug plain ix",
		"mkdir -p .debug && "
		"objcopy --only-keep-debug plain .debug/ix.debug && cd .debug && "
		"objcopy -g --add-gnu-debuglink=ix.debug ../plain ../ix",
		/* dwz: what two programs have in common is in a third file. */
		"cp plain ix && cp plain ix2 && dwz -m common -M $PWD/common ix ix2 && "
		"readelf -SW ix | grep -q gnu_debugaltlink",
	};
	/* clang-format on */
	size_t i;

	(void)state;
	fixture_run("$CC -O2 -g -Wl,--build-id " SOURCES " -o plain");
	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		assert_same(commands[i]);
}

static void test_split(void **state)
{
	(void)state;
	fixture_run("$CC -O2 -gdwarf-4 " SOURCES " -o plain");
	assert_same("$CC -O2 -gdwarf-4 -gsplit-dwarf " SOURCES " -o ix");
	fixture_run("$CC -O2 -gdwarf-5 " SOURCES " -o plain");
	assert_same("$CC -O2 -gdwarf-5 -gsplit-dwarf " SOURCES " -o ix");
}

/* libdw reads them from 0.191 on; without it nothing is silently missing. */
static void test_package_of_split_units(void **state)
{
	const char *packed = "$CC -O2 -gdwarf-4 -gsplit-dwarf " SOURCES
			     " -o ix && dwp -e ix && rm *.dwo";
	struct index *ix;

	(void)state;
	fixture_run("$CC -O2 -gdwarf-4 " SOURCES " -o plain");
	if (atoi(strchr(dwfl_version(NULL), '.') + 1) >= 191) {
		assert_same(packed);
		return;
	}
	fixture_run("rm -f ix*; %s", packed);
	fixture_log_start();
	ix = make("ix");
	assert_int_equal(index_nr(ix, INDEX_UNITS), 0);
	index_close(ix);
	assert_non_null(strstr(fixture_log(), "2 of 2 units"));
	assert_non_null(strstr(fixture_log(), "ix-ix_one.dwo"));
	fixture_log_stop();
}

/* One is missing: the others make the index, with a warning. */
static void test_missing_split_unit(void **state)
{
	struct index *ix;

	(void)state;
	fixture_run("rm -f *.dwo; $CC -O2 -gdwarf-5 -gsplit-dwarf " SOURCES
		    " -o ix && rm ix-ix_one.dwo");
	fixture_log_start();
	ix = make("ix");
	assert_non_null(strstr(fixture_log(), "1 of 2 units"));
	assert_non_null(strstr(fixture_log(), "ix-ix_one.dwo"));
	fixture_log_stop();
	assert_int_not_equal(index_find_kind(ix, "ix_other", INDEX_NAME_FUNC),
			     INDEX_NONE);
	index_close(ix);
}

/* A stripped file's debug file may be split itself. */
static void test_split_and_separate(void **state)
{
	(void)state;
	fixture_run("$CC -O2 -gdwarf-5 " SOURCES " -o plain");
	assert_same("$CC -O2 -gdwarf-5 -gsplit-dwarf " SOURCES " -o ix && "
		    "objcopy --only-keep-debug ix ix.debug && "
		    "objcopy -g --add-gnu-debuglink=ix.debug ix");
}

/* The value of a symbol as nm(1) has it. */
static u64 symbol(const char *program, const char *name)
{
	char line[64];
	FILE *f;

	fixture_run("nm %s | grep ' %s$' | cut -d' ' -f1 >symbol", program,
		    name);
	f = fopen(fixture_path("symbol"), "r");
	assert_non_null(f);
	assert_non_null(fgets(line, sizeof(line), f));
	fclose(f);
	return strtoull(line, NULL, 16);
}

static const struct index_global *global(const struct index *ix,
					 const char *name)
{
	const struct index_global *g =
		index_row(ix, INDEX_GLOBALS,
			  index_find_kind(ix, name, INDEX_NAME_GLOBAL));

	if (!g)
		fail_msg("there is no %s", name);
	return g;
}

/* TLS, then its offset: the only location of a function's variable. */
static void assert_thread_variable(const struct index *ix, const char *name,
				   u64 off)
{
	u32 i, nr = index_nr(ix, INDEX_VARS);

	for (i = 0; i < nr; i++) {
		const struct index_var *v = index_row(ix, INDEX_VARS, i);
		const struct index_loc *loc;
		const u8 *expr;

		if (strcmp(index_str(ix, v->name), name) != 0)
			continue;
		assert_int_equal(v->loc_nr, 1);
		loc = index_row(ix, INDEX_LOCS, v->loc_first);
		assert_int_equal(loc->len, 2);
		expr = index_rows(ix, INDEX_EXPRS, loc->expr, 2);
		assert_int_equal(expr[0], INDEX_EXPR_TLS);
		assert_int_equal(expr[1], off);
		return;
	}
	fail_msg("there is no %s", name);
}

static void test_thread_variables(void **state)
{
	static const char *const flags[] = {
		"-gdwarf-3",
		"-gdwarf-4",
		"-gdwarf-5",
		"-gdwarf-4 -gsplit-dwarf",
		"-gdwarf-5 -gsplit-dwarf",
	};
	static const char *const names[] = { "ix_first", "ix_second",
					     "ix_third" };
	size_t f, i;

	(void)state;
	for (f = 0; f < sizeof(flags) / sizeof(flags[0]); f++) {
		struct index *ix;

		fixture_run("rm -f *.dwo; $CC -O1 %s $SRC/ix_thread.c -o ix",
			    flags[f]);
		ix = make("ix");
		for (i = 0; i < 3; i++) {
			const struct index_global *g = global(ix, names[i]);

			assert_true(g->flags & INDEX_GLOBAL_TLS);
			assert_int_equal(g->addr, symbol("ix", names[i]));
		}
		assert_false(global(ix, "ix_plain")->flags & INDEX_GLOBAL_TLS);
		assert_thread_variable(ix, "within",
				       symbol("ix", "within.[0-9]*"));
		index_close(ix);
	}
}

static const struct index_part *part_of(const struct index *ix, u32 addr)
{
	u32 i;

	for (i = 0; i < index_nr(ix, INDEX_PARTS); i++) {
		const struct index_part *p = index_row(ix, INDEX_PARTS, i);

		if (addr >= p->addr && addr - p->addr < p->size)
			return p;
	}
	fail_msg("no section has %x", addr);
	return NULL;
}

/* Addresses of a relocatable file are offsets in its sections. */
static void test_relocatable(void **state)
{
	static const struct {
		const char *name;
		const char *section;
	} functions[] = {
		{ "ix_outer", ".text" },
		{ "main", ".text.startup" },
	};
	const struct index_part *p;
	struct index *ix;
	size_t i;

	(void)state;
	fixture_run("$CC -O2 -g -c $SRC/ix_one.c -o one.o && "
		    "$CC -O2 -g -c $SRC/ix_two.c -o two.o && "
		    "ld -r --unique=.text.startup one.o two.o -o ix");
	ix = make("ix");
	for (i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
		const char *name = functions[i].name;
		const struct index_func *f =
			index_row(ix, INDEX_FUNCS,
				  index_find_kind(ix, name, INDEX_NAME_FUNC));
		const struct index_scope *s =
			index_row(ix, INDEX_SCOPES, f->scope);
		const struct index_range *r =
			index_row(ix, INDEX_RANGES, s->range_first);

		p = part_of(ix, r->low);
		assert_string_equal(index_str(ix, p->name),
				    functions[i].section);
		assert_int_equal(r->low - p->addr, symbol("ix", name));
	}
	p = part_of(ix, global(ix, "ix_head")->addr);
	assert_string_equal(index_str(ix, p->name), ".bss");
	assert_int_equal(global(ix, "ix_head")->addr - p->addr,
			 symbol("ix", "ix_head"));
	index_close(ix);
	/* A program's are its own. */
	fixture_run("$CC -g " SOURCES " -o ix");
	ix = make("ix");
	assert_int_equal(index_nr(ix, INDEX_PARTS), 0);
	index_close(ix);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_split),
		cmocka_unit_test(test_package_of_split_units),
		cmocka_unit_test(test_missing_split_unit),
		cmocka_unit_test(test_split_and_separate),
		cmocka_unit_test(test_thread_variables),
		cmocka_unit_test(test_relocatable),
	};

	return cmocka_run_group_tests(tests, NULL, fixture_teardown);
}
