// SPDX-License-Identifier: GPL-2.0
/* Running the programs of call frame information. */
#include <dwarf.h>
#include <string.h>

#include "dwarf/cfi.h"

/* A CIE's program runs once for each change of the CIE: it is kept short. */
#define INITIAL_LEN_MAX 512

/* Columns that are no general register (xmm, rflags) are passed over. */
static struct cfi_rule *column(struct cfi_machine *m, u64 reg)
{
	return reg < SX_UNWIND_REGS ? &m->now.reg[reg] : &m->nobody;
}

static void set_rule(struct cfi_machine *m, u64 reg, enum sx_unwind_how how,
		     s64 off)
{
	*column(m, reg) =
		(struct cfi_rule){ .how = (u8)how, .set = true, .off = off };
}

static s64 factored(const struct cfi_machine *m, u64 value)
{
	return (s64)(value * (u64)m->cie.data_align);
}

static struct cfi_bytes read_block(struct cfi_bytes *b)
{
	struct cfi_bytes block = *b;
	u64 len = cfi_uleb(b);

	block.at = b->at;
	block.end = b->at;
	if (len > b->end - b->at) {
		b->bad = true;
		return block;
	}
	b->at += len;
	block.end = b->at;
	return block;
}

static void set_expr(struct cfi_machine *m, struct cfi_bytes *b,
		     enum sx_unwind_how how)
{
	u64 reg = cfi_uleb(b);
	struct cfi_bytes expr = read_block(b);

	set_rule(m, reg, how, 0);
	column(m, reg)->expr = expr;
}

static void set_register(struct cfi_machine *m, u64 reg, u64 from)
{
	if (from >= SX_UNWIND_REGS) {
		set_rule(m, reg, SX_SAVE_UNKNOWN, 1);
		return;
	}
	set_rule(m, reg, SX_SAVE_IS_REG, 0);
	column(m, reg)->reg = (u8)from;
}

/* CFA = reg + off; a register that nobody keeps makes it unknown. */
static void set_cfa(struct cfi_machine *m, u64 reg, s64 off)
{
	m->now.cfa = (struct cfi_rule){ .how = SX_CFA_REG,
					.reg = (u8)reg,
					.set = reg < SX_UNWIND_REGS,
					.off = off };
}

static void advance(struct cfi_machine *m, u64 to, const struct cfi_fde *fde)
{
	if (to > fde->high)
		to = fde->high;
	if (to > m->loc)
		m->emit(m->arg, m->loc, to, &m->now);
	if (to > m->loc)
		m->loc = to;
}

static void remember(struct cfi_machine *m, struct cfi_bytes *b)
{
	if (m->depth == CFI_DEPTH_MAX)
		b->bad = true;
	else
		m->remembered[m->depth++] = m->now;
}

static void recall(struct cfi_machine *m, struct cfi_bytes *b)
{
	if (!m->depth)
		b->bad = true;
	else
		m->now = m->remembered[--m->depth];
}

/* Operations that say where the code is. False: it is none of them. */
static bool run_location(struct cfi_machine *m, struct cfi_bytes *b, u8 op,
			 const struct cfi_fde *fde)
{
	u64 delta, to;

	switch (op) {
	case DW_CFA_set_loc:
		to = cfi_pointer(b, m->cie.encoding, 0);
		b->bad |= to < m->loc;
		break;
	case DW_CFA_advance_loc1:
	case DW_CFA_advance_loc2:
	case DW_CFA_advance_loc4:
		delta = cfi_fixed(b, 1u << (op - DW_CFA_advance_loc1));
		to = m->loc + delta * m->cie.code_align;
		break;
	default:
		if ((op & 0xc0) != DW_CFA_advance_loc)
			return false;
		to = m->loc + (op & 0x3f) * m->cie.code_align;
	}
	if (!fde || to < m->loc)
		b->bad = true;
	if (!b->bad)
		advance(m, to, fde);
	return true;
}

static bool run_cfa(struct cfi_machine *m, struct cfi_bytes *b, u8 op)
{
	struct cfi_rule *cfa = &m->now.cfa;
	u64 reg;

	switch (op) {
	case DW_CFA_def_cfa:
		reg = cfi_uleb(b);
		set_cfa(m, reg, (s64)cfi_uleb(b));
		return true;
	case DW_CFA_def_cfa_sf:
		reg = cfi_uleb(b);
		set_cfa(m, reg, factored(m, (u64)cfi_sleb(b)));
		return true;
	case DW_CFA_def_cfa_register:
		b->bad |= cfa->how != SX_CFA_REG;
		set_cfa(m, cfi_uleb(b), cfa->off);
		return true;
	case DW_CFA_def_cfa_offset:
		b->bad |= cfa->how != SX_CFA_REG;
		cfa->off = (s64)cfi_uleb(b);
		return true;
	case DW_CFA_def_cfa_offset_sf:
		b->bad |= cfa->how != SX_CFA_REG;
		cfa->off = factored(m, (u64)cfi_sleb(b));
		return true;
	case DW_CFA_def_cfa_expression:
		*cfa = (struct cfi_rule){ .how = SX_CFA_EXPR, .set = true };
		cfa->expr = read_block(b);
		return true;
	}
	return false;
}

