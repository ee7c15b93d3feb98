// SPDX-License-Identifier: GPL-2.0
/* The entries of a section of call frame information. */
#include "dwarf/cfi.h"

#include <dwarf.h>
#include <string.h>

#define AUGMENTATION_MAX 16
#define RETURN_COLUMN	 SX_UNWIND_RIP

u64 cfi_fixed(struct cfi_bytes *b, u32 len)
{
	u64 value = 0;

	if (b->at > b->end || len > b->end - b->at) {
		b->at = b->end;
		b->bad = true;
		return 0;
	}
	memcpy(&value, b->section->data + b->at, len);
	b->at += len;
	return value;
}

static u64 read_leb(struct cfi_bytes *b, bool is_signed)
{
	u64 value = 0;
	u32 shift = 0;
	u8 byte;

	do {
		byte = (u8)cfi_fixed(b, 1);
		if (shift < 64)
			value |= (u64)(byte & 0x7f) << shift;
		shift += 7;
	} while (byte & 0x80 && !b->bad);
	if (is_signed && byte & 0x40 && shift < 64)
		value |= ~0ull << shift;
	return value;
}

u64 cfi_uleb(struct cfi_bytes *b)
{
	return read_leb(b, false);
}

s64 cfi_sleb(struct cfi_bytes *b)
{
	return (s64)read_leb(b, true);
}

static u64 read_format(struct cfi_bytes *b, u8 format)
{
	switch (format) {
	case DW_EH_PE_absptr:
	case DW_EH_PE_udata8:
	case DW_EH_PE_sdata8:
		return cfi_fixed(b, 8);
	case DW_EH_PE_uleb128:
		return cfi_uleb(b);
	case DW_EH_PE_sleb128:
		return (u64)cfi_sleb(b);
	case DW_EH_PE_udata2:
		return cfi_fixed(b, 2);
	case DW_EH_PE_sdata2:
		return (u64)(s64)(s16)cfi_fixed(b, 2);
	case DW_EH_PE_udata4:
		return cfi_fixed(b, 4);
	case DW_EH_PE_sdata4:
		return (u64)(s64)(s32)cfi_fixed(b, 4);
	}
	b->bad = true;
	return 0;
}

u64 cfi_pointer(struct cfi_bytes *b, u8 encoding, u64 func)
{
	u64 here, value;

	if (encoding == DW_EH_PE_aligned) {
		here = b->section->addr + b->at;
		b->at += (8 - here % 8) % 8;
		return cfi_fixed(b, 8);
	}
	here = b->section->addr + b->at;
	value = read_format(b, encoding & 0x0f);
	switch (encoding & 0x70) {
	case DW_EH_PE_absptr:
		return value;
	case DW_EH_PE_pcrel:
		return here + value;
	case DW_EH_PE_funcrel:
		return func + value;
	}
	b->bad = true;
	return 0;
}

/*
 * The head of the entry at off: what is behind its length. *ret_id_off is
 * where its id stands, *ret_wide whether lengths are 64 bits.
 */
static struct cfi_bytes open_entry(const struct cfi_section *s, u64 off,
				   bool *ret_wide, u64 *ret_id_off)
{
	struct cfi_bytes b = { .section = s, .at = off, .end = s->len };
	u64 len = cfi_fixed(&b, 4);

	*ret_wide = len == 0xffffffff;
	if (*ret_wide)
		len = cfi_fixed(&b, 8);
	*ret_id_off = b.at;
	if (len > b.end - b.at)
		b.bad = true;
	else
		b.end = b.at + len;
	return b;
}

static bool is_cie(const struct cfi_section *s, bool wide, u64 id)
{
	if (s->eh)
		return !id;
	return id == (wide ? ~0ull : 0xffffffff);
}

static void read_augmentation(struct cfi_bytes *b, const char *text,
			      struct cfi_cie *cie)
{
	u64 len, end;
	u8 encoding;

