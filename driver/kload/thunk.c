// SPDX-License-Identifier: GPL-2.0
/*
 * Mitigation thunks. The object's returns are `jmp __x86_return_thunk`, its
 * indirect branches `call` or `jmp __x86_indirect_thunk_REG`.
 *
 * Kernels that have a thunk get, beside its address, the list of its uses in
 * the form that objtool would have made (.return_sites, .retpoline_sites: one
 * 32-bit self-relative offset a site), and patch the sites for their CPU.
 * Where a thunk is absent the plain instruction takes its place.
 */
#include "kload/link.h"

#include <errno.h>
#include <string.h>

#define INDIRECT_PREFIX "__x86_indirect_thunk_"
#define OP_CALL		0xe8
#define OP_JMP		0xe9
#define OP_RET		0xc3
#define OP_INT3		0xcc
#define OP_GROUP5	0xff /* call and jmp through a register */
#define PREFIX_CS	0x2e
#define PREFIX_REX_B	0x41
#define SITE_LEN	5 /* opcode and 32-bit displacement */

static const char *const registers[] = {
	"rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi",
	"r8",  "r9",  "r10", "r11", "r12", "r13", "r14", "r15",
};

#define REGISTER_NR (sizeof(registers) / sizeof(registers[0]))

struct site {
	unsigned int sect;
	Elf64_Rela *rela;
	uint64_t off; /* of the opcode */
	unsigned int reg; /* of an indirect thunk */
	bool has_prefix; /* CS, in front of the opcode */
};

/* REGISTER_NR where the name is no register's. */
static unsigned int parse_register(const char *name)
{
	unsigned int reg = 0;

	while (reg < REGISTER_NR && strcmp(name, registers[reg]))
		reg++;
	return reg;
}

static int parse_site(const struct image *img, struct site *s,
		      const struct fact *f)
{
	const struct buf *code = &img->sect[s->sect].data;
	unsigned int type = ELF64_R_TYPE(s->rela->r_info);
	uint64_t at = s->rela->r_offset;

	s->off = at - 1;
	if (!at || at > code->len || code->len - s->off < SITE_LEN ||
	    s->rela->r_addend != -4 ||
	    (type != R_X86_64_PC32 && type != R_X86_64_PLT32))
		return image_bad(img, s->sect, at,
				 "reference to %s is no branch", f->name);
	if (code->data[s->off] != OP_JMP &&
	    (code->data[s->off] != OP_CALL || f->kind == FACT_THUNK))
		return image_bad(img, s->sect, s->off,
				 "opcode %#x with %s is no plain branch",
				 code->data[s->off], f->name);
	if (f->kind == FACT_THUNK)
		return 0;
	s->reg = parse_register(f->name + strlen(INDIRECT_PREFIX));
	if (s->reg == REGISTER_NR)
		return image_bad(img, s->sect, s->off, "%s: no such register",
				 f->name);
	/* -mindirect-branch-cs-prefix: only r8 and up have one. */
	s->has_prefix = s->reg >= 8 && s->off &&
			code->data[s->off - 1] == PREFIX_CS;
	return 0;
}

static void inline_return(struct buf *code, const struct site *s)
{
	memset(code->data + s->off, OP_INT3, SITE_LEN);
	code->data[s->off] = OP_RET;
}

static void inline_branch(struct buf *code, const struct site *s)
{
	static const uint8_t nops[][4] = {
		[1] = { 0x90 },
		[2] = { 0x66, 0x90 },
		[3] = { 0x0f, 0x1f, 0x00 },
	};
	bool call = code->data[s->off] == OP_CALL;
	uint8_t *at = code->data + s->off - s->has_prefix;
	size_t len = SITE_LEN + s->has_prefix;

	if (s->reg >= 8) {
		*at++ = PREFIX_REX_B;
		len--;
	}
	*at++ = OP_GROUP5;
	*at++ = (uint8_t)((call ? 0xd0 : 0xe0) | (s->reg & 7));
	len -= 2;
	/* Behind a jump nothing runs but speculation: stop it. */
	if (call)
		memcpy(at, nops[len], len);
	else
		memset(at, OP_INT3, len);
}

static int add_site(struct image *img, const struct site *s, const char *name)
{
	unsigned int sect = image_find(img, name);
	unsigned int sym = image_section_symbol(img, s->sect);
	uint64_t off;

	if (!sect)
		sect = image_add_section(img, name, 0, 4);
	if (!sym || !sect)
		return -ENOMEM;
	off = buf_append(&img->sect[sect].data, NULL, 4, 4);
	if (img->sect[sect].data.failed)
		return -ENOMEM;
	return image_add_rela(img, sect, off, sym, R_X86_64_PC32,
			      (int64_t)s->off - s->has_prefix);
}

static int link_site(struct image *img, struct site *s, const struct fact *f)
{
	struct buf *code = &img->sect[s->sect].data;
	int err = parse_site(img, s, f);

	if (err)
		return err;
	if (fact_present(f))
		return add_site(img, s,
				f->kind == FACT_THUNK ? ".return_sites"
						      : ".retpoline_sites");
	if (f->kind == FACT_THUNK)
		inline_return(code, s);
	else
		inline_branch(code, s);
	s->rela->r_info = ELF64_R_INFO(0, R_X86_64_NONE);
	return 0;
}

/* The fact behind a relocation if it is a thunk, else NULL. */
static const struct fact *thunk_of(const struct image *img,
				   const struct fact_set *set,
				   const Elf64_Rela *r)
{
	const char *name = img->sym[ELF64_R_SYM(r->r_info)].name;
	const struct fact *f;

	if (strncmp(name, "__x86_", 6))
		return NULL;
	f = fact_find(set, name);
	if (!f || (f->kind != FACT_THUNK && f->kind != FACT_THUNKR))
		return NULL;
	return f;
}

int thunk_link(struct image *img, const struct fact_set *set)
{
	unsigned int nr = img->sect_nr; /* sections are added on the way */
	struct site site = { 0 };
	size_t j;

	for (site.sect = 1; site.sect < nr; site.sect++) {
		for (j = 0; j < img->sect[site.sect].rela_nr; j++) {
			const struct fact *f;
			int err;

			site.rela = &img->sect[site.sect].rela[j];
			site.has_prefix = false;
			f = thunk_of(img, set, site.rela);
			if (!f)
				continue;
			err = link_site(img, &site, f);
			if (err)
				return err;
		}
	}
	return 0;
}