static bool run_register(struct cfi_machine *m, struct cfi_bytes *b, u8 op)
{
	u64 reg;

	switch (op) {
	case DW_CFA_offset_extended:
		reg = cfi_uleb(b);
		set_rule(m, reg, SX_SAVE_AT_CFA, factored(m, cfi_uleb(b)));
		return true;
	case DW_CFA_offset_extended_sf:
		reg = cfi_uleb(b);
		set_rule(m, reg, SX_SAVE_AT_CFA, factored(m, (u64)cfi_sleb(b)));
		return true;
	case DW_CFA_GNU_negative_offset_extended:
		reg = cfi_uleb(b);
		set_rule(m, reg, SX_SAVE_AT_CFA, -factored(m, cfi_uleb(b)));
		return true;
	case DW_CFA_val_offset:
		reg = cfi_uleb(b);
		set_rule(m, reg, SX_SAVE_IS_CFA, factored(m, cfi_uleb(b)));
		return true;
	case DW_CFA_val_offset_sf:
		reg = cfi_uleb(b);
		set_rule(m, reg, SX_SAVE_IS_CFA, factored(m, (u64)cfi_sleb(b)));
		return true;
	case DW_CFA_restore_extended:
		reg = cfi_uleb(b);
		if (reg < SX_UNWIND_REGS)
			m->now.reg[reg] = m->initial.reg[reg];
		return true;
	case DW_CFA_undefined:
		set_rule(m, cfi_uleb(b), SX_SAVE_UNKNOWN, 0);
		return true;
	case DW_CFA_same_value:
		set_rule(m, cfi_uleb(b), SX_SAVE_SAME, 0);
		return true;
	case DW_CFA_register:
		reg = cfi_uleb(b);
		set_register(m, reg, cfi_uleb(b));
		return true;
	case DW_CFA_expression:
		set_expr(m, b, SX_SAVE_AT_EXPR);
		return true;
	case DW_CFA_val_expression:
		set_expr(m, b, SX_SAVE_IS_EXPR);
		return true;
	}
	return false;
}

static void run_op(struct cfi_machine *m, struct cfi_bytes *b, u8 op,
		   const struct cfi_fde *fde)
{
	u64 reg = op & 0x3f;

	if (run_location(m, b, op, fde))
		return;
	if ((op & 0xc0) == DW_CFA_offset) {
		set_rule(m, reg, SX_SAVE_AT_CFA, factored(m, cfi_uleb(b)));
	} else if ((op & 0xc0) == DW_CFA_restore) {
		if (reg < SX_UNWIND_REGS)
			m->now.reg[reg] = m->initial.reg[reg];
	} else if (op == DW_CFA_remember_state) {
		remember(m, b);
	} else if (op == DW_CFA_restore_state) {
		recall(m, b);
	} else if (op == DW_CFA_GNU_args_size) {
		cfi_uleb(b);
	} else if (op != DW_CFA_nop && !run_cfa(m, b, op) &&
		   !run_register(m, b, op)) {
		b->bad = true;
	}
}

static void run_program(struct cfi_machine *m, struct cfi_bytes *b,
			const struct cfi_fde *fde)
{
	while (!b->bad && b->at < b->end)
		run_op(m, b, (u8)cfi_fixed(b, 1), fde);
}

static void use_cie(struct cfi_machine *m, const struct cfi_fde *fde)
{
	struct cfi_bytes program;

	if (m->section == fde->section && m->cie.off == fde->cie)
		return;
	m->section = fde->section;
	m->cie_ok = cfi_read_cie(fde->section, fde->cie, &m->cie);
	program = m->cie.program;
	if (m->cie_ok && program.end - program.at > INITIAL_LEN_MAX)
		m->cie_ok = false;
	if (!m->cie_ok)
		return;
	memset(&m->now, 0, sizeof(m->now));
	m->depth = 0;
	m->now.signal = m->cie.signal;
	run_program(m, &program, NULL);
	m->cie_ok = !program.bad;
	m->initial = m->now;
}

void cfi_run(struct cfi_machine *m, const struct cfi_fde *fde)
{
	struct cfi_bytes program;

	use_cie(m, fde);
	m->loc = fde->low;
	if (m->cie_ok) {
		program = cfi_program(fde, &m->cie);
		m->now = m->initial;
		m->depth = 0;
		run_program(m, &program, fde);
		if (!program.bad) {
			advance(m, fde->high, fde);
			return;
		}
	}
	/* What a damaged program said before is as good as it was. */
	if (m->loc < fde->high)
		m->emit(m->arg, m->loc, fde->high, NULL);
}
