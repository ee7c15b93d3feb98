// SPDX-License-Identifier: GPL-2.0
/* Functions, their scopes and variables; globals. */
#include <dwarf.h>
#include <stdlib.h>

#include "dwarf/attr.h"
#include "dwarf/read.h"

#define DEPTH_MAX 256 /* of blocks and inlined calls in each other */

/* The DIE that an inlined or out-of-line instance was made of. */
static Dwarf_Die origin_of(Dwarf_Die *die)
{
	Dwarf_Die at = *die;
	Dwarf_Attribute attr;
	int i;

	for (i = 0; i < 8 && dwarf_attr(&at, DW_AT_abstract_origin, &attr); i++)
		if (!dwarf_formref_die(&attr, &at))
			break;
	return at;
}

/* Of `extern "C"` in a namespace that is the plain name. */
static const char *linkage_name(Dwarf_Die *die)
{
	Dwarf_Attribute attr;

	if (dwarf_attr_integrate(die, DW_AT_linkage_name, &attr) ||
	    dwarf_attr_integrate(die, DW_AT_MIPS_linkage_name, &attr) ||
	    dwarf_attr_integrate(die, DW_AT_name, &attr))
		return dwarf_formstring(&attr);
	return NULL;
}

static int has_flag(Dwarf_Die *die, unsigned int name)
{
	Dwarf_Attribute attr;
	bool set;

	return dwarf_attr_integrate(die, name, &attr) &&
	       !dwarf_formflag(&attr, &set) && set;
}

static bool has_list(Dwarf_Die *die)
{
	Dwarf_Attribute attr;

	if (!dwarf_attr(die, DW_AT_location, &attr))
		return false;
	switch (dwarf_whatform(&attr)) {
	case DW_FORM_sec_offset:
	case DW_FORM_loclistx:
	case DW_FORM_data4: /* before DWARF 4 */
	case DW_FORM_data8:
		return true;
	}
	return false;
}

static u32 add_var(struct dwarf_reader *b, Dwarf_Die *die, Dwarf_Die *func,
		   enum index_var_kind kind)
{
	struct index_var v = {
		.name = names_of(b, die),
		.type = types_of(b, die),
		.kind = kind,
	};
	u32 row = index_writer_nr(b->w, INDEX_VARS), *known;
	int is_new;

	unit_decl(b, die, &v.file, &v.line);
	if (has_list(die))
		b->unit_has_lists = true;
	*(struct index_var *)index_writer_row(b->w, INDEX_VARS) = v;
	*(Dwarf_Die *)vec_push(&b->vars) = *die;
	*(Dwarf_Die *)vec_push(&b->bases) = *func;
	known = memo_get(&b->var_rows, die->addr, &is_new);
	*known = row;
	return row;
}

/* The parameters that a C++ parameter pack became. */
static void add_pack(struct dwarf_reader *b, Dwarf_Die *pack, Dwarf_Die *func)
{
	Dwarf_Die die;

	if (dwarf_child(pack, &die))
		return;
	do {
		if (dwarf_tag(&die) == DW_TAG_formal_parameter)
			add_var(b, &die, func, INDEX_VAR_PARAM);
	} while (!dwarf_siblingof(&die, &die));
}

/* The parameters and variables right below a DIE. Returns their number. */
static u32 add_vars(struct dwarf_reader *b, Dwarf_Die *parent, Dwarf_Die *func,
		    int params_only)
{
	u32 first = index_writer_nr(b->w, INDEX_VARS);
	Dwarf_Die die;

	if (dwarf_child(parent, &die))
		return 0;
	do {
		int tag = dwarf_tag(&die);

		if (tag == DW_TAG_formal_parameter)
			add_var(b, &die, func, INDEX_VAR_PARAM);
		else if (tag == DW_TAG_GNU_formal_parameter_pack)
			add_pack(b, &die, func);
		else if (tag == DW_TAG_variable && !params_only &&
			 !attr_flag(&die, DW_AT_declaration))
			add_var(b, &die, func, INDEX_VAR_LOCAL);
	} while (!dwarf_siblingof(&die, &die));
	return index_writer_nr(b->w, INDEX_VARS) - first;
}

/* Has an instance its own DIE for what the abstract one has? */
static bool is_instance(Dwarf_Die *instance, Dwarf_Die *abstract)
{
	Dwarf_Die die;

	if (dwarf_child(instance, &die))
		return false;
	do {
		if (origin_of(&die).addr == abstract->addr)
			return true;
	} while (!dwarf_siblingof(&die, &die));
	return false;
}

/*
 * Static variables of a function that has instances may stand in the abstract
 * one alone: each of them has one place.
 */
