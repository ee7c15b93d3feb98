// SPDX-License-Identifier: GPL-2.0
/* Nodes that read the target's registers and memory. */
#include "script/access.h"

#include <string.h>

struct expr *ast_reg(struct script *script, struct span span, u32 reg)
{
	struct expr *e = ast_expr(script, EX_REG, span, 0);

	e->num = reg;
	ast_finish(e);
	return e;
}

struct expr *ast_read(struct script *script, struct span span,
		      struct expr *addr, s64 off, u8 read)
{
	struct expr *e = ast_expr(script, EX_READ, span, 1);

	e->args[0] = addr;
	e->num = off;
	e->read = read;
	ast_finish(e);
	return e;
}

struct expr *ast_base(struct script *script, struct span span, u32 module)
{
	const struct script_module *row = vec_at(&script->modules, module);
	struct expr *e = ast_expr(script, EX_BASE, span, 0);

	e->num = module;
	e->text = row->path;
	ast_finish(e);
	return e;
}

static bool same_id(const struct script_module *row, const u8 *build_id,
		    u32 len)
{
	return row->build_id_len == len &&
	       (!len || !memcmp(row->build_id, build_id, len));
}

u32 ast_module(struct script *script, const char *path, const u8 *build_id,
	       u32 build_id_len)
{
	struct script_module *row;
	u32 i;

	path = intern_str(script->intern, path);
	for (i = 0; i < script->modules.nr; i++) {
		row = vec_at(&script->modules, i);
		if (row->path == path && same_id(row, build_id, build_id_len))
			return i;
	}
	row = vec_push(&script->modules);
	row->path = path;
	row->build_id_len = build_id_len;
	if (build_id_len)
		row->build_id = memcpy(arena_alloc(script->arena, build_id_len),
				       build_id, build_id_len);
	return i;
}
