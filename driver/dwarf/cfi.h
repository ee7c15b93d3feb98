/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Call frame information: .eh_frame (System V ABI for x86-64, LSB) and
 * .debug_frame (DWARF 5, section 6.4). The bytes are untrusted; the work for
 * a section is linear in its size.
 */
#ifndef STAPX_DWARF_CFI_H
#define STAPX_DWARF_CFI_H

#include <stdbool.h>

#include <stapx/types.h>
#include <stapx/unwind.h>

struct cfi_section {
	const u8 *data; /* borrowed */
	u64 len;
	u64 addr; /* of data[0], as the ELF file says */
	bool eh; /* .eh_frame */
};

/* Reading from a piece of a section. Past its end everything is 0, and bad. */
struct cfi_bytes {
	const struct cfi_section *section;
	u64 at;
	u64 end;
	bool bad;
};

u64 cfi_fixed(struct cfi_bytes *b, u32 len);
u64 cfi_uleb(struct cfi_bytes *b);
s64 cfi_sleb(struct cfi_bytes *b);
/* An address by its DW_EH_PE_* encoding; func is what funcrel counts from. */
u64 cfi_pointer(struct cfi_bytes *b, u8 encoding, u64 func);

struct cfi_cie {
	u64 off; /* in the section */
	u64 code_align;
	s64 data_align;
	u8 encoding; /* of the addresses of its FDEs */
	bool has_data; /* its FDEs have augmentation data */
	bool signal;
	struct cfi_bytes program;
};

struct cfi_fde {
	u64 low;
	u64 high;
	u64 cie; /* its CIE's offset in the section */
	u64 off; /* of what follows the addresses */
	u64 end;
	const struct cfi_section *section;
};

/*
 * Reads the FDE, if it is one, of the entry at *off, and sets *off behind it.
 * `cie` keeps the last CIE that was read: all 0 at first. True: *ret is
 * filled. At the end of the section, or where it is damaged beyond hope, *off
 * is its length.
 */
bool cfi_next_fde(const struct cfi_section *s, u64 *off, struct cfi_cie *cie,
		  struct cfi_fde *ret);

/* Reads the CIE at an offset. False: it is none, or not understood. */
bool cfi_read_cie(const struct cfi_section *s, u64 off, struct cfi_cie *ret);

/* The instructions of an FDE. */
struct cfi_bytes cfi_program(const struct cfi_fde *fde,
			     const struct cfi_cie *cie);

/* What is known of a register, or of the CFA, while a program runs. */
struct cfi_rule {
	u8 how; /* enum sx_unwind_how; of the CFA: enum sx_unwind_cfa */
	u8 reg;
	bool set; /* false: nothing was said about it */
	s64 off;
	struct cfi_bytes expr;
};

struct cfi_state {
	bool signal; /* of the CIE */
	struct cfi_rule cfa;
	struct cfi_rule reg[SX_UNWIND_REGS];
};

#define CFI_DEPTH_MAX 32 /* of remembered states */

struct cfi_machine {
	struct cfi_cie cie;
	bool cie_ok;
	const struct cfi_section *section; /* of cie */
	struct cfi_state initial; /* of cie */
	struct cfi_state now;
	struct cfi_state remembered[CFI_DEPTH_MAX];
	struct cfi_rule nobody; /* of columns without a meaning here */
	u32 depth;
	u64 loc;
	/* `now` holds from low to high; NULL: nothing is known there. */
	void (*emit)(void *arg, u64 low, u64 high, const struct cfi_state *now);
	void *arg;
};

/* Runs the program of an FDE; emits what it says, ascending, low to high. */
void cfi_run(struct cfi_machine *m, const struct cfi_fde *fde);

#endif
