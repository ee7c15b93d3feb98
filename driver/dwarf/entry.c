// SPDX-License-Identifier: GPL-2.0
/*
 * Where a function's prologue has ended, so that its parameters are where
 * DWARF says. The first of these that applies:
 *
 * 1. The line table marks it (clang, rustc, Go): there.
 * 2. The unit is assembler's, or has variables with location lists: those hold
 *    from the first instruction on, so there.
 * 3. The code begins by setting up a frame pointer: at the first row of the
 *    line table from there on.
 * 4. A parameter is in the function's own frame, where something must store it
 *    first, or the code cannot be read: at the second row of the line table.
 * 5. The first instruction.
 *
 * gdb 13 does the same, but for 4, where it stays at the first instruction.
 */
#include <stdlib.h>
#include <string.h>

#include <dwarf.h>
#include <gelf.h>

#include "dwarf/attr.h"
#include "dwarf/read.h"

#define CODE_MAX 32 /* bytes that a frame's set-up takes at most */

/* Rows of the unit with low <= address; they ascend but for sequences. */
static const struct index_line *row_from(const struct dwarf_reader *b,
					 const struct index_range *body,
					 u32 addr, u32 flags)
{
	u32 low = b->unit_lines, high = b->lines.nr;
	const struct index_line *row;

	while (low < high) {
		u32 middle = low + (high - low) / 2;

		row = vec_at(&b->lines, middle);
		if (row->addr < addr)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < b->lines.nr; low++) {
		row = vec_at(&b->lines, low);
		if (row->addr >= body->high)
			break;
		if (!(row->flags & INDEX_LINE_END) &&
		    (row->flags & flags) == flags)
			return row;
	}
	return NULL;
}

static size_t read_code(const struct dwarf_reader *b, u64 addr,
			u8 buf[CODE_MAX])
{
	Elf_Scn *scn = NULL;
	GElf_Shdr head;

	while ((scn = elf_nextscn(b->elf, scn))) {
		Elf_Data *data;
		size_t len;

		if (!gelf_getshdr(scn, &head) ||
		    !(head.sh_flags & SHF_EXECINSTR) || addr < head.sh_addr ||
		    addr - head.sh_addr >= head.sh_size)
			continue;
		data = head.sh_type == SHT_PROGBITS ? elf_getdata(scn, NULL)
						    : NULL;
		if (!data || !data->d_buf ||
		    addr - head.sh_addr >= data->d_size)
			return 0;
		len = data->d_size - (addr - head.sh_addr);
		len = len < CODE_MAX ? len : CODE_MAX;
		memcpy(buf, (const u8 *)data->d_buf + (addr - head.sh_addr),
		       len);
		return len;
	}
	return 0;
}

static size_t skip_bytes(const u8 *code, size_t len, size_t at,
			 const char *bytes, size_t nr)
{
	return len - at >= nr && !memcmp(code + at, bytes, nr) ? at + nr : at;
}

/* lea 8(%rsp),%r10 (or %r13); and $-N,%rsp; push -8(%r10): it aligns itself. */
static size_t skip_realign(const u8 *code, size_t len, size_t at)
{
	static const struct {
		const char *lea;
		const char *push;
		size_t push_len;
	} forms[] = {
		{ "\x4c\x8d\x54\x24\x08", "\x41\xff\x72\xf8", 4 },
		{ "\x4c\x8d\x6c\x24\x08", "\x41\xff\x75\xf8", 4 },
	};
	size_t i, k, behind;

	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		k = skip_bytes(code, len, at, forms[i].lea, 5);
		if (k == at)
			continue;
		behind = skip_bytes(code, len, k, "\x48\x83\xe4", 3);
		if (behind != k)
			k = behind + 1;
		else if ((behind = skip_bytes(code, len, k, "\x48\x81\xe4",
					      3)) != k)
			k = behind + 4;
		else
			continue;
		if (k > len)
			continue;
		behind = skip_bytes(code, len, k, forms[i].push,
				    forms[i].push_len);
		if (behind != k)
			return behind;
	}
	return at;
}

