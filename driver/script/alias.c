// SPDX-License-Identifier: GPL-2.0
/*
 * Aliases. A probe point is followed through all aliases that it matches to
 * points of the machine. On the way, each alias adds its body: that of `=`
 * before the handler, that of `+=` and a second one behind it, the alias nearest to the
 * machine's point outermost:
 *
 *	probe a = begin { A }   probe b = a { B }   probe b { U }
 *	  -> probe begin { A B U }
 */
#include "script/alias.h"

#include <errno.h>
#include <string.h>

#include "base/strbuf.h"
#include "script/alias_match.h"
#include "script/point_text.h"
#include "script/points.h"
#include "script/probewrite.h"
#include "script/walk.h"

#define MAX_DEPTH 32 /* aliases of aliases */

/* Names that are compared, and points that aliases put for others. */
#define MAX_MATCHES (1u << 22)
#define MAX_TARGETS (1u << 17)

/* One alias on the way, and the point that named it. */
struct step {
	const struct step *outer; /* nearer to the user's point */
	const struct alias *alias;
	const struct point *point;
	u32 depth;
};

struct expander {
	struct script *script;
	struct probe *probe; /* the user's */
	struct probe *plain; /* its points without alias and condition */
	struct vec out; /* struct probe * */
	u32 points; /* made so far */
	u32 matches; /* tried so far */
	u32 targets; /* followed so far */
	u32 places; /* of them, those that are looked for before a run */
	u32 groups; /* made so far */
	u32 group; /* at hand; 0: none */
};

static void expand_list(struct expander *x, const struct vec *points,
			const struct step *step);

/* A body may be missing after an error. */
static void append(struct stmt **tail, struct stmt *s)
{
	(*tail)->next = s;
	if (s)
		*tail = s;
}

static void mark(void *arg, struct expr *e)
{
	(void)arg;
	e->in_alias = true;
}

/* What an alias sets is there for those who want it: no warnings. */
static void add_alias_body(struct expander *x, struct stmt **tail,
			   const struct function *fn)
{
	const struct walk walk = { .visit = mark };
	struct stmt *copy;

	if (!fn->body)
		return; /* an error in it was reported */
	copy = ast_copy_stmt(x->script, fn->body);
	walk_stmts(copy, &walk);
	append(tail, copy);
}

/* Innermost first before the user's body, outermost first behind it. */
static void add_epilogues(struct expander *x, struct stmt **tail,
			  const struct step *step)
{
	if (!step)
		return;
	add_epilogues(x, tail, step->outer);
	if (step->alias->append)
		add_alias_body(x, tail, step->alias->handler);
	if (step->alias->epilogue)
		add_alias_body(x, tail, step->alias->epilogue);
}

/* `if (!condition) next`; the conditions of all points on the way. */
static void add_condition(struct expander *x, struct stmt **tail,
			  const struct point *point)
{
	struct script *script = x->script;
	struct expr *condition = point->condition;
	struct stmt *s;

	if (!condition)
		return;
	s = ast_stmt(script, ST_IF, condition->span);
	s->expr = ast_expr(script, EX_UNARY, condition->span, 1);
	s->expr->op = TOK_NOT;
	s->expr->args[0] = ast_copy_expr(script, condition);
	ast_finish(s->expr);
	s->body = ast_stmt(script, ST_NEXT, condition->span);
	(*tail)->next = s;
	*tail = s;
}

static struct stmt *call_exit(struct expander *x, struct span span)
{
	struct stmt *s = ast_stmt(x->script, ST_EXPR, span);

	s->expr = ast_expr(x->script, EX_CALL, span, 0);
	s->expr->text = intern_str(x->script->intern, "exit");
	ast_finish(s->expr);
	return s;
}

static struct function *make_handler(struct expander *x,
				     const struct point *leaf,
				     const struct step *step)
{
	struct script *script = x->script;
	struct function *user = x->probe->handler;
	struct function *fn = ast_function(script, user->name, user->span);
	struct stmt *body = ast_stmt(script, ST_BLOCK, user->body->span);
	struct stmt head = { 0 };
	struct stmt *tail = &head;
	const struct step *at;

	add_condition(x, &tail, leaf);
	for (at = step; at; at = at->outer)
		add_condition(x, &tail, at->point);
	for (at = step; at; at = at->outer)
		if (!at->alias->append)
			add_alias_body(x, &tail, at->alias->handler);
	append(&tail, ast_copy_stmt(script, user->body));
	add_epilogues(x, &tail, step);
	if (leaf->oneshot)
		tail->next = call_exit(x, leaf->span);
	body->body = head.next;
	probewrite_resolve(body, user->body);
	fn->is_handler = true;
	fn->file = user->file;
	fn->body = body;
	return fn;
}

