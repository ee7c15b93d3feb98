// SPDX-License-Identifier: GPL-2.0
/*
 * From object to module: each case assembles a few lines, links them with
 * given facts, parses the module again and looks at what came out.
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
#include "kload/link.h"
#include "kload/module.h"
#include "kload_fixture.h"

/* Every case's object starts with this; offsets in .text count from 0. */
#define PREAMBLE                                                                 \
	".globl init_module, cleanup_module\n"                                   \
	".section .init.text,\"ax\"\ninit_module: xor %eax,%eax\n ret\n"         \
	".section .exit.text,\"ax\"\ncleanup_module: ret\n"                      \
	".section .stapx.info,\"a\"\n.asciz \"abi=7\"\n.asciz \"version=0.1\"\n" \
	".text\n"

#define LAYOUT                                    \
	"ksize.module=256\nkoff.module.name=24\n" \
	"koff.module.init=64\nkoff.module.exit=128\n"

#define RETURN_THUNK "__x86_return_thunk=0xffffffff82000000\n"
#define R11_THUNK    "__x86_indirect_thunk_r11=0xffffffff82000100\n"
#define RAX_THUNK    "__x86_indirect_thunk_rax=0xffffffff82000200\n"

/* A fault that is fixed up, between stac and clac. */
#define ACCESS                                            \
	"stac: stac\n1: mov (%rdi),%rax\n2: clac\n ret\n" \
	".section .stapx.ex,\"a\"\n.quad 1b,2b\n"         \
	".section .stapx.smap,\"a\"\n.quad stac,2b\n"

struct link_case {
	const char *text;
	const char *facts;
	/* "section=hex" and "section+offset type symbol+addend" lines. */
	const char *want[6];
	bool no_smap;
};

