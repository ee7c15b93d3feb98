// SPDX-License-Identifier: GPL-2.0
/*
 * The whole loader on files of another kernel: type information, donor and
 * symbol table make a facts file; that and the symbol table make a module.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "fixture.h"
#include "kload/elf64.h"
#include "kload/kload.h"
#include "kload_fixture.h"
#include "base/file.h"

static const char object_text[] =
	".globl init_module, cleanup_module\n"
	"init_module: mov koff.task.mm(%rdi),%rax\n"
	"call vfree\n"
	"jmp __x86_return_thunk\n"
	"cleanup_module: jmp __x86_return_thunk\n"
	".section .stapx.info,\"a\"\n.asciz \"abi=3\"\n.asciz \"version=1.2\"\n"
	".section .stapx.sig,\"a\"\n.asciz \"vfree 1\"\n";

static const char donor_text[] =
	".globl init_module, cleanup_module\n"
	"init_module: ret\ncleanup_module: ret\n"
	".section .modinfo,\"a\"\n"
	".asciz \"vermagic=9.9.9-test SMP mod_unload modversions \"\n"
	".section .gnu.linkonce.this_module,\"aw\"\n.skip 24\n"
	".asciz \"donor\"\n.skip 34\n.quad init_module\n.skip 56\n"
	".quad cleanup_module\n.skip 120\n"
	".section __versions,\"a\"\n.quad 0xcafe1234\n"
	".asciz \"module_layout\"\n.skip 42\n";

static const char symbols[] = "ffffffff81000000 T _text\n"
			      "ffffffff81000010 T vfree\n"
			      "ffffffff81000020 T __x86_return_thunk\n";

/* struct task {char x[40]; int mm}; vfree() of so many parameters. */
static void make_types(const char *name, uint32_t param_nr)
{
	struct btf_maker m = { 0 };
	uint32_t i, proto, p;
	size_t len;
	void *data;

	i = make_type(&m, MAKE_INT, 0, "int", 4);
	make_u32(&m, 32);
	make_type(&m, MAKE_STRUCT, 1, "task", 44);
	make_member(&m, "mm", i, 320);
	proto = make_type(&m, MAKE_PROTO, param_nr, "", 0);
	for (p = 0; p < param_nr; p++) {
		make_u32(&m, make_string(&m, "p"));
		make_u32(&m, i);
	}
	make_type(&m, MAKE_FUNC, 0, "vfree", proto);
	data = make_btf(&m, NULL, 0, &len);
	make_file(name, data, len);
	free(data);
}

static int make_files(void **state)
{
	size_t len;

	(void)state;
	free(assemble(object_text, &len));
	fixture_run("mv fixture.o stapx.ko.o");
	free(assemble(donor_text, &len));
	fixture_run("mv fixture.o donor.ko");
	make_types("types", 1);
	make_types("types2", 2);
	make_text_file("symbols", symbols);
	return 0;
}

static struct kload_opts other_kernel(void)
{
	return (struct kload_opts){
		.object = fixture_path("stapx.ko.o"),
		.kallsyms = fixture_path("symbols"),
		.no_load = true,
	};
}

static uint64_t symbol_value(const struct elf64_symtab *tab, const char *name)
{
	size_t i;

	for (i = 1; i < tab->nr; i++) {
		if (strcmp(elf64_symbol_name(tab, i), name))
			continue;
		assert_int_equal(tab->sym[i].st_shndx, SHN_ABS);
		return tab->sym[i].st_value;
	}
	fail_msg("no symbol %s", name);
	return 0;
}

static void check_module(const char *path)
{
	struct elf64_symtab tab;
	struct elf64 elf;
	uint32_t crc;
	char *data;
	size_t len;

	assert_int_equal(file_read_all(path, 1 << 20, &data, &len), 0);
	assert_int_equal(elf64_open("module", data, len, &elf), 0);
	assert_int_equal(elf64_symtab_read(&elf, &tab), 0);
	assert_true(symbol_value(&tab, "koff.task.mm") == 40);
	assert_true(symbol_value(&tab, "vfree") == 0xffffffff81000010);
	assert_int_equal(
		elf64_data(&elf, elf64_find(&elf, ".return_sites")).len, 8);
	assert_int_equal(
		elf64_data(&elf, elf64_find(&elf, ".gnu.linkonce.this_module"))
			.len,
		256);
	assert_true(bytes_u32(elf64_data(&elf, elf64_find(&elf, "__versions")),
			      0, &crc));
	assert_int_equal(crc, 0xcafe1234);
	elf64_symtab_free(&tab);
	elf64_close(&elf);
	free(data);
}

