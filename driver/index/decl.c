// SPDX-License-Identifier: GPL-2.0
/*
 * Writing C declarations. A declarator grows from the name outwards, pointers
 * to its left, arrays and parameters to its right; then the type that is left
 * goes in front.
 */
#include "index/decl.h"

#include <stdlib.h>
#include <string.h>

#include "index/type.h"

/* Of one declarator; what is longer, or deeper, is cut with "...". */
#define TEXT_MAX  4096
#define DEPTH_MAX 64
#define TYPES_MAX 65536 /* in one declaration */

/* Damaged types hold each other: a few rows can make a text without an end. */
struct nest {
	int depth;
	u32 left; /* types that may still be written */
};

struct declarator {
	char text[TEXT_MAX];
	size_t start; /* in text */
	size_t end;
	int is_pointer; /* what follows to the right needs parentheses */
};

static void prepend(struct declarator *d, const char *s)
{
	size_t len = strlen(s);

	if (len > d->start)
		return;
	d->start -= len;
	memcpy(d->text + d->start, s, len);
}

static void append(struct declarator *d, const char *s)
{
	size_t len = strlen(s);

	if (len >= TEXT_MAX - d->end)
		return;
	memcpy(d->text + d->end, s, len);
	d->end += len;
}

static void start(struct declarator *d, const char *name)
{
	d->start = d->end = TEXT_MAX / 2;
	d->is_pointer = 0;
	append(d, name);
}

static void enclose(struct declarator *d)
{
	if (!d->is_pointer)
		return;
	prepend(d, "(");
	append(d, ")");
	d->is_pointer = 0;
}

static const struct index_member *members(const struct index *ix,
					  const struct index_type *t)
{
	return index_rows(ix, INDEX_MEMBERS, t->member_first, t->member_nr);
}

static void add_bounds(const struct index *ix, const struct index_type *t,
		       struct declarator *d)
{
	const struct index_member *bounds = members(ix, t);
	char text[32];
	u32 i;

	enclose(d);
	for (i = 0; bounds && i < t->member_nr; i++) {
		if (bounds[i].flags & INDEX_MEMBER_FLEXIBLE)
			strcpy(text, "[]");
		else
			snprintf(text, sizeof(text), "[%llu]",
				 (unsigned long long)bounds[i].bit_off);
		append(d, text);
	}
}

static void write_type(const struct index *ix, u32 type, const char *name,
		       struct nest *nest, FILE *out);

static void add_params(const struct index *ix, const struct index_type *t,
		       struct declarator *d, struct nest *nest)
{
	const struct index_member *params = members(ix, t);
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);
	u32 i;

	enclose(d);
	if (!f)
		return;
	fputc('(', f);
	nest->depth++;
	for (i = 0; params && i < t->member_nr; i++) {
		if (i)
			fputs(", ", f);
		write_type(ix, params[i].type, index_str(ix, params[i].name),
			   nest, f);
	}
	nest->depth--;
	if (t->flags & INDEX_TYPE_VARIADIC)
		fputs(i ? ", ..." : "...", f);
	else if (!i)
		fputs("void", f);
	fputc(')', f);
	fclose(f);
	append(d, text);
	free(text);
}

static const char *pointer_text(u16 kind)
{
	switch (kind) {
	case INDEX_TYPE_POINTER:
		return "*";
	case INDEX_TYPE_REFERENCE:
		return "&";
	case INDEX_TYPE_MEMBER_POINTER:
		return "::*";
	}
	return NULL;
}

static const char *qualifier(u16 kind)
{
	switch (kind) {
	case INDEX_TYPE_CONST:
		return "const ";
	case INDEX_TYPE_VOLATILE:
		return "volatile ";
	case INDEX_TYPE_RESTRICT:
		return "restrict ";
	case INDEX_TYPE_ATOMIC:
		return "_Atomic ";
	}
	return NULL;
}

#define QUALIFIERS_NR (INDEX_TYPE_ATOMIC - INDEX_TYPE_CONST + 1)

/* Of a pointer it stands between the star and the name, else in front. */
static int is_pointer(const struct index *ix, u32 type)
{
	const struct index_type *t = index_row(ix, INDEX_TYPES, type);

	return t && pointer_text(t->kind);
}

/*
 * Peels one type off; returns the next one. *done: it is the one that goes in
 * front.
 */
