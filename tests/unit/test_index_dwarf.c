// SPDX-License-Identifier: GPL-2.0
/*
 * Indexes made of real programs: each way in which a compiler can say the
 * same gives the same declarations.
 */
#include "dwarf/make.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "fixture.h"
#include "index/decl.h"
#include "index/find.h"
#include "index/store.h"

/* clang-format off */
static const struct {
	const char *name;
	const char *text; /* without what depends on the linker */
} wanted[] = {
	{ "ix_list",
	  "struct ix_list {\n"
	  "\tstruct ix_list *next; /* 0 */\n"
	  "\tunsigned int flags : 3; /* 8:0 */\n"
	  "\tunsigned int rest : 13; /* 8:3 */\n"
	  "\tchar name[2][8]; /* 10 */\n"
	  "\tunion { long int number; double real; }; /* 32 */\n"
	  "\tint (*compare)(const struct ix_list *, void *, ...); /* 40 */\n"
	  "\tchar tail[]; /* 48 */\n"
	  "}; /* 48 bytes */\n" },
	{ "ix_list_t", "typedef struct ix_list ix_list_t; /* 48 bytes */\n" },
	{ "ix_color",
	  "enum ix_color { IX_RED = 0, IX_BLUE = -7 }; /* 4 bytes */\n" },
	{ "IX_BLUE", "IX_BLUE = -7;\n" },
	{ "ix_place",
	  "typedef struct {\n"
	  "\tconst volatile int *where; /* 0 */\n"
	  "\tenum ix_color color; /* 8 */\n"
	  "} ix_place; /* 16 bytes */\n" },
	{ "ix_hidden",
	  "struct ix_hidden {\n"
	  "\tix_list_t *list; /* 0 */\n"
	  "}; /* 8 bytes */\n" },
	{ "ix_inner", "static int ix_inner(int value); /* inlined */\n" },
	{ "ix_outer", "int ix_outer(ix_list_t *list, int count); /* at ADDR */\n" },
	{ "ix_depth", "static int ix_depth; /* thread-local, ADDR */\n" },
	{ "ix_head", "ix_list_t ix_head; /* at ADDR */\n" },
	{ "ix_secret", "struct ix_hidden *ix_secret; /* at ADDR */\n" },
	{ "ix_deep", "void ****ix_deep; /* at ADDR */\n" },
	{ "ix_nothing", "" },
};

static const char *const flags[] = {
	"-O2 -gdwarf-2 -gstrict-dwarf",
	"-O2 -gdwarf-3",
	"-O2 -gdwarf-4",
	"-O2 -gdwarf-5",
	"-O1 -gdwarf-5 -gz",
	"-O2 -gdwarf-4 -fdebug-types-section",
	"-O2 -gdwarf-5 -no-pie -fno-pie",
};
/* clang-format on */

/* A number behind "at " or "thread-local, " becomes ADDR. */
static void hide_addresses(char *text)
{
	static const char *const marks[] = { "/* at ", "/* thread-local, " };
	char rest[4096];
	size_t i;

	for (i = 0; i < 2; i++) {
		char *at = strstr(text, marks[i]);

		if (!at)
			continue;
		at += strlen(marks[i]);
		snprintf(rest, sizeof(rest), "ADDR%s", strstr(at, " */"));
		strcpy(at, rest);
	}
}

static void declarations(const struct index *ix, const char *name,
			 char ret[4096])
{
	FILE *out = fmemopen(ret, 4096, "w");
	u32 first, nr = index_find_name(ix, name, &first), i;

	assert_non_null(out);
	ret[0] = '\0';
	for (i = 0; i < nr; i++)
		decl_name(ix, index_row(ix, INDEX_NAMES, first + i), out);
	fclose(out);
	hide_addresses(ret);
}

static struct index *make(const char *program)
{
	char out[PATH_MAX];
	struct index *ix;

	assert_int_equal(make_index(fixture_path(program), false,
				    fixture_path("made.sxi"), NULL, out),
			 0);
	assert_int_equal(index_open(out, &ix), 0);
	assert_int_equal(index_verify(ix), 0);
	return ix;
}

static void test_declarations(void **state)
{
	char text[4096];
	size_t f, i;

	(void)state;
	for (f = 0; f < sizeof(flags) / sizeof(flags[0]); f++) {
		struct index *ix;

		fixture_run("$CC %s $SRC/ix_one.c $SRC/ix_two.c -o ix",
			    flags[f]);
		ix = make("ix");
		for (i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
			declarations(ix, wanted[i].name, text);
			if (strcmp(text, wanted[i].text))
				fail_msg("%s: %s: got:\n%swanted:\n%s",
					 flags[f], wanted[i].name, text,
					 wanted[i].text);
		}
		index_close(ix);
	}
}

