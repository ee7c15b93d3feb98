// SPDX-License-Identifier: GPL-2.0
/*
 * The entries of the procedure linkage tables. A table is decoded from its
 * beginning: an entry is what ends with a jump through a pointer, and its name
 * is that of the relocation which fills that pointer. So nothing depends on
 * how large entries are, or in which order the linker laid them out; those
 * that only push a number for the lazy resolver have no such jump.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <Zydis/Zydis.h>

#include "base/log.h"
#include "elfread/elfread.h"

struct slot {
	u64 addr;
	u32 name; /* string */
};

struct tables {
	const struct elfread *r;
	struct vec slots; /* struct slot, ascending */
	ZydisDecoder decoder;
};

/* An IFUNC: named by the symbol of its resolver, as far as there is one. */
static u32 resolver_name(const struct elfread *r, u64 addr)
{
	const struct vec *symbols = &r->w->section[INDEX_SYMBOLS];
	u32 rel = elfread_addr(r, addr), i;
	char text[32];

	for (i = 0; i < symbols->nr; i++) {
		const struct index_symbol *s = vec_at(symbols, i);

		if (s->addr == rel && s->type == STT_GNU_IFUNC)
			return s->name;
	}
	snprintf(text, sizeof(text), "*ABS*+0x%llx", (unsigned long long)addr);
	return index_writer_str(r->w, text);
}

static u32 relocation_name(const struct elfread *r, const GElf_Rela *rela,
			   const GElf_Shdr *head)
{
	GElf_Shdr table_head;
	Elf_Scn *table = elf_getscn(r->elf, head->sh_link);
	Elf_Data *data;
	GElf_Sym sym;

	switch (GELF_R_TYPE(rela->r_info)) {
	case R_X86_64_IRELATIVE:
		return resolver_name(r, (u64)rela->r_addend);
	case R_X86_64_JUMP_SLOT:
	case R_X86_64_GLOB_DAT:
		break;
	default:
		return 0;
	}
	data = table && gelf_getshdr(table, &table_head)
		       ? elf_getdata(table, NULL)
		       : NULL;
	if (!data || !gelf_getsym(data, (int)GELF_R_SYM(rela->r_info), &sym))
		return 0;
	return elfread_name(
		r, elf_strptr(r->elf, table_head.sh_link, sym.st_name));
}

static void read_relocations(struct tables *t, Elf_Scn *scn,
			     const GElf_Shdr *head)
{
	Elf_Data *data = elf_getdata(scn, NULL);
	size_t nr = data ? data->d_size / sizeof(Elf64_Rela) : 0, i;
	GElf_Rela rela;

	for (i = 0; i < nr && i < INT32_MAX; i++) {
		struct slot slot;

		if (!gelf_getrela(data, (int)i, &rela))
			break;
		slot.addr = rela.r_offset;
		slot.name = relocation_name(t->r, &rela, head);
		if (slot.name)
			*(struct slot *)vec_push(&t->slots) = slot;
	}
}

static int compare_slots(const void *a, const void *b)
{
	const struct slot *x = a, *y = b;

	return x->addr < y->addr ? -1 : x->addr > y->addr;
}

static const struct slot *find_slot(const struct tables *t, u64 addr)
{
	struct slot wanted = { .addr = addr };

	return t->slots.nr ? bsearch(&wanted, t->slots.data, t->slots.nr,
				     sizeof(wanted), compare_slots)
			   : NULL;
}

/* What a decoded instruction means for the table. */
enum step {
	STEP_OTHER,
	STEP_FILLER, /* between entries, and before the jump in one */
	STEP_SLOT_JUMP, /* through a pointer at a fixed address */
	STEP_JUMP,
	STEP_PUSH, /* of a number: for the lazy resolver */
};

static enum step classify(const ZydisDecodedInstruction *insn,
			  const ZydisDecodedOperand *ops, u64 at, u64 *ret_slot)
{
	ZyanU64 slot;

	switch (insn->mnemonic) {
	case ZYDIS_MNEMONIC_NOP:
	case ZYDIS_MNEMONIC_INT3:
	case ZYDIS_MNEMONIC_ENDBR64:
		return STEP_FILLER;
	case ZYDIS_MNEMONIC_PUSH:
		return ops[0].type == ZYDIS_OPERAND_TYPE_IMMEDIATE ? STEP_PUSH
								   : STEP_OTHER;
	case ZYDIS_MNEMONIC_JMP:
		break;
	default:
		/* xchg %ax,%ax fills too. */
		return insn->meta.category == ZYDIS_CATEGORY_NOP ||
				       insn->meta.category ==
					       ZYDIS_CATEGORY_WIDENOP
			       ? STEP_FILLER
			       : STEP_OTHER;
	}
	if (ops[0].type != ZYDIS_OPERAND_TYPE_MEMORY ||
	    ops[0].mem.base != ZYDIS_REGISTER_RIP ||
	    !ZYAN_SUCCESS(ZydisCalcAbsoluteAddress(insn, &ops[0], at, &slot)))
		return STEP_JUMP;
	*ret_slot = slot;
	return STEP_SLOT_JUMP;
}