/* "a.b <- a.*": what led to a point, the last alias first. */
static const char *describe_origin(struct expander *x, const struct step *step)
{
	struct strbuf sb;

	if (!step)
		return NULL;
	strbuf_init(&sb, x->script->arena);
	for (; step; step = step->outer) {
		const struct point *name = vec_ptr(&step->alias->names, 0);

		strbuf_printf(&sb, "%s%s", sb.len ? " <- " : "", name->text);
		if (name->text != step->point->text)
			strbuf_printf(&sb, " <- %s", step->point->text);
	}
	return sb.text;
}

static struct probe *add_probe(struct expander *x, struct function *handler)
{
	struct probe *probe = arena_alloc(x->script->arena, sizeof(*probe));

	probe->span = x->probe->span;
	probe->handler = handler;
	vec_init(&probe->points, x->script->arena, sizeof(void *));
	vec_push_ptr(&x->out, probe);
	return probe;
}

/* What the points on the way ask for holds for the last one. */
static void inherit(struct point *leaf, const struct step *step)
{
	for (; step; step = step->outer) {
		leaf->optional |= step->point->optional;
		leaf->sufficient |= step->point->sufficient;
	}
}

static bool has_condition(const struct point *leaf, const struct step *step)
{
	for (; step; step = step->outer)
		if (step->point->condition)
			return true;
	return leaf->condition;
}

static struct probe *add_plain(struct expander *x)
{
	struct stmt *body = x->probe->handler->body;

	probewrite_resolve(body, body);
	return add_probe(x, x->probe->handler);
}

/* A point of the machine: it shares the user's body where that is as it was. */
static void add_leaf(struct expander *x, struct point *leaf,
		     const struct step *step)
{
	struct probe *probe = x->plain;

	if (x->points++ == SX_MAX_PROBES)
		diag_error(x->script->diag, E_LIMIT, x->probe->span,
			   "more than %d probe points", SX_MAX_PROBES);
	if (x->points > SX_MAX_PROBES || diag_full(x->script->diag))
		return;
	x->places += leaf->kind == SX_PROBE_PROCESS ||
		     leaf->kind == SX_PROBE_KERNEL;
	leaf->origin = describe_origin(x, step);
	leaf->group = x->group;
	inherit(leaf, step);
	if (step || leaf->oneshot || has_condition(leaf, step))
		probe = add_probe(x, make_handler(x, leaf, step));
	else if (!probe)
		probe = x->plain = add_plain(x);
	vec_push_ptr(&probe->points, leaf);
}

static bool is_on_the_way(const struct step *step, const struct alias *alias)
{
	for (; step; step = step->outer)
		if (step->alias == alias)
			return true;
	return false;
}

/* The target of an alias, with what stands behind the alias' name. */
static struct point *add_suffix(struct script *script,
				const struct point *target,
				const struct point *user, u32 from)
{
	struct point *point = arena_alloc(script->arena, sizeof(*point));
	u32 i;

	*point = *target;
	if (from == user->components.nr)
		return point;
	vec_init(&point->components, script->arena, sizeof(struct component));
	for (i = 0; i < target->components.nr; i++)
		*(struct component *)vec_push(&point->components) =
			*(struct component *)vec_at(&target->components, i);
	for (i = from; i < user->components.nr; i++) {
		const struct component *comp = vec_at(&user->components, i);

		*(struct component *)vec_push(&point->components) = *comp;
	}
	point->text = point_text(script, point);
	return point;
}

static void report_size(struct expander *x, const struct point *point)
{
	diag_error(x->script->diag, E_TOO_LARGE, point->span,
		   "aliases of aliases make too many probe points of this one");
	diag_stop(x->script->diag);
}

static void follow(struct expander *x, const struct alias *alias,
		   const struct point *point, u32 matched,
		   const struct step *outer)
{
	struct step step = {
		.outer = outer,
		.alias = alias,
		.point = point,
		.depth = outer ? outer->depth + 1 : 1,
	};
	struct vec targets;
	u32 i;

	if (step.depth > MAX_DEPTH) {
		diag_error(x->script->diag, E_TOO_LARGE, point->span,
			   "aliases of aliases, more than %d deep", MAX_DEPTH);
		return;
	}
	x->targets += alias->targets.nr;
	if (x->targets > MAX_TARGETS) {
		report_size(x, point);
		return;
	}
	vec_init(&targets, x->script->arena, sizeof(void *));
	for (i = 0; i < alias->targets.nr; i++)
		vec_push_ptr(&targets,
			     add_suffix(x->script, vec_ptr(&alias->targets, i),
					point, matched));
	expand_list(x, &targets, &step);
}