/* ix_outer's address as nm says it. */
static u64 address_of(const char *program, const char *symbol)
{
	char command[4096], line[64] = "";
	FILE *p;

	snprintf(command, sizeof(command), "nm '%s' | sed -n 's/ T %s$//p'",
		 fixture_path(program), symbol);
	p = popen(command, "r");
	assert_non_null(p);
	assert_non_null(fgets(line, sizeof(line), p));
	pclose(p);
	return strtoull(line, NULL, 16);
}

static void test_scopes(void **state)
{
	const struct index_scope *body, *inner;
	const struct index_func *f;
	const struct index_var *v;
	struct index *ix;
	u32 addr, scope;

	(void)state;
	fixture_run("$CC -O2 -g $SRC/ix_one.c $SRC/ix_two.c -o ix");
	ix = make("ix");
	addr = (u32)(address_of("ix", "ix_outer") - index_head(ix)->base);
	scope = index_find_addr(ix, addr);
	assert_int_not_equal(scope, INDEX_NONE);
	body = index_row(ix, INDEX_SCOPES, scope);
	f = index_row(ix, INDEX_FUNCS, body->func);
	assert_string_equal(index_str(ix, f->name), "ix_outer");
	assert_int_equal(f->param_nr, 2);
	assert_true(body->end > scope + 1);
	inner = index_row(ix, INDEX_SCOPES, scope + 1);
	assert_int_equal(inner->kind, INDEX_SCOPE_INLINE);
	f = index_row(ix, INDEX_FUNCS, inner->func);
	assert_string_equal(index_str(ix, f->name), "ix_inner");
	assert_int_equal(inner->call_line, 19);
	/* Both parameters have places at the first instruction. */
	v = index_rows(ix, INDEX_VARS, body->var_first, body->var_nr);
	assert_non_null(v);
	assert_string_equal(index_str(ix, v[0].name), "list");
	assert_true(v[0].loc_nr >= 1);
	assert_true(v[1].loc_nr >= 1);
	index_close(ix);
}

static void test_split(void **state)
{
	char text[4096];
	struct index *ix;

	(void)state;
	fixture_run("$CC -O2 -gdwarf-5 -gsplit-dwarf $SRC/ix_one.c "
		    "$SRC/ix_two.c -o ix");
	ix = make("ix");
	declarations(ix, "ix_outer", text);
	assert_string_equal(
		text,
		"int ix_outer(ix_list_t *list, int count); /* at ADDR */\n");
	declarations(ix, "ix_hidden", text);
	assert_non_null(strstr(text, "ix_list_t *list; /* 0 */"));
	index_close(ix);
}

/* The debug information of a stripped program is found by its link. */
static void test_separate(void **state)
{
	char text[4096];
	struct index *ix;

	(void)state;
	fixture_run("$CC -O2 -g $SRC/ix_one.c $SRC/ix_two.c -o ix && "
		    "objcopy --only-keep-debug ix ix.debug && strip ix && "
		    "objcopy --add-gnu-debuglink=ix.debug ix");
	ix = make("ix");
	declarations(ix, "ix_color", text);
	assert_string_equal(text, wanted[2].text);
	assert_int_equal(index_head(ix)->has,
			 INDEX_HAS_DWARF | INDEX_HAS_LINES | INDEX_HAS_SYMTAB);
	index_close(ix);
	fixture_run("rm ix.debug");
	fixture_log_start();
	ix = make("ix");
	assert_non_null(strstr(fixture_log(), "no debug information"));
	fixture_log_stop();
	assert_int_equal(index_head(ix)->has, 0);
	assert_int_equal(index_nr(ix, INDEX_NAMES), 0);
	assert_true(index_nr(ix, INDEX_PLT) > 0);
	index_close(ix);
}

static void test_store(void **state)
{
	char out[PATH_MAX], found[PATH_MAX];
	struct index *ix;
	u8 id[INDEX_BUILD_ID_MAX];
	u32 len;

	(void)state;
	fixture_run("$CC -O2 -g -Wl,--build-id $SRC/ix_one.c $SRC/ix_two.c "
		    "-o ix");
	assert_int_equal(make_index(fixture_path("ix"), false, NULL,
				    fixture_path("store"), out),
			 0);
	assert_int_equal(index_open(out, &ix), 0);
	len = index_head(ix)->build_id_len;
	memcpy(id, index_head(ix)->build_id, len);
	index_close(ix);
	setenv("STAPX_INDEX_PATH", fixture_path("store"), 1);
	assert_int_equal(store_find(id, len, found), 0);
	assert_string_equal(found, out);
	id[0] ^= 1;
	assert_int_equal(store_find(id, len, found), -ENOENT);
	unsetenv("STAPX_INDEX_PATH");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_declarations),
		cmocka_unit_test(test_scopes),
		cmocka_unit_test(test_split),
		cmocka_unit_test(test_separate),
		cmocka_unit_test(test_store),
	};

	return cmocka_run_group_tests(tests, NULL, fixture_teardown);
}
