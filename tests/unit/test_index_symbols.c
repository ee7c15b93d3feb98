// SPDX-License-Identifier: GPL-2.0
/*
 * Symbols, marks and PLT entries of real files: the same as readelf and
 * objdump have.
 */
#include "index/symbols.h"

#include <elf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "fixture.h"
#include "index_fixture.h"

/* What is on every machine that builds this, and what is on many. */
static const char *const files[] = {
	"/lib/x86_64-linux-gnu/libc.so.6",
	"/lib64/ld-linux-x86-64.so.2",
	"/lib/x86_64-linux-gnu/libm.so.6",
	"/usr/lib/x86_64-linux-gnu/libstdc++.so.6",
	"/usr/lib/x86_64-linux-gnu/libdw.so.1",
	"/bin/bash",
	"/usr/bin/python3",
	"/usr/bin/perl",
};

#define FILES_NR (sizeof(files) / sizeof(files[0]))

static const struct {
	const char *name;
	u8 number;
} types[] = {
	{ "NOTYPE", STT_NOTYPE }, { "OBJECT", STT_OBJECT },
	{ "FUNC", STT_FUNC },	  { "COMMON", STT_COMMON },
	{ "TLS", STT_TLS },	  { "IFUNC", STT_GNU_IFUNC },
};

static const struct {
	const char *name;
	u8 number;
} binds[] = {
	{ "LOCAL", STB_LOCAL },
	{ "GLOBAL", STB_GLOBAL },
	{ "WEAK", STB_WEAK },
	{ "UNIQUE", STB_GNU_UNIQUE },
};

struct wanted {
	char name[4096];
	u64 addr;
	u64 size;
	u8 type;
	u8 bind;
	bool absolute;
	bool old;
};

/* A line of readelf -sW; false for what is no symbol of ours. */
static bool parse_symbol(const char *line, struct wanted *ret)
{
	char size[32], type[16], bind[16], vis[16], ndx[16], *at;
	unsigned long long addr;
	size_t i;

	/* Visibility may carry more words, in brackets. */
	if (sscanf(line, " %*u: %llx %31s %15s %15s %15s %15s %4095s", &addr,
		   size, type, bind, vis, ndx, ret->name) != 7 ||
	    !strcmp(ndx, "UND") || !strcmp(ndx, "COM"))
		return false;
	ret->addr = addr;
	ret->size = strtoull(size, NULL, 0);
	ret->absolute = !strcmp(ndx, "ABS");
	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (!strcmp(types[i].name, type))
			break;
	if (i == sizeof(types) / sizeof(types[0]))
		return false; /* SECTION, FILE */
	ret->type = types[i].number;
	for (i = 0; i < sizeof(binds) / sizeof(binds[0]); i++)
		if (!strcmp(binds[i].name, bind))
			break;
	assert_true(i < sizeof(binds) / sizeof(binds[0]));
	ret->bind = binds[i].number;
	at = strchr(ret->name + 1, '@');
	ret->old = at && at[1] != '@';
	if (at)
		*at = '\0';
	return true;
}

/* The row that is the symbol, or INDEX_NONE. */
static u32 find_row(const struct index *ix, const struct wanted *w)
{
	u32 first, nr = index_find_symbols(ix, w->name, &first), i;

	for (i = first; i < first + nr; i++) {
		const struct index_symbol *s = index_symbol_named(ix, i);
		u64 addr = s->addr;

		if (!(s->flags & INDEX_SYMBOL_ABSOLUTE) && s->type != STT_TLS)
			addr += index_head(ix)->base;
		if (addr == w->addr && s->type == w->type &&
		    s->size == w->size && s->bind == w->bind &&
		    w->absolute == !!(s->flags & INDEX_SYMBOL_ABSOLUTE) &&
		    (w->old || !(s->flags & INDEX_SYMBOL_OLD)))
			return *(const u32 *)index_row(ix, INDEX_SYMBOL_NAMES,
						       i);
	}
	return INDEX_NONE;
}

