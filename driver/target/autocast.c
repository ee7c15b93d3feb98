// SPDX-License-Identifier: GPL-2.0
/*
 * Pointers that the script keeps: `p = $x; p->y`. A variable or the result of
 * a function has the type of what is assigned to it somewhere, wherever that
 * stands; elements of arrays and parameters have none, as in SystemTap.
 * Something that gets pointers of different types has none either.
 */
#include "target/autocast.h"

#include "script/walk.h"
#include "target/node.h"

#define ROUNDS_MAX 8 /* p = $x; q = p; r = q; ... */

/* What an address points to. */
struct lower_cast {
	const struct function *owner; /* NULL: a global */
	const char *name; /* interned; NULL: the result of owner */
	const struct lower_module *mod;
	struct ttype type;
	bool kernel;
	bool several; /* that differ */
};

static struct lower_cast *find(struct lowering *lo,
			       const struct function *owner, const char *name)
{
	u32 i;

	for (i = 0; i < lo->casts.nr; i++) {
		struct lower_cast *cast = vec_at(&lo->casts, i);

		if (cast->owner == owner && cast->name == name)
			return cast;
	}
	return NULL;
}

static struct lower_cast *find_variable(struct lowering *lo, const char *name)
{
	const struct function *fn = lo->owner;

	if (!ast_is_param(fn, name) && ast_global(lo->script, name, fn->file))
		fn = NULL;
	return find(lo, fn, name);
}

static bool is_same(const struct lower_cast *a, const struct lower_cast *b)
{
	return a->mod == b->mod && a->type.dims == b->type.dims &&
	       ttype_row(a->type) == ttype_row(b->type);
}

static void learn(struct lowering *lo, const struct lower_cast *cast)
{
	struct lower_cast *known = find(lo, cast->owner, cast->name);

	if (known && (known->several || is_same(known, cast)))
		return;
	lo->casts_changed = true;
	if (known)
		known->several = true;
	else
		*(struct lower_cast *)vec_push(&lo->casts) = *cast;
}

/* Does an object's value point to something that has a type? */
static bool points_to(const struct object *object, struct lower_cast *ret)
{
	u32 kind = ttype_kind(object->type);

	if (object->is_func || object->bit_size ||
	    (kind != INDEX_TYPE_ARRAY && !ttype_is_pointer(object->type)))
		return false;
	ret->type = ttype_inner(object->type);
	return ttype_kind(ret->type) != INDEX_TYPE_VOID &&
	       ttype_kind(ret->type) != INDEX_TYPE_UNKNOWN;
}

/* Evaluating moves parts of the expression: a copy's. */
static bool target_type(struct lowering *lo, const struct expr *e,
			struct lower_cast *ret)
{
	bool address = e->op == TOK_AND;
	const struct expr *of = address ? e->args[0] : e;
	struct object object;
	bool ok;

	if (of->kind != EX_TARGET)
		return false;
	lo->soft++;
	diag_mute(lo->diag);
	ok = chain_object(lo, ast_copy_expr(lo->script, of), &object);
	diag_unmute(lo->diag);
	lo->soft--;
	if (!ok)
		return false;
	ret->mod = object.mod;
	ret->kernel = object.kernel;
	ret->type = object.type;
	return address || points_to(&object, ret);
}

static bool take(const struct lower_cast *cast, struct lower_cast *ret)
{
	if (!cast || cast->several)
		return false;
	*ret = *cast;
	return true;
}

static bool type_of(struct lowering *lo, const struct expr *e,
		    struct lower_cast *ret)
{
	struct lower_cast other;

	switch (e->kind) {
	case EX_TARGET:
		return target_type(lo, e, ret);
	case EX_VAR:
		return take(find_variable(lo, e->text), ret);
	case EX_CALL:
		return take(find(lo,
				 ast_find_function(lo->script, e->text,
						   e->nargs, lo->owner->file),
				 NULL),
			    ret);
	case EX_ASSIGN:
		return e->op == TOK_ASSIGN && type_of(lo, e->args[1], ret);
	case EX_COND:
		if (!type_of(lo, e->args[1], ret))
			return type_of(lo, e->args[2], ret);
		return !type_of(lo, e->args[2], &other) || is_same(ret, &other);
	default:
		return false;
	}
}

static void learn_assign(void *arg, struct expr *e)
{
	struct lowering *lo = arg;
	struct lower_cast cast = { 0 };
	const char *name;

	if (e->kind != EX_ASSIGN || e->op != TOK_ASSIGN ||
	    e->args[0]->kind != EX_VAR || !type_of(lo, e->args[1], &cast))
		return;
	name = e->args[0]->text;
	cast.name = name;
	cast.owner = lo->owner;
	if (ast_is_param(lo->owner, name))
		return;
	if (ast_global(lo->script, name, lo->owner->file))
		cast.owner = NULL;
	learn(lo, &cast);
}

static void learn_returns(struct lowering *lo, const struct stmt *s)
{
	for (; s; s = s->next) {
		struct lower_cast cast = { 0 };

		if (s->kind == ST_RETURN && s->expr &&
		    type_of(lo, s->expr, &cast)) {
			cast.owner = lo->owner;
			cast.name = NULL;
			learn(lo, &cast);
		}
		learn_returns(lo, s->body);
		learn_returns(lo, s->other);
	}
}

void autocast_learn(struct lowering *lo, struct function *fn)
{
	const struct walk walk = { .visit = learn_assign, .arg = lo };
	bool changed = lo->casts_changed;
	u32 i;

	lo->owner = fn;
	if (!lo->has_autocast)
		return;
	for (i = 0; i < ROUNDS_MAX; i++) {
		lo->casts_changed = false;
		walk_stmts(fn->body, &walk);
		if (!fn->is_handler)
			learn_returns(lo, fn->body);
		if (!lo->casts_changed)
			break;
		changed = true;
	}
	lo->casts_changed = changed;
}

bool autocast_object(struct lowering *lo, struct expr *e, struct object *ret)
{
	struct lower_cast cast;
	struct lower_cast *known = e->kind == EX_VAR && lo->owner
					   ? find_variable(lo, e->text)
					   : NULL;

	if (lo->owner && type_of(lo, e, &cast)) {
		*ret = (struct object){ .mod = cast.mod,
					.kernel = cast.kernel };
		object_in_memory(lo, ret, cast.type, rewrite_operand(lo, e), 0);
		return true;
	}
	if (known)
		refuse(lo, "'%s' gets pointers of different types", e->text);
	else
		refuse(lo, "members are those of a value of the program");
	diag_note(lo->diag, "a number that is an address gets a type by "
			    "@cast(NUMBER, \"TYPE\")");
	return false;
}

static void look(void *arg, struct expr *e)
{
	struct lowering *lo = arg;

	if (e->kind == EX_TARGET &&
	    (e->op == TOK_ARROW || e->op == TOK_LBRACKET) &&
	    e->args[0]->kind != EX_TARGET)
		lo->has_autocast = true;
}

bool autocast_begin(struct lowering *lo)
{
	const struct walk walk = { .visit = look, .arg = lo };
	const struct script *script = lo->script;
	u32 i;

	vec_init(&lo->casts, lo->arena, sizeof(struct lower_cast));
	for (i = 0; i < script->probes.nr; i++)
		walk_stmts(((struct probe *)vec_ptr(&script->probes, i))
				   ->handler->body,
			   &walk);
	for (i = 0; i < script->functions.nr; i++)
		walk_stmts(((struct function *)vec_ptr(&script->functions, i))
				   ->body,
			   &walk);
	return lo->has_autocast;
}