static void add_statics(struct dwarf_reader *b, Dwarf_Die *abstract,
			Dwarf_Die *instance, Dwarf_Die *func, int depth)
{
	Dwarf_Attribute attr;
	Dwarf_Die die;

	if (depth > DEPTH_MAX || dwarf_child(abstract, &die))
		return;
	do {
		int tag = dwarf_tag(&die);

		if (tag == DW_TAG_variable &&
		    dwarf_attr(&die, DW_AT_location, &attr) &&
		    !is_instance(instance, &die))
			add_var(b, &die, func, INDEX_VAR_LOCAL);
		else if (tag == DW_TAG_lexical_block &&
			 !is_instance(instance, &die))
			add_statics(b, &die, instance, func, depth + 1);
	} while (!dwarf_siblingof(&die, &die));
}

static int is_variadic(Dwarf_Die *func)
{
	Dwarf_Die die;

	if (dwarf_child(func, &die))
		return 0;
	do {
		if (dwarf_tag(&die) == DW_TAG_unspecified_parameters)
			return 1;
	} while (!dwarf_siblingof(&die, &die));
	return 0;
}

/* The labels right below a DIE that have a place. */
static void add_labels(struct dwarf_reader *b, Dwarf_Die *parent, u32 scope)
{
	Dwarf_Die die;

	if (dwarf_child(parent, &die))
		return;
	do {
		struct index_label label = { .scope = scope };
		Dwarf_Attribute name;
		Dwarf_Addr addr;

		if (dwarf_tag(&die) != DW_TAG_label ||
		    dwarf_lowpc(&die, &addr) || !addr ||
		    !dwarf_attr_integrate(&die, DW_AT_name, &name))
			continue;
		label.name = index_writer_str(b->w, dwarf_formstring(&name));
		label.addr = unit_address(b, addr);
		if (!label.name || label.addr == INDEX_NONE)
			continue;
		unit_decl(b, &die, &label.file, &label.line);
		*(struct index_label *)index_writer_row(b->w, INDEX_LABELS) =
			label;
	} while (!dwarf_siblingof(&die, &die));
}

static u32 func_row(struct dwarf_reader *b, Dwarf_Die *die)
{
	Dwarf_Die origin = origin_of(die);
	struct index_func f = { .scope = INDEX_NONE, .unit = b->unit };
	int is_new;
	u32 *known = memo_get(&b->funcs, origin.addr, &is_new), row;

	if (!is_new)
		return *known;
	row = index_writer_nr(b->w, INDEX_FUNCS);
	*known = row;
	index_writer_row(b->w, INDEX_FUNCS);
	f.name = names_of(b, &origin);
	f.linkage = index_writer_str(b->w, linkage_name(&origin));
	if (f.linkage == f.name)
		f.linkage = 0;
	f.type = types_of(b, &origin);
	unit_decl(b, &origin, &f.file, &f.line);
	if (has_flag(&origin, DW_AT_external))
		f.flags |= INDEX_FUNC_EXTERNAL;
	if (has_flag(&origin, DW_AT_prototyped))
		f.flags |= INDEX_FUNC_PROTOTYPE;
	if (has_flag(&origin, DW_AT_noreturn))
		f.flags |= INDEX_FUNC_NORETURN;
	if (is_variadic(&origin))
		f.flags |= INDEX_FUNC_VARIADIC;
	f.param_first = index_writer_nr(b->w, INDEX_VARS);
	f.param_nr = add_vars(b, &origin, &origin, 1);
	*(struct index_func *)index_writer_at(b->w, INDEX_FUNCS, row) = f;
	return row;
}

/* Returns the number of ranges. What the linker threw away lies at 0. */
static u32 add_ranges(struct dwarf_reader *b, Dwarf_Die *die)
{
	Dwarf_Addr base, low, high;
	ptrdiff_t at = 0;
	u32 nr = 0;

	while ((at = dwarf_ranges(die, at, &base, &low, &high)) > 0) {
		struct index_range r = { unit_address(b, low),
					 unit_address(b, high) };

		if (!low || r.low >= r.high || r.high == INDEX_NONE)
			continue;
		*(struct index_range *)index_writer_row(b->w, INDEX_RANGES) = r;
		nr++;
	}
	return nr;
}

/* Where it begins; of a body that changes when the unit has been read. */
static u32 entry_of(struct dwarf_reader *b, Dwarf_Die *die, u32 range_first)
{
	const struct index_range *r =
		index_writer_at(b->w, INDEX_RANGES, range_first);

	if (dwarf_tag(die) == DW_TAG_inlined_subroutine)
		return entry_inlined(b, die, r->low);
	return r->low;
}

static int scope_kind(Dwarf_Die *die)
{
	switch (dwarf_tag(die)) {
	case DW_TAG_subprogram:
		return INDEX_SCOPE_BODY;
	case DW_TAG_lexical_block:
	case DW_TAG_try_block:
	case DW_TAG_catch_block:
		return INDEX_SCOPE_BLOCK;
	case DW_TAG_inlined_subroutine:
		return INDEX_SCOPE_INLINE;
	}
	return -1;
}

static void read_call(struct dwarf_reader *b, Dwarf_Die *die,
		      struct index_scope *s)
{
	s->func = func_row(b, die);
	s->call_line = (u32)attr_number(die, DW_AT_call_line, 0);
	s->call_file = unit_file_of(b, die, DW_AT_call_file);
}