/* Both ways: no symbol is missing, and none is there that readelf lacks. */
static u32 compare_symbols(const struct index *ix, const char *command,
			   const char *file, u8 sources)
{
	FILE *out = index_fixture_ask(command, file);
	u32 nr = index_nr(ix, INDEX_SYMBOLS), i, compared = 0, row;
	u8 *seen = calloc(nr + 1, 1);
	struct wanted w;
	char *line = NULL;
	size_t size = 0;

	assert_non_null(seen);
	while (getline(&line, &size, out) > 0) {
		if (!parse_symbol(line, &w))
			continue;
		row = find_row(ix, &w);
		if (row == INDEX_NONE)
			fail_msg("%s: not found: %s", file, line);
		seen[row] = 1;
		compared++;
	}
	index_fixture_end(out);
	for (i = 0; i < nr; i++) {
		const struct index_symbol *s = index_row(ix, INDEX_SYMBOLS, i);

		if (s->sources & sources && !seen[i])
			fail_msg("%s: readelf has no %s", file,
				 index_str(ix, s->name));
	}
	free(line);
	free(seen);
	return compared;
}

/* Every symbol with a size is found at its address and inside of it. */
static void test_by_address(void **state)
{
	struct index *ix = index_fixture_make(files[0]);
	u32 i, tried = 0;

	(void)state;
	for (i = 0; i < index_nr(ix, INDEX_SYMBOLS); i++) {
		const struct index_symbol *s = index_row(ix, INDEX_SYMBOLS, i);
		const struct index_symbol *found;
		u32 row;

		if (s->type != STT_FUNC || !s->size)
			continue;
		row = index_symbol_at(ix, s->addr + s->size - 1);
		found = index_row(ix, INDEX_SYMBOLS, row);
		assert_non_null(found);
		assert_true(found->addr >= s->addr);
		row = index_symbol_at(ix, s->addr);
		found = index_row(ix, INDEX_SYMBOLS, row);
		assert_non_null(found);
		assert_int_equal(found->addr, s->addr);
		assert_true(row <= i);
		tried++;
	}
	assert_true(tried > 1000);
	assert_int_equal(index_symbol_at(ix, INDEX_NONE - 1), INDEX_NONE);
	index_close(ix);
}

/* What a stripped file keeps of its own, and what its debug file has. */
static void test_tables(void **state)
{
	static const char *const lost = "ix_inner"; /* inlined, but its data: */
	struct wanted w = { .name = "ix_depth" };
	struct index *ix;
	u32 first;

	(void)state;
	fixture_run("$CC -O2 -g $SRC/ix_one.c $SRC/ix_two.c -o ix && "
		    "objcopy --only-keep-debug ix ix.debug && strip ix && "
		    "objcopy --add-gnu-debuglink=ix.debug ix");
	ix = index_fixture_make(fixture_path("ix"));
	assert_true(compare_symbols(ix, "readelf -sW \"$F\"",
				    fixture_path("ix.debug"),
				    INDEX_SYMBOL_DEBUG) > 20);
	assert_int_equal(index_find_symbols(ix, w.name, &first), 1);
	assert_int_equal(index_symbol_named(ix, first)->type, STT_TLS);
	assert_int_equal(index_find_symbols(ix, lost, &first), 0);
	assert_int_equal(index_find_symbols(ix, "ix_oute", &first), 0);
	assert_int_equal(index_find_symbols(ix, "", &first), 0);
	index_close(ix);
}

/* "MiniDebugInfo": the symbols that .dynsym lacks, packed into a section. */
static void test_debugdata(void **state)
{
	const struct index_symbol *s;
	struct index *ix;
	u32 first;

	(void)state;
	if (!index_fixture_has("xz"))
		skip();
	fixture_run("$CC -O1 -g -rdynamic $SRC/ix_one.c $SRC/ix_two.c -o ix && "
		    "objcopy -S --keep-symbol=main --keep-symbol=ix_secret ix "
		    "mini && xz -kf mini && strip ix && objcopy "
		    "--add-section .gnu_debugdata=mini.xz ix packed");
	ix = index_fixture_make(fixture_path("packed"));
	assert_int_equal(index_find_symbols(ix, "main", &first), 1);
	s = index_symbol_named(ix, first);
	assert_int_equal(s->sources,
			 INDEX_SYMBOL_DEBUGDATA | INDEX_SYMBOL_DYNSYM);
	assert_int_equal(s->flags, INDEX_SYMBOL_CODE);
	assert_int_equal(index_find_symbols(ix, "ix_outer", &first), 1);
	assert_int_equal(index_symbol_named(ix, first)->sources,
			 INDEX_SYMBOL_DYNSYM);
	assert_int_equal(index_head(ix)->has & INDEX_HAS_SYMTAB, 0);
	index_close(ix);
}

