// SPDX-License-Identifier: GPL-2.0
/*
 * docs/opcodes.md, made from the tables of the machine: the test fails when it
 * is stale. With --write the program writes the text to its output instead.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <stapx/opcodes.h>
#include <stapx/program.h>

#include "base/file.h"

#define DOCUMENT "docs/opcodes.md"

static const struct {
	const char *name;
	const char *operands[4]; /* a, b, c, imm */
	const char *text;
} ops[] = {
#define SX_OP(name, a, b, c, imm, text) { #name, { #a, #b, #c, #imm }, text },
#include <stapx/opcodes.def>
#undef SX_OP
};

static const struct {
	const char *name;
	int ret;
	const char *params; /* i, s */
	int flags;
	const char *text;
} builtins[] = {
#define SX_BUILTIN(name, ret, params, flags, text) \
	{ #name, ret, params, flags, text },
#include <stapx/builtins.def>
#undef SX_BUILTIN
};

/* The kinds of opcodes.def; every one that a row uses must be here. */
static const struct {
	const char *name;
	const char *text;
} kinds[] = {
	{ "__", "unused, must be 0" },
	{ "RI", "reads an integer register" },
	{ "RS", "reads a string register" },
	{ "WI", "writes an integer register" },
	{ "WS", "writes a string register" },
	{ "WR", "writes a register of the result's type; 0 without a result" },
	{ "XI", "reads and writes an integer register" },
	{ "GI", "first of consecutive integer registers (operand group)" },
	{ "GS", "first of consecutive string registers (operand group)" },
	{ "RM", "what to read: 1 << (0..3) bytes, +4 extended by their sign, "
		"+8 of the kernel" },
	{ "VAL", "any value" },
	{ "JMP", "target, relative to the next instruction, same function" },
	{ "KINT", "integer constant" },
	{ "KSTR", "string constant" },
	{ "FUNC", "function" },
	{ "BLT", "builtin" },
	{ "GLI", "global integer" },
	{ "GLS", "global string" },
	{ "GLT", "global statistic" },
	{ "MPI", "map of integers" },
	{ "MPS", "map of strings" },
	{ "MPT", "map of statistics" },
	{ "MAP", "any map" },
	{ "AGT", "aggregate << 24, a global statistic" },
	{ "AGM", "aggregate << 24, a map of statistics" },
	{ "GHT", "global statistic with a histogram" },
	{ "MHT", "map of statistics with a histogram" },
	{ "FMT", "format" },
	{ "ITR", "iterator with rows; a group holds all keys of its map" },
	{ "ITS",
	  "iterator with rows; the group holds the keys that its slice gives" },
	{ "ITK", "iterator; the group holds the keys that its slice gives" },
	{ "KRE", "regular expression" },
	{ "REG",
	  "register by DWARF's number: 0-16, 49 rflags, 58 fs.base, 59 gs.base, 60 frame" },
	{ "MOD", "file of the target" },
};

static const char *const flags[] = {
	[SX_B_PURE] = "computes",
	[SX_B_TASK] = "current task",
	[SX_B_TIME] = "clock",
	[SX_B_REGS] = "registers of the hit",
	[SX_B_USER] = "memory of the target",
	[SX_B_STOP] = "flow of the handler or session",
};

#define NR(array) (sizeof(array) / sizeof((array)[0]))

/* A vertical bar would end the cell. */
static void put_text(const char *text, FILE *out)
{
	for (; *text; text++)
		fprintf(out, *text == '|' ? "\\%c" : "%c", *text);
}

static void put_row(const char *left, const char *text, FILE *out)
{
	fprintf(out, "| %s | ", left);
	put_text(text, out);
	fputs(" |\n", out);
}

static const char *operand_name(const char *kind)
{
	return strcmp(kind, "__") ? kind : "";
}

static void put_ops(FILE *out)
{
	size_t i;
	size_t j;

	fprintf(out,
		"## Instructions\n\n| nr | name | a | b | c | imm | does |\n"
		"| --- | --- | --- | --- | --- | --- | --- |\n");
	for (i = 0; i < NR(ops); i++) {
		fprintf(out, "| %zu | %s", i, ops[i].name);
		for (j = 0; j < NR(ops[i].operands); j++)
			fprintf(out, " | %s", operand_name(ops[i].operands[j]));
		fputs(" | ", out);
		put_text(ops[i].text, out);
		fputs(" |\n", out);
	}
}

static void put_kinds(FILE *out)
{
	size_t i;

	fprintf(out,
		"\n## Kinds of operands\n\n| kind | is |\n| --- | --- |\n");
	for (i = 1; i < NR(kinds); i++)
		put_row(kinds[i].name, kinds[i].text, out);
}

static const char *type_name(int type)
{
	switch (type) {
	case SX_T_INT:
		return ":long";
	case SX_T_STR:
		return ":string";
	default:
		return "";
	}
}

static void put_builtins(FILE *out)
{
	size_t i;
	size_t j;

	fprintf(out,
		"\n## Builtin functions\n\n| nr | function | needs | is |\n"
		"| --- | --- | --- | --- |\n");
	for (i = 0; i < NR(builtins); i++) {
		fprintf(out, "| %zu | `%s%s(", i, builtins[i].name,
			type_name(builtins[i].ret));
		for (j = 0; builtins[i].params[j]; j++)
			fprintf(out, "%s%s", j ? ", " : "",
				builtins[i].params[j] == 's' ? "string"
							     : "long");
		fprintf(out, ")` | %s | ", flags[builtins[i].flags]);
		put_text(builtins[i].text, out);
		fputs(" |\n", out);
	}
}

static void put_document(FILE *out)
{
	fprintf(out,
		"# Instructions and builtin functions\n\n"
		"Program format %d. Made from `include/stapx/opcodes.def` and "
		"`builtins.def` by\n"
		"`build/tests/test_opcodes_doc --write > " DOCUMENT "`.\n"
		"What registers, operand groups and sections are stands in "
		"`include/stapx/program.h`.\n\n",
		SX_PROG_VERSION);
	put_ops(out);
	put_kinds(out);
	put_builtins(out);
}

static void test_kinds(void **state)
{
	size_t i;
	size_t j;
	size_t k;

	(void)state;
	for (i = 0; i < NR(ops); i++) {
		for (j = 0; j < NR(ops[i].operands); j++) {
			for (k = 0; k < NR(kinds); k++)
				if (!strcmp(ops[i].operands[j], kinds[k].name))
					break;
			if (k == NR(kinds))
				fail_msg("%s: kind %s is not described here",
					 ops[i].name, ops[i].operands[j]);
		}
	}
}

static void test_document(void **state)
{
	char *wanted;
	char *found;
	FILE *out;
	size_t len;

	(void)state;
	out = open_memstream(&wanted, &len);
	put_document(out);
	fclose(out);
	assert_int_equal(file_read_all(DOCUMENT, 1 << 20, &found, NULL), 0);
	if (strcmp(wanted, found))
		fail_msg(DOCUMENT
			 " is stale: run "
			 "build/tests/test_opcodes_doc --write > " DOCUMENT);
	free(wanted);
	free(found);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_document),
	};

	if (argc == 2 && !strcmp(argv[1], "--write")) {
		put_document(stdout);
		return 0;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
