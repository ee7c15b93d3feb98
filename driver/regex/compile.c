// SPDX-License-Identifier: GPL-2.0
/* The stages of a pattern's compilation. */
#include "regex/compile.h"

#include <errno.h>
#include <stdarg.h>

#include "regex/table.h"

int regex_fail(struct regex_ctx *ctx, u32 at, const char *fmt, ...)
{
	va_list ap;

	if (ctx->err->text)
		return -EINVAL;
	va_start(ap, fmt);
	ctx->err->at = at;
	ctx->err->text = arena_vprintf(ctx->result, fmt, ap);
	va_end(ap);
	return -EINVAL;
}

static int compile(struct regex_ctx *ctx, u8 **ret_data, u32 *ret_len)
{
	struct regex_node *tree = regex_parse(ctx);
	struct regex_automaton automaton;
	struct regex_table table;
	int err;

	if (!tree)
		return -EINVAL;
	err = regex_build(ctx, tree, &automaton);
	if (!err && ctx->captures)
		err = regex_make_tagged(ctx, &automaton, &table);
	else if (!err)
		err = regex_make_plain(ctx, &automaton, &table);
	if (err)
		return err;
	regex_minimize(ctx, &table);
	return regex_emit(ctx, &table, &automaton, ret_data, ret_len);
}

int regex_compile(struct arena *arena, const char *pattern, size_t len,
		  u32 flags, struct regex_error *ret_err, u8 **ret_data,
		  u32 *ret_len)
{
	struct regex_ctx ctx = { .result = arena,
				 .pattern = pattern,
				 .len = (u32)len,
				 .captures = flags & SX_REGEX_CAPTURES,
				 .err = ret_err };
	int err;

	*ret_err = (struct regex_error){ 0, NULL };
	if (len > REGEX_PATTERN_MAX)
		return regex_fail(&ctx, 0,
				  "the expression has %zu bytes, limit %u", len,
				  REGEX_PATTERN_MAX);
	ctx.arena = arena_create();
	if (!ctx.arena)
		return regex_fail(&ctx, 0, "there is not enough memory");
	err = compile(&ctx, ret_data, ret_len);
	arena_destroy(ctx.arena);
	return err;
}