struct wanted_mark {
	char provider[256];
	char name[256];
	char args[1024];
	unsigned long long addr;
	unsigned long long semaphore;
};

/* The next mark of readelf -n. */
static bool next_mark(FILE *out, struct wanted_mark *ret)
{
	char line[2048];

	memset(ret, 0, sizeof(*ret));
	while (fgets(line, sizeof(line), out)) {
		sscanf(line, " Provider: %255s", ret->provider);
		sscanf(line, " Name: %255s", ret->name);
		sscanf(line, " Location: %llx, Base: %*x, Semaphore: %llx",
		       &ret->addr, &ret->semaphore);
		if (strncmp(line, "    Arguments:", 14))
			continue;
		sscanf(line, "    Arguments: %1023[^\n]", ret->args);
		return true;
	}
	return false;
}

static bool is_mark(const struct index *ix, const struct index_mark *m,
		    const struct wanted_mark *w, u64 moved)
{
	u64 base = index_head(ix)->base;
	u64 semaphore =
		m->semaphore == INDEX_NONE ? 0 : base + m->semaphore - moved;

	return base + m->addr - moved == w->addr && semaphore == w->semaphore &&
	       !strcmp(index_str(ix, m->provider), w->provider) &&
	       !strcmp(index_str(ix, m->name), w->name) &&
	       !strcmp(index_str(ix, m->args), w->args);
}

static u32 compare_marks(const struct index *ix, const char *file, u64 moved)
{
	FILE *out = index_fixture_ask("readelf -n \"$F\" 2>/dev/null", file);
	u32 nr = index_nr(ix, INDEX_MARKS), i, found = 0;
	struct wanted_mark w;

	while (next_mark(out, &w)) {
		for (i = 0; i < nr; i++)
			if (is_mark(ix, index_row(ix, INDEX_MARKS, i), &w,
				    moved))
				break;
		if (i == nr)
			fail_msg("%s: no mark %s:%s at %llx", file, w.provider,
				 w.name, w.addr);
		found++;
	}
	index_fixture_end(out);
	assert_int_equal(found, nr);
	return found;
}

/* Made here, stripped, and moved since it was linked. */
static void test_own_marks(void **state)
{
	static const char *const order[] = { "ax:second", "ix:first",
					     "ix:first", "ix:second" };
	static const struct {
		const char *command;
		u64 moved;
	} ways[] = {
		{ "$CC -O1 $SRC/ix_marks.c -o marks", 0 },
		{ "$CC -O1 -no-pie $SRC/ix_marks.c -o marks && strip marks",
		  0 },
		{ "$CC -O1 -DMOVED=-0x1000 $SRC/ix_marks.c -o marks", 0x1000 },
	};
	char name[64];
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		struct index *ix;

		fixture_run("%s", ways[i].command);
		ix = index_fixture_make(fixture_path("marks"));
		assert_int_equal(
			compare_marks(ix, fixture_path("marks"), ways[i].moved),
			4);
		for (k = 0; k < 4; k++) {
			const struct index_mark *m =
				index_row(ix, INDEX_MARKS, (u32)k);

			snprintf(name, sizeof(name), "%s:%s",
				 index_str(ix, m->provider),
				 index_str(ix, m->name));
			assert_string_equal(name, order[k]);
		}
		index_close(ix);
	}
}