static const struct link_case cases[] = {
	/* A fact is an absolute symbol. */
	{ "mov koff.a.b(%rdi),%rax\n",
	  "koff.a.b=0x1234\n",
	  { ".text+0x3 32S koff.a.b(abs 0x1234)+0" },
	  false },
	{ ".weak ksize.rare\nmov $ksize.rare,%rax\n",
	  "ksize.rare=-1\n",
	  { ".text+0x3 32S ksize.rare(abs 0xffffffffffffffff)+0" },
	  false },
	/* PLT32 means the same and is unknown to old kernels. */
	{ "call vfree@PLT\n",
	  "vfree=0xffffffff81000000\n",
	  { ".text+0x1 PC32 vfree(abs 0xffffffff81000000)-4" },
	  false },
	{ ".weak gone\ncall gone\n",
	  "gone=0\n",
	  { ".text+0x1 PC32 gone(abs 0)-4" },
	  false },
	/* __this_module is in the module itself. */
	{ ".data\n.quad __this_module\n",
	  "",
	  { ".data+0 64 __this_module(.gnu.linkonce.this_module 0)+0",
	    ".gnu.linkonce.this_module+0x40 64 init_module(.init.text 0)+0",
	    ".gnu.linkonce.this_module+0x80 64 cleanup_module(.exit.text 0)+0" },
	  false },
	/* Thunks of the kernel: listed for its patching. */
	{ "nop\njmp __x86_return_thunk\n",
	  RETURN_THUNK,
	  { ".text=90e900000000", ".return_sites=00000000",
	    ".return_sites+0 PC32 (.text 0)+1" },
	  false },
	{ "nop\n.byte 0x2e\ncall __x86_indirect_thunk_r11\ncall __x86_indirect_thunk_rax\n",
	  R11_THUNK RAX_THUNK,
	  { ".text=902ee800000000e800000000",
	    ".retpoline_sites=0000000000000000",
	    ".retpoline_sites+0 PC32 (.text 0)+1",
	    ".retpoline_sites+0x4 PC32 (.text 0)+7" },
	  false },
	/* Thunks that the kernel has not: the plain instruction. */
	{ "nop\njmp __x86_return_thunk\n",
	  "__x86_return_thunk=absent\n",
	  { ".text=90c3cccccccc" },
	  false },
	{ "call __x86_indirect_thunk_rax\njmp __x86_indirect_thunk_rax\n",
	  "__x86_indirect_thunk_rax=absent\n",
	  { ".text=ffd00f1f00ffe0cccccc" },
	  false },
	{ ".byte 0x2e\ncall __x86_indirect_thunk_r11\n.byte 0x2e\njmp __x86_indirect_thunk_r11\n"
	  "call __x86_indirect_thunk_r11\n",
	  "__x86_indirect_thunk_r11=absent\n",
	  { ".text=41ffd30f1f0041ffe3cccccc41ffd36690" },
	  false },
	/* Exception tables: absolute, relative, with handler, with type. */
	{ ACCESS,
	  "ksize.exception_table_entry=16\n",
	  { ".text=0f01cb488b070f01cac3",
	    "__ex_table=00000000000000000000000000000000",
	    "__ex_table+0 64 (.text 0)+3", "__ex_table+0x8 64 (.text 0)+6" },
	  false },
	{ ACCESS,
	  "ksize.exception_table_entry=8\n",
	  { "__ex_table=0000000000000000", "__ex_table+0 PC32 (.text 0)+3",
	    "__ex_table+0x4 PC32 (.text 0)+6" },
	  false },
	{ ACCESS,
	  "ksize.exception_table_entry=12\n"
	  "koff.exception_table_entry.handler=8\n"
	  "kany.ex_handler_default=0xffffffff81234560\n",
	  { "__ex_table=000000000000000000000000",
	    "__ex_table+0 PC32 (.text 0)+3", "__ex_table+0x4 PC32 (.text 0)+6",
	    "__ex_table+0x8 PC32 stapx.ex_handler(abs 0xffffffff81234560)+0" },
	  false },
	{ ACCESS,
	  "ksize.exception_table_entry=12\n",
	  { "__ex_table=000000000000000001000000",
	    "__ex_table+0 PC32 (.text 0)+3" },
	  false },
	/* stac and clac become nops. */
	{ ACCESS,
	  "ksize.exception_table_entry=8\n",
	  { ".text=0f1f00488b070f1f00c3" },
	  true },
	/* Per-CPU data under its old name. */
	{ ".section .data..percpu,\"aw\"\n.byte 7\n",
	  "khave.per_cpu__current_task=1\n",
	  { ".data.percpu=07" },
	  false },
	{ ".section .data..percpu,\"aw\"\n.byte 7\n",
	  "khave.per_cpu__current_task=0\n",
	  { ".data..percpu=07" },
	  false },
	/* What the kernel compares. */
	{ "nop\n",
	  "",
	  { ".modinfo=6c6963656e73653d47504c00" /* license=GPL */
	    "76657273696f6e3d302e312d6162693700" /* version=0.1-abi7 */
	    "646570656e64733d00" /* depends= */
	    "726574706f6c696e653d5900" /* retpoline=Y */
	    "6e616d653d737461707800" /* name=stapx */
	    "7665726d616769633d58206d6f6476657273696f6e732000", /* X .. */
	    "__versions=efbeadde00000000"
	    "6d6f64756c655f6c61796f757400000000000000000000000000000000000000"
	    "000000000000000000000000000000000000000000000000" },
	  false },
	/* Sections that nobody loads are left out. */
	{ ".section .comment\n.asciz \"x\"\n.section .debug_x\n.quad .text\n",
	  "",
	  { "!.comment", "!.debug_x", "!.stapx.info" },
	  false },
};

/* Facts from "name=value" lines; "absent" is no value. */
static void read_facts(const char *text, struct fact_set *set)
{
	while (*text) {
		size_t len = strcspn(text, "\n");
		char line[128];
		char *equals;
		struct fact *f;

		assert_true(len < sizeof(line));
		snprintf(line, sizeof(line), "%.*s", (int)len, text);
		equals = strchr(line, '=');
		*equals = '\0';
		f = fact_add(set, line, true);
		assert_non_null(f);
		if (!strcmp(equals + 1, "absent"))
			fact_set_absent(f, FACT_ABSENT);
		else
			fact_set_value(f, FACT_FILE,
				       strtoull(equals + 1, NULL, 0));
		text += len + (text[len] == '\n');
	}
}

/* All steps in their order; the module in out. */
static int link_object(const void *data, size_t len, const char *facts,
		       bool smap, struct buf *out)
{
	const struct kernel kernel = { .vermagic = "X modversions ",
				       .has_crc = true,
				       .crc = 0xdeadbeef };
	struct module_info info;
	struct fact_set set = { 0 };
	struct image img;
	int err = image_read("object", data, len, &img);

	if (err)
		return err;
	read_facts(LAYOUT, &set);
	read_facts(facts, &set);
	err = module_info_read(&img, &info);
	if (!err)
		err = link_collect(&img, &set);
	if (!err)
		err = link_check_signatures(&img, &set);
	if (!err)
		err = module_add(&img, "stapx", &info, &kernel, &set);
	if (!err)
		err = link_bind(&img, &set);
	if (!err)
		err = thunk_link(&img, &set);
	if (!err)
		err = extable_link(&img, &set);
	if (!err)
		err = smap_link(&img, smap);
	if (!err)
		err = link_finish(&img, &set);
	if (!err)
		err = image_write(&img, out);
	fact_set_free(&set);
	image_free(&img);
	return err;
}