static u32 match(const struct alias *alias, const struct point *point)
{
	u32 most = 0;
	u32 i;

	for (i = 0; i < alias->names.nr; i++) {
		u32 nr = alias_match(point, vec_ptr(&alias->names, i));

		most = nr > most ? nr : most;
	}
	return most;
}

/* Follows the aliases whose names are the whole point, or only a part. */
static bool follow_matches(struct expander *x, const struct point *point,
			   const struct step *outer, bool whole)
{
	const struct vec *aliases = &x->script->aliases;
	bool found = false;
	u32 i;

	x->matches += aliases->nr;
	if (x->matches > MAX_MATCHES) {
		report_size(x, point);
		return true;
	}
	for (i = 0; i < aliases->nr && !diag_full(x->script->diag); i++) {
		const struct alias *alias = vec_ptr(aliases, i);
		u32 matched = match(alias, point);

		if (!matched || (matched == point->components.nr) != whole ||
		    is_on_the_way(outer, alias))
			continue;
		found = true;
		follow(x, alias, point, matched, outer);
	}
	return found;
}

static bool is_optional(const struct point *point, const struct step *step)
{
	for (; step; step = step->outer)
		if (step->point->optional || step->point->sufficient)
			return true;
	return point->optional || point->sufficient;
}

/* Is the point a name of an alias that is being followed? */
static bool leads_back(const struct step *step, const struct point *point)
{
	for (; step; step = step->outer)
		if (match(step->alias, point) == point->components.nr)
			return true;
	return false;
}

static void note_way(struct expander *x, const struct step *step)
{
	for (; step; step = step->outer)
		diag_note_at(x->script->diag, step->point->span,
			     "'%s' stands for it", step->point->text);
}

static void report_loop(struct expander *x, const struct point *point,
			const struct step *step)
{
	diag_error(x->script->diag, E_PROBE, point->span,
		   "the alias '%s' stands for itself here", point->text);
	note_way(x, step);
}

static void expand_point(struct expander *x, const struct point *point,
			 const struct step *step)
{
	struct point *leaf;
	int err;

	if (leads_back(step, point)) {
		report_loop(x, point, step);
		return;
	}
	if (follow_matches(x, point, step, true))
		return;
	leaf = arena_alloc(x->script->arena, sizeof(*leaf));
	*leaf = *point;
	err = points_resolve(x->script, leaf);
	if (!err) {
		add_leaf(x, leaf, step);
		return;
	}
	if (err != -EINVAL && follow_matches(x, point, step, false))
		return;
	if (err == -EINVAL || is_optional(point, step))
		return;
	points_report(x->script, point, err);
	note_way(x, step);
}

static bool has_sufficient(const struct vec *points)
{
	u32 i;

	for (i = 0; i < points->nr; i++)
		if (((struct point *)vec_ptr(points, i))->sufficient)
			return true;
	return false;
}

/*
 * `a!, b`: where a is there b is not looked at. Places in programs are looked
 * for before a run: they are grouped until then.
 */
static void expand_list(struct expander *x, const struct vec *points,
			const struct step *step)
{
	u32 outer_group = x->group;
	u32 i;

	if (!x->group && has_sufficient(points))
		x->group = ++x->groups;
	for (i = 0; i < points->nr && !diag_full(x->script->diag); i++) {
		const struct point *point = vec_ptr(points, i);
		u32 points_before = x->points;
		u32 places_before = x->places;

		expand_point(x, point, step);
		if (point->sufficient && x->points > points_before &&
		    x->places == places_before)
			break;
	}
	x->group = outer_group;
}

static void check_probes(struct expander *x)
{
	struct diag *diag = x->script->diag;

	if (x->points || diag_errors(diag))
		return;
	diag_error(diag, E_NO_PROBE, (struct span){ 0 },
		   "the script has no probe");
	diag_note(diag,
		  x->script->probes.nr
			  ? "none of its optional probe points is there"
			  : "a smallest one: probe begin { println(\"hello\") "
			    "exit() }");
}

int alias_expand(struct script *script)
{
	struct expander x = { .script = script };
	u32 i;

	vec_init(&x.out, script->arena, sizeof(void *));
	for (i = 0; i < script->probes.nr && !diag_full(script->diag); i++) {
		x.probe = vec_ptr(&script->probes, i);
		x.plain = NULL;
		if (x.probe->handler->body)
			expand_list(&x, &x.probe->points, NULL);
	}
	check_probes(&x);
	script->probes = x.out;
	return diag_errors(script->diag) ? -EINVAL : 0;
}