static void test_two_ways(void **state)
{
	struct kload_opts o = other_kernel();

	(void)state;
	o.btf = fixture_path("types");
	o.donor = fixture_path("donor.ko");
	o.build_id = "0123abcd";
	o.out = fixture_path("direct.ko");
	o.facts_out = fixture_path("facts");
	assert_int_equal(kload_run(&o), 0);
	check_module(fixture_path("direct.ko"));
	o = other_kernel();
	o.facts_in = fixture_path("facts");
	o.out = fixture_path("from.ko");
	assert_int_equal(kload_run(&o), 0);
	check_module(fixture_path("from.ko"));
	fixture_run("cmp direct.ko from.ko");
	fixture_run("grep -qx build-id=0123abcd facts");
	fixture_run("grep -qx release=9.9.9-test facts");
	fixture_run("grep -qx koff.task.mm=40 facts");
	fixture_run("grep -qx kargs.vfree=1 facts");
}

static const char *const without_mm[] = { "koff.task.*" };

static void test_refused(void **state)
{
	static const struct {
		const char *object, *btf, *donor, *facts, *symbols;
		bool hide;
		const char *message;
	} cases[] = {
		{ NULL, "types", "donor.ko", NULL, "symbols", false,
		  "no kernel object given" },
		{ "absent.o", "types", "donor.ko", NULL, "symbols", false,
		  "absent.o: No such file" },
		{ "symbols", "types", "donor.ko", NULL, "symbols", false,
		  "not an ELF file" },
		{ "stapx.ko.o", NULL, "donor.ko", NULL, "symbols", false,
		  "no type information of this kernel" },
		{ "stapx.ko.o", "absent", "donor.ko", NULL, "symbols", false,
		  "absent: No such file" },
		{ "stapx.ko.o", "symbols", "donor.ko", NULL, "symbols", false,
		  "no BTF magic" },
		{ "stapx.ko.o", "types", NULL, NULL, "symbols", false,
		  "give one of its modules as --donor" },
		{ "stapx.ko.o", "types", "symbols", NULL, "symbols", false,
		  "not an ELF file" },
		{ "stapx.ko.o", "types", "donor.ko", NULL, "absent", false,
		  "absent: No such file" },
		{ "stapx.ko.o", "types", "donor.ko", "symbols", "symbols",
		  false, "1: should be \"# stapx facts 1\"" },
		{ "stapx.ko.o", "types2", "donor.ko", NULL, "symbols", false,
		  "vfree() has 2 parameters" },
		{ "stapx.ko.o", "types", "donor.ko", NULL, "kcfi", false,
		  "kCFI" },
		{ "stapx.ko.o", "types", "donor.ko", NULL, "symbols", true,
		  "koff.task.mm is missing" },
	};
	size_t i;

	(void)state;
	make_text_file("kcfi", "ffffffff81000000 t __cfi_vfree\n");
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct kload_opts o = { .no_load = true };

		if (cases[i].object)
			o.object = fixture_path(cases[i].object);
		if (cases[i].btf)
			o.btf = fixture_path(cases[i].btf);
		if (cases[i].donor)
			o.donor = fixture_path(cases[i].donor);
		if (cases[i].facts)
			o.facts_in = fixture_path(cases[i].facts);
		o.kallsyms = fixture_path(cases[i].symbols);
		o.without = without_mm;
		o.without_nr = cases[i].hide;
		o.out = fixture_path("refused.ko");
		fixture_log_start();
		if (!kload_run(&o))
			fail_msg("case %zu was linked", i);
		if (!strstr(fixture_log(), cases[i].message))
			fail_msg("case %zu: no \"%s\" in: %s", i,
				 cases[i].message, fixture_log());
		fixture_log_stop();
		fixture_run("test ! -e refused.ko");
	}
}

/* A facts file is for one kernel; this machine's is another one. */
static void test_other_build(void **state)
{
	struct kload_opts o = { .object = fixture_path("stapx.ko.o"),
				.no_load = true,
				.out = fixture_path("refused.ko") };

	(void)state;
	make_text_file("strange", "# stapx facts 1\nbuild-id=00\n"
				  "release=x\nvermagic=x \n");
	o.facts_in = fixture_path("strange");
	fixture_log_start();
	assert_int_equal(kload_run(&o), -ENOEXEC);
	assert_non_null(strstr(fixture_log(), "build-id"));
	fixture_log_stop();
}

static void test_command_line(void **state)
{
	static const struct {
		const char *args[6];
		const char *message;
	} cases[] = {
		{ { "kload", "what" }, "what: takes no arguments" },
		{ { "kload", "--kallsyms", "x", "--object", "y" },
		  "write the module with -o" },
		{ { "kload", "--explain", "--object", "/absent" },
		  "/absent: No such file" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *argv[7] = { NULL };
		int argc = 0;

		while (argc < 6 && cases[i].args[argc]) {
			argv[argc] = (char *)cases[i].args[argc];
			argc++;
		}
		fixture_log_start();
		assert_int_equal(kload_main(argc, argv, NULL), 1);
		assert_non_null(strstr(fixture_log(), cases[i].message));
		fixture_log_stop();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_two_ways),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_other_build),
		cmocka_unit_test(test_command_line),
	};

	return cmocka_run_group_tests(tests, make_files, fixture_teardown);
}