static const char *type_name(uint64_t info)
{
	switch (ELF64_R_TYPE(info)) {
	case R_X86_64_64:
		return "64";
	case R_X86_64_PC32:
		return "PC32";
	case R_X86_64_32S:
		return "32S";
	default:
		return "other";
	}
}

static void dump_rela(const struct elf64 *elf, const struct elf64_symtab *tab,
		      unsigned int idx, char *out)
{
	const char *target = elf64_section_name(elf, elf->shdr[idx].sh_info);
	Elf64_Rela *rela;
	size_t nr, i;

	assert_int_equal(elf64_rela_read(elf, tab, idx, &rela, &nr), 0);
	for (i = 0; i < nr; i++) {
		size_t sym = ELF64_R_SYM(rela[i].r_info);
		const Elf64_Sym *s = &tab->sym[sym];

		out += strlen(out);
		sprintf(out, "%s+%#llx %s %s(%s %#llx)%+lld\n", target,
			(unsigned long long)rela[i].r_offset,
			type_name(rela[i].r_info), elf64_symbol_name(tab, sym),
			s->st_shndx == SHN_ABS
				? "abs"
				: elf64_section_name(elf, s->st_shndx),
			(unsigned long long)s->st_value,
			(long long)rela[i].r_addend);
	}
	free(rela);
}

/* The module as lines of text. */
static void dump(const struct buf *module, char *out)
{
	struct elf64_symtab tab;
	struct elf64 elf;
	unsigned int i;
	size_t j;

	assert_int_equal(elf64_open("module", module->data, module->len, &elf),
			 0);
	assert_int_equal(elf64_symtab_read(&elf, &tab), 0);
	for (i = 1; i < elf.shdr_nr; i++) {
		struct bytes b = elf64_data(&elf, i);

		if (elf.shdr[i].sh_type == SHT_RELA)
			dump_rela(&elf, &tab, i, out);
		if (!(elf.shdr[i].sh_flags & SHF_ALLOC))
			continue;
		sprintf(out + strlen(out), "%s=", elf64_section_name(&elf, i));
		for (j = 0; j < b.len; j++)
			sprintf(out + strlen(out), "%02x", b.data[j]);
		strcat(out, "\n");
	}
	/* Nothing is left for the kernel to look up. */
	for (j = 1; j < tab.nr; j++)
		assert_int_not_equal(tab.sym[j].st_shndx, SHN_UNDEF);
	/* As ELF demands: local symbols first. */
	for (j = 1; j < tab.nr; j++)
		assert_int_equal(ELF64_ST_BIND(tab.sym[j].st_info) == STB_LOCAL,
				 j < elf.shdr[tab.idx].sh_info);
	elf64_symtab_free(&tab);
	elf64_close(&elf);
}

static void *assemble_case(const char *text, size_t *len)
{
	char *source = malloc(strlen(PREAMBLE) + strlen(text) + 1);
	void *data;

	strcpy(source, PREAMBLE);
	strcat(source, text);
	data = assemble(source, len);
	free(source);
	return data;
}

static void check_line(const char *lines, const char *want)
{
	char line[512];

	if (*want == '!') {
		assert_null(strstr(lines, want + 1));
		return;
	}
	snprintf(line, sizeof(line), "%s\n", want);
	if (!strstr(lines, line))
		fail_msg("no line \"%s\" in:\n%s", want, lines);
}

static void test_cases(void **state)
{
	static char text[1 << 16];
	size_t i, j;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf out = { 0 };
		size_t len;
		void *data = assemble_case(cases[i].text, &len);

		assert_int_equal(link_object(data, len, cases[i].facts,
					     !cases[i].no_smap, &out),
				 0);
		text[0] = '\0';
		dump(&out, text);
		for (j = 0; j < 6 && cases[i].want[j]; j++)
			check_line(text, cases[i].want[j]);
		buf_free(&out);
		free(data);
	}
}