/* Bytes up to behind `mov %rsp,%rbp`; 0: the function sets up no frame. */
static size_t frame_len(const u8 *code, size_t len)
{
	size_t at = skip_bytes(code, len, 0, "\xf3\x0f\x1e\xfa", 4), behind;

	at = skip_realign(code, len, at);
	behind = skip_bytes(code, len, at, "\x55", 1);
	if (behind == at)
		return 0;
	at = behind;
	behind = skip_bytes(code, len, at, "\x48\x89\xe5", 3);
	if (behind == at)
		behind = skip_bytes(code, len, at, "\x48\x8b\xec", 3);
	return behind == at ? 0 : behind;
}

/* Below the return address, so not where the caller put it. */
static bool is_stored(Dwarf_Die *param)
{
	Dwarf_Attribute attr;
	Dwarf_Op *ops;
	size_t nr;

	return dwarf_attr(param, DW_AT_location, &attr) &&
	       !dwarf_getlocation(&attr, &ops, &nr) && nr &&
	       ops[0].atom == DW_OP_fbreg && (s64)ops[0].number < 0;
}

static bool stores_params(Dwarf_Die *func)
{
	Dwarf_Die die;

	if (dwarf_child(func, &die))
		return false;
	do {
		if (dwarf_tag(&die) == DW_TAG_formal_parameter &&
		    is_stored(&die))
			return true;
	} while (!dwarf_siblingof(&die, &die));
	return false;
}

static u32 find_entry(struct dwarf_reader *b, Dwarf_Die *die,
		      const struct index_range *body)
{
	const struct index_line *row =
		row_from(b, body, body->low, INDEX_LINE_PROLOGUE_END);
	u8 code[CODE_MAX];
	size_t len, frame;

	if (row)
		return row->addr;
	if (b->unit_is_asm || b->unit_has_lists)
		return body->low;
	len = read_code(b, body->low + b->w->base, code);
	frame = frame_len(code, len);
	if (frame) {
		row = row_from(b, body, body->low + (u32)frame, 0);
		return row ? row->addr : body->low + (u32)frame;
	}
	if (!len || stores_params(die))
		row = row_from(b, body, body->low + 1, 0);
	return row ? row->addr : body->low;
}

/* The address from which on an inlined call is carried out. */
u32 entry_inlined(struct dwarf_reader *b, Dwarf_Die *die, u32 low)
{
	Dwarf_Attribute attr;
	Dwarf_Addr addr;
	u32 rel;

	if (!dwarf_attr(die, DW_AT_entry_pc, &attr) ||
	    dwarf_formaddr(&attr, &addr) || dwarf_haspc(die, addr) <= 0)
		return low;
	rel = unit_address(b, addr);
	return rel == INDEX_NONE ? low : rel;
}

void entry_start_unit(struct dwarf_reader *b, Dwarf_Die *cu)
{
	b->bodies.nr = 0;
	b->unit_has_lists = false;
	b->unit_is_asm = attr_number(cu, DW_AT_language, 0) ==
			 DW_LANG_Mips_Assembler;
}

void entry_add_body(struct dwarf_reader *b, Dwarf_Die *die, u32 scope)
{
	struct entry_body *body = vec_push(&b->bodies);

	body->die = *die;
	body->scope = scope;
}

void entry_finish_unit(struct dwarf_reader *b)
{
	struct entry_body *bodies = b->bodies.data;
	u32 i;

	for (i = 0; i < b->bodies.nr; i++) {
		struct index_scope *s =
			index_writer_at(b->w, INDEX_SCOPES, bodies[i].scope);

		if (s->range_nr)
			s->entry =
				find_entry(b, &bodies[i].die,
					   index_writer_at(b->w, INDEX_RANGES,
							   s->range_first));
	}
}
