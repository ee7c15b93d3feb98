/* SPDX-License-Identifier: GPL-2.0 */
/* Access to the probed program: EX_REG, EX_READ, EX_BASE (expr.h). */
#ifndef STAPX_SCRIPT_ACCESS_H
#define STAPX_SCRIPT_ACCESS_H

#include <stapx/opcodes.h>

#include "script/ast.h"

/* A file that is mapped somewhere in the target. */
struct script_module {
	const char *path; /* interned */
	const u8 *build_id; /* NULL: the file has none */
	u32 build_id_len;
};

/*
 * Nodes, finished (ast_finish): a register of the hit by DWARF's number; the
 * memory at addr + off, read as enum sx_read says; what is added to the
 * addresses of an ELF file where it is mapped in the target process, module
 * being of ast_module().
 */
struct expr *ast_reg(struct script *script, struct span span, u32 reg);
struct expr *ast_read(struct script *script, struct span span,
		      struct expr *addr, s64 off, u8 read);
struct expr *ast_base(struct script *script, struct span span, u32 module);

/* The row of script->modules for a file; path and id are copied. */
u32 ast_module(struct script *script, const char *path, const u8 *build_id,
	       u32 build_id_len);

#endif