static const struct {
	const char *text;
	const char *facts;
	const char *message;
} refused[] = {
	{ "mov x@GOTPCREL(%rip),%rax\n", "x=8\n",
	  ".text+0x3: relocation type " },
	{ ".quad x-.\n", "x=8\n", ".text+0: relocation type 24 of x" },
	{ ".word x\n", "x=8\n", ".text+0: relocation type 12 of x" },
	{ "mov x(%rdi),%rax\n", "x=0x80000000\n",
	  "x is 0x80000000, too far for R_X86_64_32S" },
	{ "call x\n", "x=0xffff888000000000\n",
	  "x is 0xffff888000000000, too far for R_X86_64_PC32" },
	{ "mov $x,%eax\n", "x=0x100000000\n", "too far for R_X86_64_32" },
	{ "je __x86_return_thunk\n", RETURN_THUNK, "no plain branch" },
	{ "call __x86_return_thunk\n", RETURN_THUNK, "no plain branch" },
	{ ".quad __x86_return_thunk\n", RETURN_THUNK, "is no branch" },
	{ "call __x86_indirect_thunk_array\n",
	  "__x86_indirect_thunk_array=absent\n", "no such register" },
	{ "1: nop\n.section .stapx.ex,\"a\"\n.quad 1b\n",
	  "ksize.exception_table_entry=8\n", "not made of whole pairs" },
	{ "1: nop\n.section .stapx.ex,\"a\"\n.quad 1b,0\n",
	  "ksize.exception_table_entry=8\n", "not made of whole pairs" },
	{ "1: nop\n.section .stapx.ex,\"a\"\n.long 0\n.quad 1b,1b\n.long 0\n",
	  "ksize.exception_table_entry=8\n", "not made of whole pairs" },
	{ "1: nop\n.section .stapx.ex,\"a\"\n.quad 1b,1b+8\n",
	  "ksize.exception_table_entry=8\n", "points outside" },
	{ ".data\n1: .byte 0\n.section .stapx.ex,\"a\"\n.quad 1b,1b\n",
	  "ksize.exception_table_entry=8\n", "which is not code" },
	{ "1: nop\n.section .stapx.ex,\"a\"\n.quad 1b,1b\n",
	  "ksize.exception_table_entry=absent\n",
	  "ksize.exception_table_entry is missing" },
	{ "1: nop\n.section .stapx.ex,\"a\"\n.quad 1b,1b\n",
	  "ksize.exception_table_entry=24\n", "no known format" },
	{ "1: nop\n.section .stapx.ex,\"a\"\n.quad 1b,1b\n",
	  "ksize.exception_table_entry=12\n"
	  "koff.exception_table_entry.handler=8\n",
	  "ex_handler_default is missing" },
	{ "1: nop\n.section .stapx.smap,\"a\"\n.quad 1b\n", "",
	  "no stac or clac in .text" },
	{ ".section .tdata,\"awT\"\n.byte 1\n", "", "thread-local" },
	{ ".comm shared,8\n", "", "symbol shared is common" },
	{ ".section .modinfo,\"a\"\n.byte 1\n", "", "already a module" },
	{ ".quad .Linfo\n.section .stapx.info,\"a\"\n.Linfo:\n", "",
	  "section of the loader" },
	{ ".section .stapx.sig,\"a\"\n.asciz \"f 2\"\n", "kargs.f=3\n",
	  "f() has 3 parameters in this kernel, the object was written for 2" },
	{ ".section .stapx.sig,\"a\"\n.asciz \"f\"\n", "",
	  "should be \"FUNCTION COUNT\"" },
	{ ".section .stapx.sig,\"a\"\n.asciz \"f x\"\n", "",
	  "should be \"FUNCTION COUNT\"" },
	{ ".section .stapx.sig,\"a\"\n.asciz \"f 1x\"\n", "",
	  "should be \"FUNCTION COUNT\"" },
	{ ".section .stapx.sig,\"a\"\n.ascii \"f 1\"\n", "", "no NUL" },
	{ "mov koff.a(%rdi),%rax\n", "", "should be koff.STRUCT.MEMBER" },
	{ "nop\n", "ksize.module=absent\n", "ksize.module is missing" },
	{ "nop\n", "ksize.module=24\n", "does not fit" },
	{ "nop\n", "koff.module.init=252\n", "outside struct module" },
	{ "nop\n", "koff.module.name=999999\n", "does not fit" },
};