/* Entries of objdump; those of IFUNCs have no name there. */
static u32 compare_plt(const struct index *ix, const char *file)
{
	FILE *out = index_fixture_ask("objdump -d -j .plt -j .plt.sec "
				      "-j .plt.got \"$F\" 2>/dev/null |"
				      "grep '@plt>:$' || true",
				      file);
	u32 nr = index_nr(ix, INDEX_PLT), found = 0;
	unsigned long long addr;
	char line[4096], name[4096];

	while (fgets(line, sizeof(line), out)) {
		const struct index_plt *p;
		u32 row;

		assert_int_equal(sscanf(line, "%llx <%4095[^@>+]", &addr, name),
				 2);
		row = index_plt_at(ix, (u32)(addr - index_head(ix)->base));
		p = index_row(ix, INDEX_PLT, row);
		if (!p)
			fail_msg("%s: no entry: %s", file, line);
		assert_int_equal(p->addr + index_head(ix)->base, addr);
		if (name[0] != '*')
			assert_string_equal(index_str(ix, p->name), name);
		assert_int_equal(index_plt_at(ix, p->addr + p->len - 1), row);
		found++;
	}
	index_fixture_end(out);
	if (found != nr)
		fail_msg("%s: objdump has %u entries, not %u", file, found, nr);
	return found;
}

static void test_files(void **state)
{
	u32 compared = 0;
	size_t i;

	(void)state;
	for (i = 0; i < FILES_NR; i++) {
		struct index *ix;

		if (access(files[i], R_OK))
			continue;
		ix = index_fixture_make(files[i]);
		compared += compare_symbols(ix, "readelf -sW \"$F\"", files[i],
					    INDEX_SYMBOL_SYMTAB |
						    INDEX_SYMBOL_DYNSYM);
		compare_marks(ix, files[i], 0);
		compare_plt(ix, files[i]);
		index_close(ix);
	}
	/* libc alone has more. */
	assert_true(compared > 2000);
}

static void test_plt(void **state)
{
	static const char *const flags[] = {
		"-fcf-protection -Wl,-z,lazy",
		"-fcf-protection -Wl,-z,lazy -Wl,-z,ibtplt",
		"-fcf-protection=none -Wl,-z,lazy",
		"-fcf-protection=none -Wl,-z,now",
		"-fcf-protection -Wl,-z,now -Wl,-z,ibtplt",
		"-fcf-protection=none -Wl,-z,lazy -no-pie -fno-pie",
		"-fcf-protection=none -Wl,-z,lazy -shared -fpic",
	};
	struct index *ix;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		fixture_run("$CC -O1 %s $SRC/ix_plt.c -o plt", flags[i]);
		ix = index_fixture_make(fixture_path("plt"));
		assert_true(compare_plt(ix, fixture_path("plt")) >= 4);
		index_close(ix);
	}
}

/* Without a dynamic linker the entries are those of IFUNCs. */
static void test_static_plt(void **state)
{
	static const char *const flags[] = { "-static", "-static-pie" };
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		char count[32] = "";
		struct index *ix;
		FILE *out;
		u32 k;

		fixture_run("$CC -O1 %s $SRC/ix_plt.c -o plt", flags[i]);
		ix = index_fixture_make(fixture_path("plt"));
		out = index_fixture_ask(
			"readelf -rW \"$F\" | grep -c R_X86_64_IRELATIV",
			fixture_path("plt"));
		assert_non_null(fgets(count, sizeof(count), out));
		index_fixture_end(out);
		assert_true(atoi(count) > 5);
		assert_int_equal(index_nr(ix, INDEX_PLT), atoi(count));
		/* All have the names of functions: the file has symbols. */
		for (k = 0; k < index_nr(ix, INDEX_PLT); k++) {
			const struct index_plt *p = index_row(ix, INDEX_PLT, k);

			assert_int_not_equal(index_str(ix, p->name)[0], '*');
		}
		index_close(ix);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_by_address),
		cmocka_unit_test(test_tables),
		cmocka_unit_test(test_debugdata),
		cmocka_unit_test(test_own_marks),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_plt),
		cmocka_unit_test(test_static_plt),
	};

	return cmocka_run_group_tests(tests, NULL, fixture_teardown);
}
