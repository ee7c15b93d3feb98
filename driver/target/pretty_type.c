// SPDX-License-Identifier: GPL-2.0
/*
 * The text of a value, in SystemTap's form, as a format and its operands:
 * {.a=1, .b="x", .c=[1, ...], .d={...}}. `$` opens the outermost struct or
 * array, `$$` all of them; pointers are followed at the top only.
 */
#include <string.h>

#include "target/node.h"
#include "target/member.h"

#define DEPTH_MAX 32 /* types in each other: they may run in circles */

struct printer {
	struct lowering *lo;
	bool full;
	struct vec *args;
	struct strbuf *out;
	int depth;
};

static void print_object(struct printer *p, const struct object *object,
			 bool top);

/* One operand; what cannot be had is "?". */
static void put(struct printer *p, const char *format, struct expr *e)
{
	if (!e || p->args->nr == SX_MAX_FORMAT_ARGS) {
		strbuf_puts(p->out, "?");
		return;
	}
	strbuf_puts(p->out, format);
	vec_push_ptr(p->args, e);
}

static void put_value(struct printer *p, const char *format,
		      const struct object *object)
{
	put(p, format, value_of(p->lo, object));
}

/* The string at an address, in quotation marks. */
static void put_string(struct printer *p, const struct object *object)
{
	struct expr *address = value_of(p->lo, object);
	struct expr *call = NULL;

	if (address) {
		call = pretty_quoted(p->lo, object->kernel);
		call->args[0] = address;
		ast_finish(call);
	}
	put(p, "%s", call);
}

static const char *integer_format(const struct index_type *t)
{
	if (t->flags & INDEX_TYPE_CHAR)
		return "'%#c'";
	if (t->flags & (INDEX_TYPE_SIGNED | INDEX_TYPE_BOOL))
		return "%i";
	return "%u";
}

static void print_array(struct printer *p, const struct object *object,
			bool top)
{
	struct object first = *object;
	struct ttype element =
		ttype_of(object->type.ix, ttype_row(object->type)->ref);

	if (!top && !p->full) {
		strbuf_puts(p->out, "[...]");
		return;
	}
	if (ttype_is_char(element)) {
		put_string(p, object);
		return;
	}
	/* SystemTap does not show the dimensions. */
	first.type = element;
	strbuf_puts(p->out, "[");
	print_object(p, &first, false);
	strbuf_puts(p->out, ", ...]");
}

static void print_pointer(struct printer *p, const struct object *object,
			  bool top)
{
	struct ttype inner = ttype_inner(object->type);
	u32 kind = ttype_kind(inner);
	struct object pointee;

	if (ttype_is_char(inner)) {
		put_string(p, object);
		return;
	}
	if (!top || kind == INDEX_TYPE_VOID || kind == INDEX_TYPE_UNKNOWN) {
		put_value(p, "%p", object);
		return;
	}
	if (value_deref(p->lo, object, &pointee))
		print_object(p, &pointee, true);
	else
		strbuf_puts(p->out, "?");
}

static bool is_known(const struct vec *members, u32 i)
{
	const struct member *m = vec_at(members, i);
	u32 j;

	for (j = 0; j < i; j++)
		if (!strcmp(((struct member *)vec_at(members, j))->name,
			    m->name))
			return *m->name;
	return false;
}

static void print_member(struct printer *p, const struct object *object,
			 const struct member *m)
{
	struct object part = *object;

	if (*m->name)
		strbuf_printf(p->out, ".%s=", m->name);
	else if (ttype_kind(m->type) == INDEX_TYPE_UNION)
		strbuf_puts(p->out, "<union>=");
	else
		strbuf_puts(p->out, "<class>=");
	part.type = m->type;
	part.bit_off += m->bit_off;
	part.bit_size = m->bit_size;
	if (m->moving)
		strbuf_puts(p->out, "?");
	else
		print_object(p, &part, false);
}

static void print_struct(struct printer *p, const struct object *object,
			 bool top)
{
	struct vec members;
	u32 i, nr = 0;

	if ((!top && !p->full) ||
	    ttype_row(object->type)->flags & INDEX_TYPE_DECLARATION) {
		strbuf_puts(p->out, "{...}");
		return;
	}
	member_list(p->lo->arena, object->type, false, &members);
	strbuf_puts(p->out, "{");
	for (i = 0; i < members.nr; i++) {
		const struct member *m = vec_at(&members, i);

		/* Tables of virtual functions; what another one hides. */
		if (!strncmp(m->name, "_vptr.", 6) || is_known(&members, i))
			continue;
		if (nr++)
			strbuf_puts(p->out, ", ");
		if (p->args->nr >= SX_MAX_FORMAT_ARGS) {
			strbuf_puts(p->out, "...");
			break;
		}
		print_member(p, object, m);
	}
	strbuf_puts(p->out, "}");
}

static void print_kind(struct printer *p, const struct object *object, bool top)
{
	switch (ttype_kind(object->type)) {
	case INDEX_TYPE_INT:
		put_value(p, integer_format(ttype_row(object->type)), object);
		break;
	case INDEX_TYPE_ENUM:
		put_value(p, ttype_is_signed(object->type) ? "%i" : "%u",
			  object);
		break;
	case INDEX_TYPE_ARRAY:
		print_array(p, object, top);
		break;
	case INDEX_TYPE_POINTER:
	case INDEX_TYPE_REFERENCE:
		print_pointer(p, object, top);
		break;
	case INDEX_TYPE_STRUCT:
	case INDEX_TYPE_UNION:
	case INDEX_TYPE_CLASS:
		print_struct(p, object, top);
		break;
	case INDEX_TYPE_FUNC:
		put_value(p, "<function>:%p", object);
		break;
	default:
		strbuf_puts(p->out, "?");
	}
}

static void print_object(struct printer *p, const struct object *object,
			 bool top)
{
	if (p->depth == DEPTH_MAX) {
		strbuf_puts(p->out, "?");
		return;
	}
	p->depth++;
	print_kind(p, object, top);
	p->depth--;
}

void pretty_format(struct lowering *lo, const struct object *object, bool full,
		   struct vec *args, struct strbuf *format)
{
	struct printer p = {
		.lo = lo, .full = full, .args = args, .out = format
	};

	lo->soft++;
	diag_mute(lo->diag);
	print_object(&p, object, true);
	diag_unmute(lo->diag);
	lo->soft--;
}