/* The entry that goes from start to end and jumps through the slot. */
static void add_entry(struct tables *t, u64 start, u64 end, u64 slot)
{
	const struct slot *s = find_slot(t, slot);
	struct index_plt *row;
	u32 addr = elfread_addr(t->r, start);

	if (!s || addr == INDEX_NONE)
		return;
	row = index_writer_row(t->r->w, INDEX_PLT);
	row->name = s->name;
	row->addr = addr;
	row->len = (u32)(end - start);
	row->slot = elfread_addr(t->r, slot);
}

struct walk {
	u64 start; /* of the entry; 0: none has begun */
	bool plain; /* nothing but filler so far */
	u64 slot; /* of the jump that ended it; 0: it has not ended */
	bool open; /* the entry that a jump ended, up to the next one */
	int lazy; /* steps of "push NUMBER; jmp TABLE" behind that jump */
};

/* Without CET the way to the lazy resolver belongs to the entry. */
static bool is_lazy_part(struct walk *walk, enum step step)
{
	if (!walk->open || step != (walk->lazy ? STEP_JUMP : STEP_PUSH) ||
	    walk->lazy > 1)
		return false;
	walk->lazy++;
	return true;
}

/* One instruction: begins, continues or ends an entry. */
static void take_step(struct tables *t, struct walk *walk, enum step step,
		      bool begins, u64 at, u64 slot)
{
	if (is_lazy_part(walk, step))
		return;
	if (walk->open && (begins || step != STEP_FILLER)) {
		add_entry(t, walk->start, at, walk->slot);
		walk->open = false;
		walk->start = 0;
	}
	if (!walk->start && (begins || step != STEP_FILLER)) {
		walk->start = at;
		walk->plain = true;
	}
	if (step == STEP_OTHER || step == STEP_PUSH)
		walk->plain = false;
	if (step == STEP_SLOT_JUMP && walk->plain) {
		walk->slot = slot;
		walk->open = true;
		walk->lazy = 0;
	} else if (step == STEP_SLOT_JUMP || step == STEP_JUMP) {
		walk->start = 0;
	}
}

static void walk_table(struct tables *t, const u8 *code, u64 len, u64 addr)
{
	struct walk walk = { 0 };
	ZydisDecodedInstruction insn;
	ZydisDecodedOperand ops[ZYDIS_MAX_OPERAND_COUNT];
	u64 at = 0, slot = 0;

	while (at < len) {
		enum step step;

		if (!ZYAN_SUCCESS(ZydisDecoderDecodeFull(
			    &t->decoder, code + at, len - at, &insn, ops))) {
			at++;
			walk.start = 0;
			walk.open = false;
			continue;
		}
		step = classify(&insn, ops, addr + at, &slot);
		take_step(t, &walk, step,
			  insn.mnemonic == ZYDIS_MNEMONIC_ENDBR64, addr + at,
			  slot);
		at += insn.length;
	}
	if (walk.open)
		add_entry(t, walk.start, addr + at, walk.slot);
}

static bool is_plt(const char *name)
{
	return name && !strncmp(name, ".plt", 4) &&
	       (!name[4] || name[4] == '.');
}

/* Calls read_relocations() or walk_table() for each section of that kind. */
static void each_section(struct tables *t, bool code)
{
	Elf *elf = t->r->elf;
	Elf_Scn *scn = NULL;
	GElf_Shdr head;
	size_t names;

	if (elf_getshdrstrndx(elf, &names))
		return;
	while ((scn = elf_nextscn(elf, scn))) {
		Elf_Data *data;

		if (!gelf_getshdr(scn, &head))
			continue;
		if (!code && head.sh_type == SHT_RELA)
			read_relocations(t, scn, &head);
		if (!code || head.sh_type != SHT_PROGBITS ||
		    !(head.sh_flags & SHF_EXECINSTR) ||
		    !is_plt(elf_strptr(elf, names, head.sh_name)))
			continue;
		data = elf_getdata(scn, NULL);
		if (data && data->d_buf)
			walk_table(t, data->d_buf, data->d_size, head.sh_addr);
	}
}

static int compare_entries(const void *a, const void *b)
{
	const struct index_plt *x = a, *y = b;

	return x->addr < y->addr ? -1 : x->addr > y->addr;
}

void elfread_plt(const struct elfread *r)
{
	struct vec *plt = &r->w->section[INDEX_PLT];
	struct tables t = { .r = r };
	GElf_Ehdr head;

	if (!gelf_getehdr(r->elf, &head) || head.e_machine != EM_X86_64 ||
	    head.e_type == ET_REL ||
	    !ZYAN_SUCCESS(ZydisDecoderInit(&t.decoder,
					   ZYDIS_MACHINE_MODE_LONG_64,
					   ZYDIS_STACK_WIDTH_64)))
		return;
	vec_init(&t.slots, r->w->arena, sizeof(struct slot));
	each_section(&t, false);
	if (t.slots.nr)
		qsort(t.slots.data, t.slots.nr, t.slots.size, compare_slots);
	each_section(&t, true);
	if (plt->nr)
		qsort(plt->data, plt->nr, plt->size, compare_entries);
}
