// SPDX-License-Identifier: GPL-2.0
/*
 * @entry(...), and variables of a call in the handler of its return: a probe
 * of the function's entry keeps them in arrays, by thread and frame, and the
 * handler takes them from there.
 *
 *	global __entry_0%, __entry_0_0%
 *	entry {
 *		delete __entry_0[tid(), key]; delete __entry_0_0[tid(), key]
 *		v = VALUE
 *		__entry_0_0[tid(), key] = v
 *		__entry_0[tid(), key] = __entry_mark()
 *	}
 *	return {
 *		if (__entry_0[tid(), key] != __entry_mark()) __entry_missed()
 *		v = __entry_0_0[tid(), key]; delete ...
 *		BODY, with v for @entry(VALUE)
 *	}
 *
 * The key is the frame and, in the bits that no two frames of one machine
 * differ in, the number of the place: functions that end with a jump to
 * another one share a frame. What an entry that was skipped or has failed
 * leaves behind of an earlier call has gone, or has another mark. The array of
 * marks has a row for each row of the others, older or as old: where it has
 * lost none, they have lost none.
 */
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "script/passes.h"
#include "script/walk.h"
#include "target/entry.h"

#define FRAME_BITS 48

/* "__value3" and "__frame" in the texts below become these. */
struct fill {
	struct lowering *lo;
	const struct lower_entry *entry;
	const struct expr *frame;
};

static void fill_in(void *arg, struct expr *e)
{
	const struct fill *f = arg;
	u32 i;

	if (e->kind != EX_VAR)
		return;
	if (!strcmp(e->text, "__frame"))
		*e = *ast_copy_expr(f->lo->script, f->frame);
	if (strncmp(e->text ? e->text : "", "__value", 7) != 0)
		return;
	for (i = 0; i < f->entry->slots.nr; i++) {
		const struct entry_slot *slot = vec_at(&f->entry->slots, i);

		if ((u32)atoi(e->text + 7) == slot->array) {
			*e = *slot->value;
			return;
		}
	}
}

static void finish(struct expr *e)
{
	u32 i;

	for (i = 0; i < e->nargs; i++)
		finish(e->args[i]);
	ast_finish(e);
}

/* Trees are higher with what was filled in. */
static void finish_assignment(void *arg, struct expr *e)
{
	(void)arg;
	if (e->kind == EX_ASSIGN)
		finish(e);
}

/* A text as a handler's body. */
static struct stmt *parse_body(struct lowering *lo, const char *body)
{
	char *text = arena_printf(lo->arena, "probe never {\n%s}\n", body);
	const struct passes_text source = {
		.name = "<entry>",
		.text = text,
		.len = strlen(text),
	};
	struct script *script = lo->script;
	struct probe *probe;

	if (passes_parse_text(script, &source, true, NULL))
		return NULL;
	probe = vec_ptr(&script->probes, script->probes.nr - 1);
	script->probes.nr--;
	return probe->handler->body;
}

/* Arrays that are not declared so far. */
static void declare(struct lowering *lo, const struct entry_values *values)
{
	u32 file = diag_file(lo->diag, lo->span.src), i;
	struct strbuf text;
	struct passes_text source = { .name = "<entry>" };

	strbuf_init(&text, lo->arena);
	for (i = 0; i <= values->texts.nr; i++) {
		const char *name =
			i ? arena_printf(lo->arena, "__entry_%u_%u", values->id,
					 i - 1)
			  : arena_printf(lo->arena, "__entry_%u", values->id);

		if (!ast_global(lo->script,
				intern_str(lo->script->intern, name), file))
			strbuf_printf(&text, "global %s%%\n", name);
	}
	source.text = text.text;
	source.len = text.len;
	if (text.len)
		passes_parse_text(lo->script, &source, true, NULL);
}

/* Both bodies begin so. */
static void begin_body(struct lowering *lo, const struct lower_entry *entry,
		       struct strbuf *sb)
{
	declare(lo, entry->values);
	strbuf_init(sb, lo->arena);
	strbuf_printf(sb, "__key = __frame + %lld\n",
		      (long long)((u64)entry->place << FRAME_BITS));
}

#define EACH_SLOT(entry, slot, i)                                \
	for (i = 0; i < (entry)->slots.nr &&                     \
		    ((slot) = vec_at(&(entry)->slots, i), true); \
	     i++)

static bool fill_body(struct lowering *lo, const struct lower_entry *entry,
		      const struct expr *frame, struct stmt *body)
{
	struct fill f = { .lo = lo, .entry = entry, .frame = frame };
	const struct walk walk = { .visit = fill_in, .arg = &f };
	const struct walk finished = { .visit = finish_assignment };

	if (!frame || !body)
		return false;
	walk_stmts(body, &walk);
	walk_stmts(body, &finished);
	return true;
}

struct stmt *entry_body_keep(struct lowering *lo,
			     const struct lower_entry *entry,
			     const struct expr *frame)
{
	struct stmt *body;
	u32 id = entry->values->id, i;
	const struct entry_slot *slot;
	struct strbuf sb;

	begin_body(lo, entry, &sb);
	strbuf_printf(&sb, "delete __entry_%u[tid(), __key]\n", id);
	EACH_SLOT(entry, slot, i)
	strbuf_printf(&sb, "delete __entry_%u_%u[tid(), __key]\n", id,
		      slot->array);
	EACH_SLOT(entry, slot, i)
	strbuf_printf(&sb, "__kept%u = __value%u\n", slot->array, slot->array);
	EACH_SLOT(entry, slot, i)
	strbuf_printf(&sb, "__entry_%u_%u[tid(), __key] = __kept%u\n", id,
		      slot->array, slot->array);
	strbuf_printf(&sb, "__entry_%u[tid(), __key] = __entry_mark()\n", id);
	body = parse_body(lo, sb.text);
	return fill_body(lo, entry, frame, body) ? body : NULL;
}

struct stmt *entry_body_fetch(struct lowering *lo,
			      const struct lower_entry *entry,
			      const struct expr *frame)
{
	struct stmt *body;
	u32 id = entry->values->id, i;
	const struct entry_slot *slot;
	struct strbuf sb;

	begin_body(lo, entry, &sb);
	strbuf_printf(&sb,
		      "if (__entry_%u[tid(), __key] != __entry_mark()) "
		      "__entry_missed()\n",
		      id);
	strbuf_printf(&sb, "delete __entry_%u[tid(), __key]\n", id);
	EACH_SLOT(entry, slot, i)
	{
		strbuf_printf(&sb, "__entry%u = __entry_%u_%u[tid(), __key]\n",
			      slot->array, id, slot->array);
		strbuf_printf(&sb, "delete __entry_%u_%u[tid(), __key]\n", id,
			      slot->array);
	}
	body = parse_body(lo, sb.text);
	return fill_body(lo, entry, frame, body) ? body : NULL;
}
