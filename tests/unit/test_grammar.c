// SPDX-License-Identifier: GPL-2.0
/*
 * The grammar's tests: -p1 makes of each tests/grammar/NAME.stp exactly the
 * text of NAME.out; NAME.args holds arguments, one a line. What is printed,
 * of these, of the language's tests and of SystemTap's examples where they are
 * installed, makes the same tree again. With files as arguments the program
 * prints what -p1 makes of them and tests nothing.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <ftw.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ast_compare.h"
#include "base/file.h"
#include "script/passes.h"
#include "script/preproc_env.h"
#include "script/print.h"

#define EXAMPLES "/usr/share/systemtap/examples"
#define MAX_ARGS 16

/* A kernel for conditionals: the tests are the same on every host. */
static const struct preproc_env env = {
	.kernel_vr = "6.1.0-18-amd64",
	.arch = "x86_64",
	.systemtap_v = "4.8",
	.runtime = "kernel",
	.privilege = "stapdev",
	.config = "# CONFIG_OFF is not set\nCONFIG_SMP=y\nCONFIG_EXT4_FS=m\n"
		  "CONFIG_NR_CPUS=64\nCONFIG_HZ_STRING=\"250\"\n",
};

/* One text and its tree. */
struct tree {
	const char *args[MAX_ARGS];
	struct passes_opts opts;
	struct arena *arena;
	struct diag *diag;
	struct script script;
	int err;
};

static void tree_parse(struct tree *tree, struct arena *arena,
		       struct intern *intern, const char *name,
		       const char *text)
{
	const struct passes_text source = { .name = name,
					    .text = text,
					    .len = strlen(text) };

	tree->diag = diag_create();
	assert_non_null(tree->diag);
	tree->opts.args = tree->args;
	tree->opts.env = &env;
	ast_init(&tree->script, arena, intern, tree->diag);
	tree->script.opts = &tree->opts;
	tree->err = passes_parse_text(&tree->script, &source, false, NULL);
}

/* malloc'ed */
static char *print_tree(const struct tree *tree)
{
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	assert_non_null(out);
	diag_render(tree->diag, out, 0);
	if (!tree->err)
		print_script(&tree->script, out);
	fclose(out);
	return text;
}

static char *read_text(const char *path, const char *suffix)
{
	char name[4096];
	char *text;

	snprintf(name, sizeof(name), "%.*s%s", (int)strlen(path) - 4, path,
		 suffix);
	return file_read_all(name, 1 << 22, &text, NULL) ? NULL : text;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static void set_args(struct tree *tree, char *lines)
{
	char *line, *save = NULL;

	for (line = lines ? strtok_r(lines, "\n", &save) : NULL;
	     line && tree->opts.args_nr < MAX_ARGS;
	     line = strtok_r(NULL, "\n", &save))
		tree->args[tree->opts.args_nr++] = line;
}

/* Text -> tree -> text -> tree: both trees, and both texts, are the same. */
static void check_again(const char *path, const struct tree *tree,
			struct arena *arena, struct intern *intern)
{
	struct tree again = { 0 };
	char *printed = print_tree(tree);
	char *twice;
	const char *bad;

	tree_parse(&again, arena, intern, "again", printed);
	twice = print_tree(&again);
	bad = again.err ? twice : ast_compare(&tree->script, &again.script);
	if (bad)
		fail_msg("%s, printed and read again: %s", path, bad);
	assert_string_equal(printed, twice);
	diag_destroy(again.diag);
	free(printed);
	free(twice);
}

/* What most examples do with arguments, they do with numbers. */
static char *example_args(const char *path)
{
	return strncmp(path, EXAMPLES, strlen(EXAMPLES)) ? NULL
							 : strdup("1\n2\n3");
}

/* Parses a file; *ret, if wanted, is what -p1 prints, malloc'ed. */
static int check_file(const char *path, char **ret)
{
	struct arena *arena = arena_create();
	struct intern *intern = intern_create(arena);
	struct tree tree = { 0 };
	char *text = read_text(path, ".stp");
	char *args = read_text(path, ".args");

	assert_non_null(text);
	args = args ? args : example_args(path);
	set_args(&tree, args);
	tree_parse(&tree, arena, intern, base_name(path), text);
	if (ret)
		*ret = print_tree(&tree);
	if (!tree.err && !diag_warnings(tree.diag))
		check_again(path, &tree, arena, intern);
	diag_destroy(tree.diag);
	arena_destroy(arena);
	free(text);
	free(args);
	return tree.err;
}

static void test_file(void **state)
{
	char *want = read_text(*state, ".out");
	char *got;

	check_file(*state, &got);
	assert_non_null(want);
	assert_string_equal(got, want);
	free(got);
	free(want);
}

static void test_language(void **state)
{
	glob_t files;
	u32 good = 0;

	(void)state;
	assert_int_equal(glob("tests/language/*.stp", 0, NULL, &files), 0);
	for (size_t i = 0; i < files.gl_pathc; i++)
		good += !check_file(files.gl_pathv[i], NULL);
	assert_true(good > files.gl_pathc / 3);
	globfree(&files);
}

static u32 examples, accepted;

static int visit_example(const char *path, const struct stat *st, int type,
			 struct FTW *ftw)
{
	size_t len = strlen(path);

	(void)st;
	(void)ftw;
	if (type != FTW_F || len < 4 || strcmp(path + len - 4, ".stp"))
		return 0;
	examples++;
	accepted += !check_file(path, NULL);
	return 0;
}

/* Without the macros of SystemTap's library most can be read. */
static void test_examples(void **state)
{
	(void)state;
	if (nftw(EXAMPLES, visit_example, 16, FTW_PHYS) || !examples)
		skip();
	assert_true(accepted > examples * 3 / 4);
}

static int print_files(char **paths)
{
	for (; *paths; paths++) {
		char *text;

		check_file(*paths, &text);
		fputs(text, stdout);
		free(text);
	}
	return 0;
}

int main(int argc, char **argv)
{
	static struct CMUnitTest tests[1000];
	size_t nr = 0;
	glob_t files;
	int failed;

	if (argc > 1)
		return print_files(argv + 1);
	if (glob("tests/grammar/*.stp", 0, NULL, &files)) {
		fprintf(stderr, "no tests/grammar/*.stp here: run it in the "
				"top folder of the sources\n");
		return 1;
	}
	tests[nr++] = (struct CMUnitTest)cmocka_unit_test(test_language);
	tests[nr++] = (struct CMUnitTest)cmocka_unit_test(test_examples);
	for (size_t i = 0; i < files.gl_pathc && nr < 1000; i++)
		tests[nr++] = (struct CMUnitTest){
			.name = files.gl_pathv[i],
			.test_func = test_file,
			.initial_state = files.gl_pathv[i],
		};
	failed = _cmocka_run_group_tests("grammar", tests, nr, NULL, NULL);
	globfree(&files);
	return failed;
}
