// SPDX-License-Identifier: GPL-2.0
/* Functions and tracepoints of the running kernel, for the compiler. */
#include "run/kernel_names.h"

#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "dwarf/provide.h"
#include "index/kernel.h"
#include "kernelsym/symbols.h"
#include "place/type_text.h"
#include "target/lower.h"

int kernel_names_find(struct script *script, const struct point *point,
		      struct vec *ret)
{
	bool trace = point->place == SX_POINT_TRACE;
	struct kernelsym_want want = {
		.trace = trace,
		.module = trace ? SX_POINT_ANY_MODULE : point->path,
		.name = point->symbol,
	};
	int err = kernelsym_find(&want, 1);
	u32 i;

	for (i = 0; !err && i < want.nr; i++) {
		const char *module = want.rows[i].module;
		struct lower_name *row = vec_push(ret);

		row->module = intern_str(script->intern, module ? module : "");
		row->name = intern_str(script->intern, want.rows[i].name);
	}
	kernelsym_free_rows(&want);
	return err;
}

static void put_var(struct strbuf *sb, struct arena *arena,
		    const struct index *ix, const char *name, u32 type)
{
	if (*name)
		strbuf_printf(sb, " $%s:%s", name, type_text(arena, ix, type));
}

static char *list_vars(struct arena *arena, u32 kind, const struct index *ix,
		       const char *name)
{
	struct kernel_params params;
	struct strbuf sb;
	int err;
	u32 i;

	if (kind == SX_POINT_TRACE)
		err = kernel_trace_params(ix, name, &params);
	else
		err = kernel_func_params(ix, name, &params);
	if (err)
		return NULL;
	strbuf_init(&sb, arena);
	if (kind == SX_POINT_KRETURN && params.result)
		put_var(&sb, arena, ix, "return", params.result);
	for (i = 0; i < params.nr; i++)
		put_var(&sb, arena, ix, params.param[i].name,
			params.param[i].type);
	return strdup(sb.text);
}

char *kernel_names_vars(u32 kind, const char *module, const char *name)
{
	struct arena *arena = arena_create();
	const struct index *ix;
	char *text = NULL;

	if (arena && !provide_kernel_index(module, true, &ix))
		text = list_vars(arena, kind, ix, name);
	if (arena)
		arena_destroy(arena);
	return text;
}