/* The row of a scope; what is below it gets the rows behind. */
static u32 add_scope(struct dwarf_reader *b, Dwarf_Die *die, Dwarf_Die *func,
		     u32 parent, u32 owner, int depth)
{
	struct index_scope s = {
		.func = owner,
		.parent = parent,
		.call_file = INDEX_NONE,
		.kind = (u32)scope_kind(die),
	};
	u32 row = index_writer_nr(b->w, INDEX_SCOPES);
	Dwarf_Die child, origin = origin_of(die);

	index_writer_row(b->w, INDEX_SCOPES);
	s.range_first = index_writer_nr(b->w, INDEX_RANGES);
	s.range_nr = add_ranges(b, die);
	s.entry = s.range_nr ? entry_of(b, die, s.range_first) : INDEX_NONE;
	if (s.kind == INDEX_SCOPE_INLINE)
		read_call(b, die, &s);
	s.var_first = index_writer_nr(b->w, INDEX_VARS);
	add_vars(b, die, func, 0);
	if (origin.addr != die->addr && s.range_nr)
		add_statics(b, &origin, die, func, 0);
	s.var_nr = index_writer_nr(b->w, INDEX_VARS) - s.var_first;
	add_labels(b, die, row);
	if (depth < DEPTH_MAX && !dwarf_child(die, &child))
		do {
			if (scope_kind(&child) > INDEX_SCOPE_BODY)
				add_scope(b, &child, func, row, s.func,
					  depth + 1);
		} while (!dwarf_siblingof(&child, &child));
	s.end = index_writer_nr(b->w, INDEX_SCOPES);
	*(struct index_scope *)index_writer_at(b->w, INDEX_SCOPES, row) = s;
	return row;
}

static void add_addresses(struct dwarf_reader *b, u32 scope)
{
	const struct index_scope s = *(struct index_scope *)index_writer_at(
		b->w, INDEX_SCOPES, scope);
	u32 i;

	for (i = 0; i < s.range_nr; i++) {
		const struct index_range *r =
			index_writer_at(b->w, INDEX_RANGES, s.range_first + i);
		struct index_func_addr *row =
			index_writer_row(b->w, INDEX_FUNC_ADDRS);

		row->low = r->low;
		row->high = r->high;
		row->scope = scope;
	}
}

static void read_nested(struct dwarf_reader *b, Dwarf_Die *parent);

static void read_body(struct dwarf_reader *b, Dwarf_Die *die)
{
	Dwarf_Addr base, low, high;
	u32 func, scope;
	struct index_func *f;

	if (dwarf_ranges(die, 0, &base, &low, &high) <= 0 || !high)
		return;
	func = func_row(b, die);
	scope = add_scope(b, die, die, INDEX_NONE, func, 0);
	add_addresses(b, scope);
	entry_add_body(b, die, scope);
	f = index_writer_at(b->w, INDEX_FUNCS, func);
	if (f->scope == INDEX_NONE)
		f->scope = scope;
}

void funcs_read(struct dwarf_reader *b, Dwarf_Die *die)
{
	if (attr_flag(die, DW_AT_declaration))
		return;
	read_body(b, die);
	read_nested(b, die);
}

/* Functions in functions (GNU C), and types that are local to one. */
static void read_nested(struct dwarf_reader *b, Dwarf_Die *parent)
{
	Dwarf_Die die;

	if (dwarf_child(parent, &die))
		return;
	do {
		if (dwarf_tag(&die) == DW_TAG_subprogram)
			funcs_read(b, &die);
		else if (scope_kind(&die) < 0)
			types_declare(b, &die);
	} while (!dwarf_siblingof(&die, &die));
}

static void place_global(const struct dwarf_reader *b, u64 addr, int is_tls,
			 struct index_global *g)
{
	g->addr = is_tls ? (u32)addr : unit_address(b, addr);
	if (is_tls)
		g->flags |= INDEX_GLOBAL_TLS;
	if (is_tls || addr - b->percpu >= b->percpu_len)
		return;
	g->addr = (u32)(addr - b->percpu);
	g->flags |= INDEX_GLOBAL_PERCPU;
}

void funcs_read_global(struct dwarf_reader *b, Dwarf_Die *die)
{
	struct index_global g = { .unit = b->unit };
	int is_tls;
	u64 addr;

	if (locs_static(b, die, &addr, &is_tls))
		return;
	place_global(b, addr, is_tls, &g);
	if (g.addr == INDEX_NONE)
		return;
	g.name = names_of(b, die);
	g.linkage = index_writer_str(b->w, linkage_name(die));
	if (g.linkage == g.name)
		g.linkage = 0;
	g.type = types_of(b, die);
	unit_decl(b, die, &g.file, &g.line);
	if (has_flag(die, DW_AT_external))
		g.flags |= INDEX_GLOBAL_EXTERNAL;
	*(struct index_global *)index_writer_row(b->w, INDEX_GLOBALS) = g;
}
