// SPDX-License-Identifier: GPL-2.0
/*
 * docs/functions.md is made of builtins.def and of the comments in tapsets/:
 * run with --write to make it anew.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "functions_doc.h"
#include "script/builtins.h"

#define DOCUMENT "docs/functions.md"
#define TAPSETS	 "tapsets/*.stp*"

static const char *const texts[SX_BUILTIN_NR] = {
#define SX_BUILTIN(name, ret, params, flags, text) [SX_BUILTIN_##name] = text,
#include <stapx/builtins.def>
#undef SX_BUILTIN
};

static const char *const groups[] = {
	[SX_B_TASK] = "The current task, CPU and probe",
	[SX_B_TIME] = "Clocks",
	[SX_B_REGS] = "Registers and arguments of the hit",
	[SX_B_USER] = "Memory of the target",
	[SX_B_STOP] = "Messages, errors, and the end",
	[SX_B_PURE] = "Strings and numbers",
};

static void put_cell(const char *text, FILE *out)
{
	for (; *text; text++)
		fprintf(out, *text == '|' ? "\\%c" : "%c", *text);
}

static const char *result(u8 type)
{
	if (type == SX_T_NONE)
		return "";
	return type == SX_T_STR ? ":string" : ":long";
}

static void put_builtin(u32 nr, FILE *out)
{
	const struct builtin *b = &builtins[nr];
	const char *param;

	fprintf(out, "| `%s%s (", b->name, result(b->ret));
	for (param = b->params; *param; param++)
		fprintf(out, "%s%s", param == b->params ? "" : ", ",
			*param == 's' ? "string" : "long");
	fputs(")` | ", out);
	put_cell(texts[nr], out);
	fputs(" |\n", out);
}

/* Names with two underscores are for the library alone. */
static int is_public(const char *name)
{
	return strncmp(name, "__", 2) != 0;
}

static void put_group(u32 group, FILE *out)
{
	u32 i;

	fprintf(out, "### %s\n\n| function | is |\n| --- | --- |\n",
		groups[group]);
	for (i = 0; i < SX_BUILTIN_NR; i++)
		if (builtins[i].flags == group && is_public(builtins[i].name))
			put_builtin(i, out);
	fputc('\n', out);
}

static int put_document(FILE *out, FILE *faults)
{
	int faults_nr = 0;
	glob_t files;
	size_t i;

	fprintf(out, "# Functions\n\n"
		     "What a script can call besides the print family. Made of "
		     "`include/stapx/builtins.def`\n"
		     "and the comments in `tapsets/` by "
		     "`build/tests/test_functions_doc --write > " DOCUMENT
		     "`.\n\n## The machine's own\n\n");
	for (i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		put_group((u32)i, out);
	if (glob(TAPSETS, 0, NULL, &files)) {
		fprintf(faults, "no " TAPSETS " here: run it in the top folder "
				"of the sources\n");
		return 1;
	}
	for (i = 0; i < files.gl_pathc; i++)
		faults_nr += functions_doc_file(files.gl_pathv[i], out, faults);
	globfree(&files);
	return faults_nr;
}

static void test_document(void **state)
{
	char *wanted, *found;
	size_t len;
	FILE *out = open_memstream(&wanted, &len);

	(void)state;
	assert_int_equal(put_document(out, stderr), 0);
	fclose(out);
	assert_int_equal(file_read_all(DOCUMENT, 1 << 20, &found, NULL), 0);
	if (strcmp(wanted, found))
		fail_msg(DOCUMENT " is stale: run "
				  "build/tests/test_functions_doc --write "
				  "> " DOCUMENT);
	free(wanted);
	free(found);
}

/* A file with each fault that is looked for. */
static void test_faults(void **state)
{
	static const char bad[] =
		"// SPDX\n/* About it. */\n"
		"function bare (a)\n"
		"/**\n * other - text\n */\nfunction named ()\n"
		"/**\n * f - text\n * @a: it\n */\nfunction f (a, b)\n"
		"/**\n * g - text\n * @a: it\n */\nfunction g:long (x:long)\n"
		"/**\n * lost - text\n */\n"
		"/**\n * good - text\n * @a: it\n */\n"
		"function good:string (a:string)\n"
		"private function hidden ()\n"
		"/**\n * m - text\n * @a: it\n */\n@define m(a) %( @a %)\n";
	char path[] = "/tmp/stapx-doc-XXXXXX";
	char *faults, *text;
	size_t faults_len, text_len;
	FILE *err = open_memstream(&faults, &faults_len);
	FILE *out = open_memstream(&text, &text_len);
	FILE *f = fdopen(mkstemp(path), "w");

	(void)state;
	assert_non_null(f);
	fputs(bad, f);
	fclose(f);
	assert_int_equal(functions_doc_file(path, out, err), 6);
	remove(path);
	fclose(out);
	fclose(err);
	assert_non_null(strstr(faults, ":3: no comment on bare\n"));
	assert_non_null(strstr(faults, ":7: no comment on named\n"));
	assert_non_null(strstr(faults, ":12: the comment tells of other "
				       "parameters of f\n"));
	assert_non_null(strstr(faults, ":17: the comment does not tell of "
				       "parameter x\n"));
	assert_non_null(strstr(faults, "the comment on lost\n"));
	assert_non_null(strstr(text, "About it. \n\n### `f (a, b)`\n\ntext\n\n"
				     "* `a`: it\n\n"));
	assert_non_null(strstr(text, "### `@m(a)`\n\ntext\n"));
	assert_null(strstr(text, "hidden"));
	free(faults);
	free(text);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_document),
		cmocka_unit_test(test_faults),
	};

	if (argc == 2 && !strcmp(argv[1], "--write"))
		return put_document(stdout, stderr) != 0;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