static u32 peel(const struct index *ix, u32 type, struct declarator *d,
		const char *front[QUALIFIERS_NR], struct nest *nest, int *done)
{
	const struct index_type *t = index_row(ix, INDEX_TYPES, type);
	const char *text;

	*done = 0;
	if (t && (text = pointer_text(t->kind))) {
		prepend(d, text);
		d->is_pointer = 1;
		return t->ref;
	}
	if (t && (text = qualifier(t->kind))) {
		if (is_pointer(ix, t->ref))
			prepend(d, text);
		else
			front[t->kind - INDEX_TYPE_CONST] = text;
		return t->ref;
	}
	if (t && t->kind == INDEX_TYPE_ARRAY) {
		add_bounds(ix, t, d);
		return t->ref;
	}
	if (t && t->kind == INDEX_TYPE_FUNC) {
		add_params(ix, t, d, nest);
		return t->ref;
	}
	*done = 1;
	return type;
}

static void write_body(const struct index *ix, const struct index_type *t,
		       int indent, struct nest *nest, FILE *out);

static void write_front(const struct index *ix, u32 type, struct nest *nest,
			FILE *out)
{
	const struct index_type *t = index_row(ix, INDEX_TYPES, type);

	if (!t || !type) {
		fputs(t ? "void" : "?", out);
		return;
	}
	fputs(index_type_tag(t->kind), out);
	if (t->name)
		fputs(index_str(ix, t->name), out);
	else if (!*index_type_tag(t->kind))
		fputs(t->kind == INDEX_TYPE_VOID ? "void" : "?", out);
	else {
		nest->depth++;
		write_body(ix, t, 0, nest, out);
		nest->depth--;
	}
}

static void write_type(const struct index *ix, u32 type, const char *name,
		       struct nest *nest, FILE *out)
{
	struct declarator d;
	const char *front[QUALIFIERS_NR] = { NULL };
	int done = 0, i;

	start(&d, name);
	if (nest->depth > DEPTH_MAX || !nest->left) {
		fprintf(out, "... %s", name);
		return;
	}
	nest->left--;
	for (i = 0; i < DEPTH_MAX && !done; i++)
		type = peel(ix, type, &d, front, nest, &done);
	for (i = 0; i < QUALIFIERS_NR; i++)
		if (front[i])
			fputs(front[i], out);
	write_front(ix, type, nest, out);
	if (d.end > d.start)
		fprintf(out, " %.*s", (int)(d.end - d.start), d.text + d.start);
}

void decl_type(const struct index *ix, u32 type, const char *name, FILE *out)
{
	write_type(ix, type, name, &(struct nest){ .left = TYPES_MAX }, out);
}

static void write_enumerators(const struct index *ix,
			      const struct index_type *t, FILE *out)
{
	const struct index_enumerator *e = index_rows(
		ix, INDEX_ENUMERATORS, t->member_first, t->member_nr);
	u32 i;

	for (i = 0; e && i < t->member_nr; i++)
		fprintf(out, "%s%s = %lld", i ? ", " : " ",
			index_str(ix, e[i].name), (long long)e[i].value);
	fputs(" }", out);
}

/* "{ members }"; an offset behind each, in bytes or bytes:bit. */
static void write_body(const struct index *ix, const struct index_type *t,
		       int indent, struct nest *nest, FILE *out)
{
	const struct index_member *m = members(ix, t);
	u32 i;

	fputs("{", out);
	if (t->kind == INDEX_TYPE_ENUM) {
		write_enumerators(ix, t, out);
		return;
	}
	for (i = 0; m && i < t->member_nr; i++) {
		fprintf(out, "%s%s", indent ? "\n\t" : " ",
			m[i].flags & INDEX_MEMBER_BASE ? "/* base */ " : "");
		write_type(ix, m[i].type, index_str(ix, m[i].name), nest, out);
		if (m[i].flags & INDEX_MEMBER_BITS)
			fprintf(out, " : %u", m[i].bit_size);
		fputc(';', out);
		if (!indent)
			continue;
		fprintf(out, " /* %llu", (unsigned long long)m[i].bit_off / 8);
		if (m[i].flags & INDEX_MEMBER_BITS)
			fprintf(out, ":%u", (u32)(m[i].bit_off % 8));
		fputs(" */", out);
	}
	fputs(indent ? "\n}" : " }", out);
}

