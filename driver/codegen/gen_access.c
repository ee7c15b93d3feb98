// SPDX-License-Identifier: GPL-2.0
/* Registers, memory and mappings of the target. */
#include <string.h>

#include "codegen/gen.h"
#include "script/access.h"

emit_reg gen_access(struct gen *g, const struct expr *e, emit_reg want)
{
	emit_reg reg = gen_dest(g, false, want);

	g->em.span = e->at;
	emit_op(&g->em, e->kind == EX_REG ? SX_OP_REG : SX_OP_BASE, reg, 0, 0,
		(s32)e->num);
	return reg;
}

/* addr + num, where an instruction has no room for such a number. */
static emit_reg add_far(struct gen *g, emit_reg addr, s64 num)
{
	emit_reg sum = emit_temp(&g->em, false, 1);

	gen_number(g, num, sum);
	emit_op(&g->em, SX_OP_ADD, sum, addr, sum, 0);
	return sum;
}

emit_reg gen_read(struct gen *g, struct expr *e, emit_reg want)
{
	struct emit_mark mark = emit_mark(&g->em);
	emit_reg addr = gen_expr(g, e->args[0], EMIT_NONE);
	s32 imm = (s32)e->num;
	emit_reg reg;

	g->em.span = e->at;
	if (imm != e->num) {
		addr = add_far(g, addr, e->num);
		imm = 0;
	}
	emit_release(&g->em, mark);
	reg = gen_dest(g, false, want);
	emit_op(&g->em, SX_OP_LDM, reg, addr, e->read, imm);
	return reg;
}

static u32 put_id(u8 to[SX_MAX_BUILD_ID], const u8 *id, u32 len)
{
	if (len > SX_MAX_BUILD_ID)
		len = SX_MAX_BUILD_ID;
	if (len)
		memcpy(to, id, len);
	return len;
}

void gen_modules(struct gen *g)
{
	const struct script *script = g->script;
	u32 i;

	if (script->modules.nr > SX_MAX_MODULES)
		diag_error(g->diag, E_LIMIT, (struct span){ 0 },
			   "the script uses more than %u files of its target",
			   SX_MAX_MODULES);
	for (i = 0; i < script->modules.nr; i++) {
		const struct script_module *m = vec_at(&script->modules, i);
		u32 path = gen_string(g, m->path, (struct span){ 0 });
		struct sx_module *row = build_row(&g->img, SX_SEC_MODULES);

		row->path = path;
		row->id_len = put_id(row->id, m->build_id, m->build_id_len);
	}
}

void gen_place(const struct point *point, struct sx_point_desc *row)
{
	if (!point->placed)
		return;
	row->kind = SX_POINT_ADDRESS;
	row->addr = point->addr;
	row->semaphore = point->semaphore;
	row->id_len = put_id(row->id, point->build_id, point->build_id_len);
}
