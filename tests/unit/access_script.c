// SPDX-License-Identifier: GPL-2.0
/* A pass that stands for the one that knows debug information. */
#include "access_script.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "codegen/compile.h"
#include "script/access.h"
#include "script/print.h"
#include "script/walk.h"
#include "verify.h"

struct lowering {
	struct script *script;
	const struct access_module *modules;
	FILE *print; /* or NULL */
};

static u8 read_kind(const char *type)
{
	static const char *const types[] = { "u8", "u16", "u32", "u64",
					     "s8", "s16", "s32", "s64" };
	u8 space = 0;
	u8 i;

	if (!strncmp(type, "kernel_", 7)) {
		space = SX_READ_KERNEL;
		type += 7;
	}
	for (i = 0; i < 8; i++)
		if (!strcmp(types[i], type))
			return i | space;
	fail_msg("read_%s", type);
	return 0;
}

/* Constants are not folded yet. */
static s64 number(const struct expr *e)
{
	if (e->kind == EX_UNARY && e->op == TOK_SUB)
		return -e->args[0]->num;
	assert_int_equal(e->kind, EX_NUM);
	return e->num;
}

static u32 find_module(struct lowering *l, const char *path)
{
	const struct access_module *m = l->modules;

	while (m && m->path && strcmp(m->path, path))
		m++;
	if (!m || !m->path)
		return ast_module(l->script, path, NULL, 0);
	return ast_module(l->script, path, m->id, m->id_len);
}

static void lower(void *arg, struct expr *e)
{
	struct lowering *l = arg;

	if (e->kind != EX_CALL)
		return;
	if (!strcmp(e->text, "reg"))
		*e = *ast_reg(l->script, e->span, (u32)number(e->args[0]));
	else if (!strcmp(e->text, "base"))
		*e = *ast_base(l->script, e->span,
			       find_module(l, e->args[0]->text));
	else if (!strncmp(e->text, "read_", 5))
		*e = *ast_read(l->script, e->span, e->args[0],
			       number(e->args[1]), read_kind(e->text + 5));
}

static int lower_script(struct script *script, void *arg)
{
	struct lowering *l = arg;
	const struct walk walk = { lower, NULL, l };

	l->script = script;
	for (u32 i = 0; i < script->functions.nr; i++) {
		struct function *fn = vec_ptr(&script->functions, i);

		walk_stmts(fn->body, &walk);
	}
	for (u32 i = 0; i < script->probes.nr; i++) {
		struct probe *probe = vec_ptr(&script->probes, i);

		walk_stmts(probe->handler->body, &walk);
	}
	if (l->print)
		print_script(script, l->print);
	return 0;
}

static u8 *compile(const char *text, struct lowering *l, u32 *ret_len)
{
	struct compile_source src = { "t.stp", text, strlen(text) };
	const struct compile_opts opts = {
		.unoptimized = true,
		.no_display = true,
		.target = lower_script,
		.target_arg = l,
	};
	struct compile_result result = { 0 };
	struct diag *diag = diag_create();
	int err = compile_script(&src, &opts, diag, &result);

	diag_render(diag, stderr, DIAG_NO_WARNINGS);
	diag_destroy(diag);
	assert_int_equal(err, 0);
	*ret_len = (u32)result.image_len;
	return result.image;
}

u8 *access_compile(const char *text, const struct access_module *modules,
		   struct sx_program *ret)
{
	static struct sx_verify_scratch scratch;
	struct lowering l = { .modules = modules };
	struct sx_verdict verdict;
	u32 len;
	u8 *image = compile(text, &l, &len);

	if (sx_verify(image, len, &scratch, ret, &verdict))
		fail_msg("%s: %s (%u)", text, sx_verify_text(verdict.code),
			 verdict.index);
	return image;
}

char *access_print(const char *text)
{
	struct lowering l = { 0 };
	char *printed = NULL;
	size_t len;
	u32 image_len;

	l.print = open_memstream(&printed, &len);
	assert_non_null(l.print);
	free(compile(text, &l, &image_len));
	fclose(l.print);
	return printed;
}