/* The members of a struct that has no other name are worth lines. */
static void write_typedef(const struct index *ix, const struct index_type *t,
			  FILE *out)
{
	const struct index_type *of = index_row(ix, INDEX_TYPES, t->ref);

	if (!of || of->name || !*index_type_tag(of->kind)) {
		decl_type(ix, t->ref, index_str(ix, t->name), out);
		return;
	}
	fputs(index_type_tag(of->kind), out);
	write_body(ix, of, 1, &(struct nest){ .left = TYPES_MAX }, out);
	fprintf(out, " %s", index_str(ix, t->name));
}

static void write_named_type(const struct index *ix, u32 row, FILE *out)
{
	const struct index_type *t = index_row(ix, INDEX_TYPES, row);

	if (!t)
		return;
	if (t->kind == INDEX_TYPE_TYPEDEF) {
		fputs("typedef ", out);
		write_typedef(ix, t, out);
	} else {
		fprintf(out, "%s%s", index_type_tag(t->kind),
			index_str(ix, t->name));
		if (*index_type_tag(t->kind)) {
			fputc(' ', out);
			write_body(ix, t, 1,
				   &(struct nest){ .left = TYPES_MAX }, out);
		}
	}
	fprintf(out, "; /* %llu bytes */\n",
		(unsigned long long)index_type_size(ix, row));
}

static void write_func(const struct index *ix, u32 row, FILE *out)
{
	const struct index_func *f = index_row(ix, INDEX_FUNCS, row);
	const struct index_var *p;
	const struct index_scope *body;
	u32 i;

	if (!f)
		return;
	p = index_rows(ix, INDEX_VARS, f->param_first, f->param_nr);
	if (!(f->flags & INDEX_FUNC_EXTERNAL))
		fputs("static ", out);
	decl_type(ix, f->type, index_str(ix, f->name), out);
	fputc('(', out);
	for (i = 0; p && i < f->param_nr; i++) {
		if (i)
			fputs(", ", out);
		decl_type(ix, p[i].type, index_str(ix, p[i].name), out);
	}
	if (f->flags & INDEX_FUNC_VARIADIC)
		fputs(i ? ", ..." : "...", out);
	else if (!i && f->flags & INDEX_FUNC_PROTOTYPE)
		fputs("void", out);
	body = index_row(ix, INDEX_SCOPES, f->scope);
	if (body)
		fprintf(out, "); /* at %#llx */\n",
			(unsigned long long)(index_head(ix)->base +
					     body->entry));
	else if (index_nr(ix, INDEX_FUNC_ADDRS))
		fputs("); /* inlined */\n", out);
	else
		fputs(");\n", out);
}

static void write_global(const struct index *ix, u32 row, FILE *out)
{
	const struct index_global *g = index_row(ix, INDEX_GLOBALS, row);

	if (!g)
		return;
	if (!(g->flags & INDEX_GLOBAL_EXTERNAL))
		fputs("static ", out);
	decl_type(ix, g->type, index_str(ix, g->name), out);
	if (g->flags & INDEX_GLOBAL_TLS)
		fprintf(out, "; /* thread-local, %u */\n", g->addr);
	else if (g->flags & INDEX_GLOBAL_PERCPU)
		fprintf(out, "; /* per-CPU, %u */\n", g->addr);
	else if (g->addr == INDEX_NONE)
		fputs(";\n", out);
	else
		fprintf(out, "; /* at %#llx */\n",
			(unsigned long long)(index_head(ix)->base + g->addr));
}

void decl_name(const struct index *ix, const struct index_name *name, FILE *out)
{
	const struct index_enumerator *e;

	switch (name->kind) {
	case INDEX_NAME_FUNC:
		write_func(ix, name->row, out);
		break;
	case INDEX_NAME_GLOBAL:
		write_global(ix, name->row, out);
		break;
	case INDEX_NAME_ENUMERATOR:
		e = index_row(ix, INDEX_ENUMERATORS, name->row);
		if (e)
			fprintf(out, "%s = %lld;\n", index_str(ix, e->name),
				(long long)e->value);
		break;
	default:
		write_named_type(ix, name->row, out);
	}
}

void decl_all(const struct index *ix, FILE *out)
{
	const struct index_name *name;
	u32 i;

	for (i = 0; (name = index_row(ix, INDEX_NAMES, i)); i++)
		decl_name(ix, name, out);
}
