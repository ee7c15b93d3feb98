// SPDX-License-Identifier: GPL-2.0
/*
 * `$x$` is the call of a function that is made for it: a fault on the way to
 * the value is the text "ERROR", not the end of the handler.
 *
 *	function __target_text_0(__p0) {
 *		try { return sprintf("{.a=%i}", ...) } catch { return "ERROR" }
 *	}
 *
 * What the script computes on the way (indexes, casted addresses) are
 * arguments: it is computed once.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "script/passes.h"
#include "script/print_internal.h"
#include "target/node.h"

static const char quoted[] =
	"function __target_quoted:string (addr:long)\n"
	"{\n"
	"\ttry {\n"
	"\t\treturn string_quoted(user_string(addr))\n"
	"\t} catch {\n"
	"\t\treturn sprintf(\"0x%x\", addr)\n"
	"\t}\n"
	"}\n"
	"function __target_kernel_quoted:string (addr:long)\n"
	"{\n"
	"\ttry {\n"
	"\t\treturn string_quoted(kernel_string(addr))\n"
	"\t} catch {\n"
	"\t\treturn sprintf(\"0x%x\", addr)\n"
	"\t}\n"
	"}\n";

struct expr *pretty_quoted(struct lowering *lo, bool kernel)
{
	const struct passes_text text = {
		.name = "<strings>",
		.text = quoted,
		.len = sizeof(quoted) - 1,
	};

	if (!lo->has_quoted)
		passes_parse_text(lo->script, &text, true, NULL);
	lo->has_quoted = true;
	return node_call(
		lo, kernel ? "__target_kernel_quoted" : "__target_quoted", 1);
}

struct expr *rewrite_operand(struct lowering *lo, struct expr *e)
{
	struct lower_capture *capture = lo->capture;
	struct expr *param;

	lo->capture = NULL;
	e = rewrite_expr(lo, e);
	lo->capture = capture;
	if (!capture || e->kind == EX_NUM)
		return e;
	param = ast_expr(lo->script, EX_VAR, lo->span, 0);
	param->text =
		intern_str(lo->script->intern,
			   arena_printf(lo->arena, "__p%u", capture->args.nr));
	ast_finish(param);
	vec_push_ptr(&capture->args, e);
	return param;
}

static const char *key_of(struct lowering *lo, const struct expr *value,
			  u32 params)
{
	const char *text = print_expr_text(lo->arena, value);

	return text ? arena_printf(lo->arena, "%u %s", params, text) : NULL;
}

static struct stmt *make_return(struct lowering *lo, struct expr *value)
{
	struct stmt *s = ast_stmt(lo->script, ST_RETURN, lo->span);
	struct stmt *block = ast_stmt(lo->script, ST_BLOCK, lo->span);

	s->expr = value;
	block->body = s;
	return block;
}

static void add_params(struct lowering *lo, struct function *fn, u32 nr)
{
	u32 i;

	for (i = 0; i < nr; i++) {
		const char *name =
			intern_str(lo->script->intern,
				   arena_printf(lo->arena, "__p%u", i));

		vec_push_ptr(&fn->params,
			     ast_symbol(lo->script, SYM_PARAM, name, lo->span));
	}
}

static const char *make_function(struct lowering *lo, struct expr *value,
				 u32 params)
{
	const char *name = intern_str(
		lo->script->intern,
		arena_printf(lo->arena, "__target_text_%u", lo->texts.nr));
	struct function *fn = ast_function(lo->script, name, lo->span);
	struct stmt *block = ast_stmt(lo->script, ST_BLOCK, lo->span);
	struct stmt *attempt = ast_stmt(lo->script, ST_TRY, lo->span);

	add_params(lo, fn, params);
	attempt->body = make_return(lo, value);
	attempt->other = make_return(lo, node_str(lo, "ERROR"));
	block->body = attempt;
	fn->body = block;
	fn->file = diag_file(lo->diag, lo->span.src);
	fn->returns_value = true;
	vec_push_ptr(&lo->script->functions, fn);
	return name;
}

/* Values that are had in the same way share one function. */
static const char *find_function(struct lowering *lo, struct expr *value,
				 u32 params)
{
	const char *key = key_of(lo, value, params);
	struct lower_text *made;
	u32 i;

	for (i = 0; key && i < lo->texts.nr; i++) {
		made = vec_at(&lo->texts, i);
		if (made->key && !strcmp(made->key, key))
			return made->name;
	}
	key = key ? key : "";
	i = lo->texts.nr;
	made = vec_push(&lo->texts);
	made->key = key;
	lo->texts.nr = i;
	made->name = make_function(lo, value, params);
	lo->texts.nr = i + 1;
	return made->name;
}

static struct expr *call_of(struct lowering *lo, const char *format,
			    const struct vec *values, const struct vec *args)
{
	struct expr *call;
	const char *name;
	u32 i;

	if (!values->nr && !args->nr)
		return node_str(lo, format);
	name = find_function(lo, node_sprintf(lo, format, values), args->nr);
	call = node_call(lo, name, args->nr);
	for (i = 0; i < args->nr; i++)
		call->args[i] = vec_ptr(args, i);
	ast_finish(call);
	return call;
}

struct expr *pretty_call(struct lowering *lo, const struct expr *e, bool full)
{
	struct lower_capture *outer = lo->capture;
	struct lower_capture capture;
	struct object object;
	struct strbuf format;
	struct vec values;
	bool ok;

	vec_init(&capture.args, lo->arena, sizeof(void *));
	vec_init(&values, lo->arena, sizeof(void *));
	strbuf_init(&format, lo->arena);
	lo->capture = &capture;
	ok = chain_object(lo, e, &object);
	lo->capture = outer;
	if (!ok)
		return NULL;
	pretty_format(lo, &object, full, &values, &format);
	return call_of(lo, format.text, &values, &capture.args);
}

/* A variable of `$$vars$`: it has a fault of its own. */
void pretty_field(struct lowering *lo, const struct object *object, bool full,
		  struct vec *args, struct strbuf *format)
{
	struct strbuf text;
	struct vec values, none;
	struct expr *e;

	if (!object) {
		strbuf_puts(format, "?");
		return;
	}
	vec_init(&none, lo->arena, sizeof(void *));
	vec_init(&values, lo->arena, sizeof(void *));
	strbuf_init(&text, lo->arena);
	pretty_format(lo, object, full, &values, &text);
	e = call_of(lo, text.text, &values, &none);
	if (e->kind == EX_STR) {
		strbuf_puts(format, e->text);
		return;
	}
	strbuf_puts(format, "%s");
	vec_push_ptr(args, e);
}
