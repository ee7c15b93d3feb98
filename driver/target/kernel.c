// SPDX-License-Identifier: GPL-2.0
/*
 * Parameters and results of the kernel's functions and tracepoints. They are
 * where a call puts them (index/kernel.h): a probe of the kernel stands at a
 * function's first instruction.
 */
#include <errno.h>
#include <string.h>

#include "target/kernel.h"
#include "target/node.h"

#define REG_RSP	    7
#define WORD_BITS   64
#define WORDS_MAX   16 /* of one argument of a tracepoint */
#define TRACE_FIRST 6 /* the first argument of a tracepoint on the stack */

static struct lower_module *find_module(struct lowering *lo, const char *name)
{
	struct lower_module *mod;
	u32 i;

	for (i = 0; i < lo->modules.nr; i++) {
		mod = vec_ptr(&lo->modules, i);
		if (!mod->file && !strcmp(mod->asked, name))
			return mod;
	}
	return NULL;
}

/* The kernel's own types go by the name that @cast knows them by. */
static struct lower_module *module_of(struct lowering *lo, const char *name)
{
	const char *asked = *name ? name : "kernel";
	struct lower_module *mod = find_module(lo, asked);

	if (mod)
		return mod;
	mod = arena_alloc(lo->arena, sizeof(*mod));
	mod->asked = asked;
	mod->path = *name ? arena_printf(lo->arena, "module %s", name)
			  : "the kernel";
	mod->file = NULL;
	mod->ix = NULL;
	if (lo->opts->kernel_index)
		lo->opts->kernel_index(asked, lo->soft, &mod->ix);
	vec_push_ptr(&lo->modules, mod);
	return mod;
}

struct lower_kernel *kernel_place(struct lowering *lo,
				  const struct point *point,
				  const struct lower_name *name)
{
	struct lower_kernel *k = arena_alloc(lo->arena, sizeof(*k));

	k->name = name->name;
	k->place = point->place;
	k->mod = module_of(lo, name->module);
	k->err = -ENODATA;
	if (!k->mod->ix)
		return k;
	if (point->place == SX_POINT_TRACE)
		k->err = kernel_trace_params(k->mod->ix, k->name, &k->params);
	else
		k->err = kernel_func_params(k->mod->ix, k->name, &k->params);
	return k;
}

bool kernel_is_return(const struct lowering *lo)
{
	return lo->kernel && lo->kernel->place == SX_POINT_KRETURN;
}

static const char *what_of(const struct lower_kernel *k)
{
	return k->place == SX_POINT_TRACE ? "the tracepoint" : "the function";
}

bool kernel_is_known(struct lowering *lo)
{
	const struct lower_kernel *k = lo->kernel;

	switch (-k->err) {
	case 0:
		return true;
	case ENOENT:
		refuse(lo,
		       "nothing is known of the parameters of %s %s: the type information of %s does not have it",
		       what_of(k), k->name, k->mod->path);
		diag_note(lo->diag,
			  "pointer_arg(N), long_arg(N), ... read arguments by "
			  "their number");
		return false;
	case ENOTUNIQ:
		refuse(lo,
		       "%s has several functions %s(), with different parameters",
		       k->mod->path, k->name);
		return false;
	case ENODATA:
		refuse(lo, "nothing is known of the functions of %s",
		       k->mod->path);
		return false;
	default:
		refuse(lo,
		       "the index of %s is damaged: make it again with: stapx index --kernel",
		       k->mod->path);
		return false;
	}
}

/* The number of the argument in whose register, or word of the stack, it is. */
static u32 trace_number(const struct kernel_param *p, u32 word)
{
	static const u8 regs[] = { 4, 1, 2, 8, 9 };
	u8 reg = word ? p->reg2 : p->reg;
	u32 i;

	if (p->place == KERNEL_PARAM_STACK)
		return TRACE_FIRST + p->stack_off / 8 - 1 + word;
	for (i = 0; i < sizeof(regs); i++)
		if (regs[i] == reg)
			return i + 1;
	return 0;
}

static struct expr *word_of(struct lowering *lo, const struct kernel_param *p,
			    u32 word)
{
	struct expr *call;

	if (lo->kernel->place != SX_POINT_TRACE)
		return node_reg(lo, word ? p->reg2 : p->reg);
	call = node_call(lo, "ulong_arg", 1);
	call->args[0] = node_num(lo, trace_number(p, word));
	ast_finish(call);
	return call;
}

static void in_words(struct lowering *lo, const struct kernel_param *p,
		     struct object *ret)
{
	u32 nr = (u32)((p->size + 7) / 8), i;
	struct object_piece *piece;

	if (nr < 2) {
		object_single(lo, ret, OBJECT_REGISTER)->expr =
			word_of(lo, p, 0);
		return;
	}
	piece = arena_alloc(lo->arena, nr * sizeof(*piece));
	for (i = 0; i < nr; i++)
		piece[i] = (struct object_piece){ .where = OBJECT_REGISTER,
						  .bit_at = WORD_BITS * i,
						  .bit_size = WORD_BITS,
						  .expr = word_of(lo, p, i) };
	ret->pieces = piece;
	ret->pieces_nr = nr;
}

bool kernel_param_object(struct lowering *lo, const struct kernel_param *p,
			 struct object *ret)
{
	const struct lower_kernel *k = lo->kernel;
	bool traced = k->place == SX_POINT_TRACE;
	bool on_stack = p->place == KERNEL_PARAM_STACK;

	*ret = (struct object){ .mod = k->mod, .kernel = true };
	ret->type = ttype_of(k->mod->ix, p->type);
	if ((p->place != KERNEL_PARAM_REG && !on_stack) ||
	    (traced && on_stack && p->size > 8 * WORDS_MAX)) {
		refuse(lo, "where '%s' of %s is, a '%s', cannot be told",
		       p->name, k->name, ttype_text(lo->arena, ret->type));
		return false;
	}
	if (on_stack && !traced)
		object_in_memory(lo, ret, ret->type, node_reg(lo, REG_RSP),
				 p->stack_off);
	else
		in_words(lo, p, ret);
	return true;
}

static bool no_variable(struct lowering *lo, const char *name)
{
	const struct lower_kernel *k = lo->kernel;
	struct refuse_names names;
	u32 i;

	refuse(lo, "%s %s has no parameter '%s'", what_of(k), k->name, name);
	refuse_begin(&names, lo, name);
	for (i = 0; i < k->params.nr; i++)
		refuse_name(&names, k->params.param[i].name);
	refuse_end(&names, "it has");
	return false;
}

bool kernel_variable(struct lowering *lo, const char *name, struct object *ret)
{
	const struct lower_kernel *k = lo->kernel;
	u32 i;

	if (!kernel_is_known(lo))
		return false;
	for (i = 0; i < k->params.nr; i++)
		if (!strcmp(k->params.param[i].name, name))
			return kernel_param_object(lo, &k->params.param[i],
						   ret);
	return no_variable(lo, name);
}

bool kernel_result(struct lowering *lo, struct object *ret)
{
	const struct lower_kernel *k = lo->kernel;

	if (k->place != SX_POINT_KRETURN) {
		refuse(lo, "'$return' is the result of a function: it is "
			   "known in probes of its return");
		if (k->place == SX_POINT_KFUNCTION)
			diag_note(lo->diag, "write .return behind the "
					    "function's name");
		return false;
	}
	if (!kernel_is_known(lo))
		return false;
	*ret = (struct object){ .mod = k->mod, .kernel = true };
	ret->type = ttype_of(k->mod->ix, k->params.result);
	return returns_value(lo, k->name, true, ret);
}