static void test_refused(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		struct buf out = { 0 };
		size_t len;
		void *data = assemble_case(refused[i].text, &len);

		fixture_log_start();
		if (!link_object(data, len, refused[i].facts, true, &out))
			fail_msg("linked: %s", refused[i].text);
		if (!strstr(fixture_log(), refused[i].message))
			fail_msg("no \"%s\" in: %s", refused[i].message,
				 fixture_log());
		fixture_log_stop();
		buf_free(&out);
		free(data);
	}
}

static void test_signatures(void **state)
{
	/* Agrees; unknown to the kernel; padded. */
	static const char text[] = ".section .stapx.sig,\"a\"\n"
				   ".asciz \"f 2\"\n.asciz \"g 3\"\n"
				   ".balign 32\n.asciz \"f 2\"\n";
	struct buf out = { 0 };
	size_t len;
	void *data = assemble_case(text, &len);

	(void)state;
	assert_int_equal(link_object(data, len, "kargs.f=2\nkargs.g=absent\n",
				     true, &out),
			 0);
	buf_free(&out);
	free(data);
}

/* Not our object at all. */
static void test_info(void **state)
{
	static const struct {
		const char *text, *message;
	} objects[] = {
		{ "here: nop\n", "no abi=" },
		{ "here: .section .stapx.info,\"a\"\n.asciz \"abi=x\"\n",
		  "no abi=" },
		{ "here: .section .stapx.info,\"a\"\n.asciz \"abi=1\"\n",
		  "no version=" },
		{ "here: .section .stapx.info,\"a\"\n.ascii \"abi=1\"\n",
		  "no abi=" },
		{ "here: .section .stapx.info,\"a\"\n.asciz \"abi=1\"\n"
		  ".asciz \"version=1\"\n",
		  "no function init_module()" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(objects) / sizeof(objects[0]); i++) {
		struct buf out = { 0 };
		size_t len;
		void *data = assemble(objects[i].text, &len);

		fixture_log_start();
		assert_int_equal(link_object(data, len, "", true, &out),
				 -EINVAL);
		if (!strstr(fixture_log(), objects[i].message))
			fail_msg("no \"%s\" in: %s", objects[i].message,
				 fixture_log());
		fixture_log_stop();
		buf_free(&out);
		free(data);
	}
}

#define RICH                                                  \
	ACCESS ".text\njmp __x86_return_thunk\n"              \
	       ".byte 0x2e\ncall __x86_indirect_thunk_r11\n"  \
	       "mov koff.a.b(%rdi),%rax\n"                    \
	       ".data\n.quad __this_module\n.bss\n.skip 64\n" \
	       ".section .stapx.sig,\"a\"\n.asciz \"f 2\"\n"
#define RICH_FACTS                                                \
	"ksize.exception_table_entry=12\nkargs.f=2\nkoff.a.b=8\n" \
	"__x86_indirect_thunk_r11=absent\n" RETURN_THUNK

/* Any byte may lie: refuse or link, but stay inside the bounds. */
static void test_any_byte_wrong(void **state)
{
	static const uint8_t wrong[] = { 0x00, 0x01, 0x7f, 0xff };
	size_t len, at, i;
	uint8_t *data = assemble_case(RICH, &len);

	(void)state;
	fixture_log_start();
	for (at = 0; at < len; at++) {
		uint8_t right = data[at];

		for (i = 0; i < sizeof(wrong); i++) {
			struct buf out = { 0 };

			data[at] = wrong[i];
			link_object(data, len, RICH_FACTS, true, &out);
			buf_free(&out);
		}
		data[at] = right;
	}
	fixture_log_stop();
	free(data);
}

static void test_cut_anywhere(void **state)
{
	size_t len, cut;
	uint8_t *data = assemble_case(RICH, &len);

	(void)state;
	fixture_log_start();
	/* The section headers are at the end: no part is an object. */
	for (cut = 0; cut < len; cut++) {
		struct buf out = { 0 };
		uint8_t *part = malloc(cut ? cut : 1);

		memcpy(part, data, cut);
		assert_int_equal(link_object(part, cut, RICH_FACTS, true, &out),
				 -EINVAL);
		buf_free(&out);
		free(part);
	}
	fixture_log_stop();
	free(data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_signatures),
		cmocka_unit_test(test_info),
		cmocka_unit_test(test_any_byte_wrong),
		cmocka_unit_test(test_cut_anywhere),
	};

	return cmocka_run_group_tests(tests, NULL, fixture_teardown);
}
