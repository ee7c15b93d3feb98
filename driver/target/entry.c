// SPDX-License-Identifier: GPL-2.0
/* Returns: where their calls were entered, and what was known there. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stapx/opcodes.h>

#include "script/process_point.h"
#include "script/print_internal.h"
#include "script/walk.h"
#include "target/entry.h"
#include "target/frame.h"
#include "target/node.h"
#include "target/vars.h"

#define REG_RSP 7

/* Where a handler runs, while it is left for the entry. */
struct leave {
	const struct place_spot *spot;
	const struct lower_kernel *kernel;
	struct lower_entry *entry;
};

struct entry_values *entry_values_create(struct lowering *lo)
{
	struct entry_values *v = arena_alloc(lo->arena, sizeof(*v));

	v->id = lo->entries++;
	v->places = 0;
	vec_init(&v->texts, lo->arena, sizeof(void *));
	return v;
}

void entry_begin(struct lowering *lo, struct entry_values *values)
{
	struct lower_entry *entry = arena_alloc(lo->arena, sizeof(*entry));

	lo->entry = NULL;
	memset(entry, 0, sizeof(*entry));
	if (kernel_is_return(lo)) {
		entry->is_kernel = true;
		entry->kernel = *lo->kernel;
		entry->kernel.place = SX_POINT_KFUNCTION;
	} else if (lo->spot && lo->spot->kind == PLACE_RETURN) {
		entry->spot = *lo->spot;
		entry->spot.kind = PLACE_CALL;
		entry->spot.addr = frame_entry_addr(lo);
	} else {
		return;
	}
	entry->values = values;
	entry->place = values->places++;
	vec_init(&entry->slots, lo->arena, sizeof(struct entry_slot));
	lo->entry = entry;
}

static struct leave go_to_entry(struct lowering *lo)
{
	const struct leave leave = { lo->spot, lo->kernel, lo->entry };
	struct lower_entry *entry = lo->entry;

	lo->spot = entry->is_kernel ? NULL : &entry->spot;
	lo->kernel = entry->is_kernel ? &entry->kernel : NULL;
	lo->entry = NULL;
	return leave;
}

static void come_back(struct lowering *lo, const struct leave *leave)
{
	lo->spot = leave->spot;
	lo->kernel = leave->kernel;
	lo->entry = leave->entry;
}

bool entry_is_asked(struct lowering *lo, const struct expr *e)
{
	const struct expr *root = rewrite_root(e);

	if (!lo->entry || root->op != TOK_TARGET || root->nargs ||
	    !strcmp(root->text, "$return") || !strcmp(root->text, "$$return"))
		return false;
	return lo->kernel || vars_is_list(root->text) ||
	       variable_is_call(lo, root->text + 1);
}

bool entry_is_defined(struct lowering *lo, const struct expr *e,
		      bool (*fn)(struct lowering *lo, const struct expr *e))
{
	const struct leave leave = go_to_entry(lo);
	bool defined = fn(lo, e);

	come_back(lo, &leave);
	return defined;
}

struct names {
	struct lowering *lo;
	const struct expr *local; /* the first that is no global; or NULL */
};

static void look_for_local(void *arg, struct expr *e)
{
	struct names *n = arg;
	u32 file = diag_file(n->lo->diag, e->span.src);

	if (e->kind == EX_VAR && !n->local &&
	    !ast_global(n->lo->script, e->text, file))
		n->local = e;
}

/* The handler's own variables are not those of the entry's. */
static bool has_locals(struct lowering *lo, struct expr *e)
{
	struct names n = { .lo = lo };

	walk_expr(e, look_for_local, &n);
	if (!n.local)
		return false;
	refuse(lo,
	       "'%s' is a variable of the handler, which runs when the function returns: what is kept at its entry cannot depend on it",
	       n.local->text);
	return true;
}

static u32 find_text(const struct entry_values *values, const char *text)
{
	u32 i;

	for (i = 0; i < values->texts.nr; i++)
		if (!strcmp(vec_ptr(&values->texts, i), text))
			break;
	return i;
}

static struct expr *lower_there(struct lowering *lo, const struct expr *e)
{
	struct expr *copy = ast_copy_expr(lo->script, e);
	u32 before = diag_errors(lo->diag);
	struct leave leave;