	if (!strcmp(text, "eh")) {
		cfi_fixed(b, 8);
		return;
	}
	if (*text && *text != 'z') {
		b->bad = true;
		return;
	}
	cie->has_data = *text == 'z';
	if (!cie->has_data)
		return;
	len = cfi_uleb(b);
	if (b->bad || len > b->end - b->at) {
		b->bad = true;
		return;
	}
	end = b->at + len;
	for (text++; *text; text++) {
		if (*text == 'R') {
			cie->encoding = (u8)cfi_fixed(b, 1);
		} else if (*text == 'P') {
			encoding = (u8)cfi_fixed(b, 1);
			cfi_pointer(b, encoding & 0x0f, 0);
		} else if (*text == 'L') {
			cfi_fixed(b, 1);
		} else if (*text == 'S') {
			cie->signal = true;
		} else {
			break; /* its data is skipped by its length */
		}
	}
	b->at = end;
}

bool cfi_read_cie(const struct cfi_section *s, u64 off, struct cfi_cie *ret)
{
	char text[AUGMENTATION_MAX] = "";
	struct cfi_bytes b;
	u64 id_off, return_column;
	u32 i = 0;
	bool wide;
	u8 version;

	memset(ret, 0, sizeof(*ret));
	ret->off = off;
	b = open_entry(s, off, &wide, &id_off);
	if (!is_cie(s, wide, cfi_fixed(&b, wide && !s->eh ? 8 : 4)))
		return false;
	version = (u8)cfi_fixed(&b, 1);
	if (version != 1 && version != 3 && version != 4)
		return false;
	do {
		text[i] = (char)cfi_fixed(&b, 1);
	} while (text[i] && ++i < sizeof(text));
	if (i == sizeof(text))
		return false;
	if (version == 4 && (cfi_fixed(&b, 1) != 8 || cfi_fixed(&b, 1)))
		return false; /* addresses of 8 bytes, no segments */
	ret->code_align = cfi_uleb(&b);
	ret->data_align = cfi_sleb(&b);
	return_column = version == 1 ? cfi_fixed(&b, 1) : cfi_uleb(&b);
	read_augmentation(&b, text, ret);
	ret->program = b;
	return !b.bad && return_column == RETURN_COLUMN;
}

/* Reads the CIE of an FDE where it is not the last one's. */
static bool use_cie(const struct cfi_section *s, u64 off, struct cfi_cie *cie)
{
	if (cie->program.section == s && cie->off == off)
		return !cie->program.bad;
	if (cfi_read_cie(s, off, cie))
		return true;
	cie->program = (struct cfi_bytes){ .section = s, .bad = true };
	return false;
}

bool cfi_next_fde(const struct cfi_section *s, u64 *off, struct cfi_cie *cie,
		  struct cfi_fde *ret)
{
	struct cfi_bytes b;
	u64 id_off, id;
	bool wide;

	b = open_entry(s, *off, &wide, &id_off);
	*off = b.bad ? s->len : b.end;
	if (b.bad || b.at == b.end)
		return false; /* an end mark */
	id = cfi_fixed(&b, wide && !s->eh ? 8 : 4);
	if (b.bad || is_cie(s, wide, id))
		return false;
	if (s->eh && id > id_off)
		return false;
	ret->cie = s->eh ? id_off - id : id;
	if (!use_cie(s, ret->cie, cie))
		return false;
	ret->low = cfi_pointer(&b, cie->encoding, 0);
	ret->high = ret->low + read_format(&b, cie->encoding & 0x0f);
	ret->off = b.at;
	ret->end = b.end;
	ret->section = s;
	return !b.bad && ret->high > ret->low;
}

struct cfi_bytes cfi_program(const struct cfi_fde *fde,
			     const struct cfi_cie *cie)
{
	struct cfi_bytes b = { .section = fde->section,
			       .at = fde->off,
			       .end = fde->end };
	u64 len;

	if (!cie->has_data)
		return b;
	len = cfi_uleb(&b);
	if (len > b.end - b.at)
		b.bad = true;
	else
		b.at += len;
	return b;
}