	if (!copy || has_locals(lo, copy))
		return NULL;
	leave = go_to_entry(lo);
	copy = e->kind == EX_TARGET ? rewrite_at_entry(lo, copy)
				    : rewrite_expr(lo, copy);
	come_back(lo, &leave);
	return diag_errors(lo->diag) == before ? copy : NULL;
}

static struct expr *slot_value(struct lowering *lo, u32 array)
{
	struct expr *e = ast_expr(lo->script, EX_VAR, lo->span, 0);

	e->at = lo->span;
	e->text = intern_str(lo->script->intern,
			     arena_printf(lo->arena, "__entry%u", array));
	ast_finish(e);
	return e;
}

struct expr *entry_value(struct lowering *lo, const struct expr *e)
{
	struct lower_entry *entry = lo->entry;
	const char *text = print_expr_text(lo->arena, e);
	struct entry_slot *slot;
	struct expr *value;
	u32 i, array;

	if (!text)
		return NULL;
	array = find_text(entry->values, text);
	for (i = 0; i < entry->slots.nr; i++) {
		slot = vec_at(&entry->slots, i);
		if (slot->array == array)
			return slot_value(lo, array);
	}
	value = lower_there(lo, e);
	if (!value)
		return NULL;
	if (array == entry->values->texts.nr)
		vec_push_ptr(&entry->values->texts, (void *)text);
	slot = vec_push(&entry->slots);
	slot->array = array;
	slot->value = value;
	return slot_value(lo, array);
}

static struct expr *entry_frame(struct lowering *lo,
				const struct lower_entry *entry)
{
	struct leave leave;
	struct expr *cfa;

	if (entry->is_kernel)
		return node_add(lo, node_reg(lo, REG_RSP), 8);
	leave = go_to_entry(lo);
	cfa = frame_cfa(lo);
	come_back(lo, &leave);
	return cfa;
}

static void put_in_front(struct lowering *lo, struct function *handler,
			 struct stmt *front)
{
	struct stmt *block = ast_stmt(lo->script, ST_BLOCK, handler->span);
	struct stmt *last = front;

	for (; last->next; last = last->next)
		;
	last->next = handler->body;
	block->body = front;
	handler->body = block;
}

static struct point *entry_point(struct lowering *lo,
				 const struct lower_entry *entry,
				 const struct point *point)
{
	struct point *ret = arena_alloc(lo->arena, sizeof(*ret));
	struct process_point *process;

	*ret = *point;
	if (entry->is_kernel) {
		ret->place = SX_POINT_KFUNCTION;
		ret->param = 0;
		ret->text = arena_printf(
			lo->arena,
			*point->path ? "module(\"%s\").function(\"%s\")"
				     : "kernel.function(\"%.0s%s\")",
			point->path, point->symbol);
	} else {
		process = arena_alloc(lo->arena, sizeof(*process));
		*process = *point->process;
		process->at_return = false;
		ret->process = process;
		ret = place_point(lo->script, ret, &entry->spot);
	}
	ret->is_entry = true;
	return ret;
}

struct probe *entry_end(struct lowering *lo, const struct point *point,
			struct function *handler)
{
	struct lower_entry *entry = lo->entry;
	struct stmt *front, *body;
	struct probe *probe;

	if (!entry || !entry->slots.nr) {
		lo->entry = NULL;
		return NULL;
	}
	lo->span = handler->span;
	front = entry_body_fetch(lo, entry, node_reg(lo, SX_REG_FRAME));
	body = entry_body_keep(lo, entry, entry_frame(lo, entry));
	lo->entry = NULL;
	if (!front || !body)
		return NULL;
	put_in_front(lo, handler, front);
	probe = arena_alloc(lo->arena, sizeof(*probe));
	probe->span = handler->span;
	probe->handler = ast_function(lo->script, handler->name, handler->span);
	probe->handler->is_handler = true;
	probe->handler->file = handler->file;
	probe->handler->body = body;
	vec_init(&probe->points, lo->arena, sizeof(void *));
	vec_push_ptr(&probe->points, entry_point(lo, entry, point));
	return probe;
}
