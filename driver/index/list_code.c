// SPDX-License-Identifier: GPL-2.0
/* Unwind rows and returns as text. */
#include "index/list_code.h"

#include <fnmatch.h>

#include "index/find.h"
#include "index/returns.h"
#include "index/symbols.h"
#include "index/unwind.h"

static unsigned long long elf_addr(const struct index *ix, u32 addr)
{
	return index_head(ix)->base + addr;
}

/* Of the function around an address; "": nothing has a name for it. */
static const char *name_at(const struct index *ix, u32 addr)
{
	const struct index_scope *s =
		index_row(ix, INDEX_SCOPES, index_find_addr(ix, addr));
	const struct index_func *f = NULL;
	const struct index_symbol *symbol;

	if (s)
		f = index_row(ix, INDEX_FUNCS, s->func);
	if (f)
		return index_str(ix, f->name);
	symbol = index_row(ix, INDEX_SYMBOLS, index_symbol_at(ix, addr));
	return symbol ? index_str(ix, symbol->name) : "";
}

static int matches(const char *pattern, const char *name)
{
	return !pattern || !fnmatch(pattern, name, 0);
}

static const char *reg_name(u32 reg)
{
	static const char *const names[SX_UNWIND_REGS] = {
		"rax", "rdx", "rcx", "rbx", "rsi", "rdi", "rbp", "rsp", "r8",
		"r9",  "r10", "r11", "r12", "r13", "r14", "r15", "rip"
	};

	return reg < SX_UNWIND_REGS ? names[reg] : "?";
}

static void print_cfa(const struct sx_unwind_rule *rule, FILE *out)
{
	switch (rule->cfa) {
	case SX_CFA_REG:
		fprintf(out, "cfa=%s%+d", reg_name(rule->reg), rule->off);
		break;
	case SX_CFA_MEM:
		fprintf(out, "cfa=[%s%+d]", reg_name(rule->reg), rule->off);
		break;
	case SX_CFA_PLT:
		fprintf(out, "cfa=rsp%+d, +8 from byte %u of an entry",
			rule->off, rule->reg);
		break;
	case SX_CFA_EXPR:
		fprintf(out, "cfa=expression %u", (u32)rule->off);
		break;
	default:
		fputs("cfa=?", out);
	}
}

static void print_save(const struct sx_unwind_save *s, FILE *out)
{
	fprintf(out, " %s=", reg_name(s->reg));
	switch (s->how) {
	case SX_SAVE_UNKNOWN:
		fputs("lost", out);
		break;
	case SX_SAVE_SAME:
		fputs("same", out);
		break;
	case SX_SAVE_AT_CFA:
		fprintf(out, "[cfa%+d]", s->off);
		break;
	case SX_SAVE_IS_CFA:
		fprintf(out, "cfa%+d", s->off);
		break;
	case SX_SAVE_AT_REG:
		fprintf(out, "[%s%+d]", reg_name(s->base), s->off);
		break;
	case SX_SAVE_IS_REG:
		fprintf(out, "%s%+d", reg_name(s->base), s->off);
		break;
	case SX_SAVE_AT_EXPR:
		fprintf(out, "[expression %u]", (u32)s->off);
		break;
	case SX_SAVE_IS_EXPR:
		fprintf(out, "expression %u", (u32)s->off);
		break;
	default:
		fputs("?", out);
	}
}

static void print_rule(const struct index *ix, u32 addr,
		       const struct sx_unwind_rule *rule, FILE *out)
{
	const struct sx_unwind_save *saves;
	u32 nr, i;

	fprintf(out, "%016llx ", elf_addr(ix, addr));
	if (!rule) {
		fputs("nothing\n", out);
		return;
	}
	print_cfa(rule, out);
	saves = index_unwind_saves(ix, rule, &nr);
	for (i = 0; i < nr; i++)
		print_save(&saves[i], out);
	fprintf(out, "%s%s\n", rule->flags & SX_UNWIND_SIGNAL ? " signal" : "",
		rule->flags & SX_UNWIND_TOP ? " top" : "");
}

/* The first row behind an address. */
static u32 row_behind(const struct sx_unwind_table *t, u32 addr)
{
	u32 low = 0, high = t->row_nr;

	while (low < high) {
		u32 middle = low + (high - low) / 2;

		if (t->rows[middle].addr <= addr)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* A row that begins before `low` is shown where it is entered. */
static u32 print_range(const struct index *ix, const struct sx_unwind_table *t,
		       u32 low, u32 high, FILE *out)
{
	u32 n = row_behind(t, low), nr = 1;

	print_rule(ix, low, index_find_unwind(ix, low), out);
	for (; n < t->row_nr && t->rows[n].addr < high; n++, nr++)
		print_rule(ix, t->rows[n].addr,
			   index_find_unwind(ix, t->rows[n].addr), out);
	return nr;
}

static u32 unwind_functions(const struct index *ix,
			    const struct sx_unwind_table *t,
			    const char *pattern, FILE *out)
{
	u32 i, nr = 0;

	for (i = 0; i < index_nr(ix, INDEX_FUNC_ADDRS); i++) {
		const struct index_func_addr *row =
			index_row(ix, INDEX_FUNC_ADDRS, i);

		if (!row || !matches(pattern, name_at(ix, row->low)))
			continue;
		fprintf(out, "%s:\n", name_at(ix, row->low));
		nr += print_range(ix, t, row->low, row->high, out);
	}
	return nr;
}

/* Of symbols that no function of the debug information explains. */
static u32 unwind_symbols(const struct index *ix,
			  const struct sx_unwind_table *t, const char *pattern,
			  FILE *out)
{
	u32 i, nr = 0;

	for (i = 0; i < index_nr(ix, INDEX_SYMBOLS); i++) {
		const struct index_symbol *s = index_row(ix, INDEX_SYMBOLS, i);

		if (!s || !(s->flags & INDEX_SYMBOL_CODE) || !s->size ||
		    !matches(pattern, index_str(ix, s->name)) ||
		    index_find_addr(ix, s->addr) != INDEX_NONE)
			continue;
		fprintf(out, "%s:\n", index_str(ix, s->name));
		nr += print_range(ix, t, s->addr, s->addr + s->size, out);
	}
	return nr;
}

u32 list_unwind(const struct index *ix, const char *pattern, FILE *out)
{
	struct sx_unwind_table t;

	index_unwind_table(ix, &t);
	if (pattern)
		return unwind_functions(ix, &t, pattern, out) +
		       unwind_symbols(ix, &t, pattern, out);
	return t.row_nr ? print_range(ix, &t, t.rows[0].addr, INDEX_NONE, out)
			: 0;
}

static void print_return(const struct index *ix, const struct index_return *r,
			 FILE *out)
{
	fprintf(out, "  %016llx %s%s", elf_addr(ix, r->addr),
		index_return_name(r->kind),
		r->flags & INDEX_RETURN_CONDITIONAL ? ", conditional" : "");
	if (r->target != INDEX_NONE)
		fprintf(out, " to %#llx %s", elf_addr(ix, r->target),
			name_at(ix, r->target));
	fputs("\n", out);
}

u32 list_returns(const struct index *ix, const char *pattern, FILE *out)
{
	u32 i, k, nr, rows = 0;

	for (i = 0; i < index_nr(ix, INDEX_CODE); i++) {
		const struct index_code *code = index_row(ix, INDEX_CODE, i);
		const struct index_return *r;
		const char *name;

		if (!code)
			continue;
		name = name_at(ix, code->entry);
		if (!matches(pattern, name))
			continue;
		r = index_returns(ix, code, &nr);
		fprintf(out, "%016llx %s%s\n", elf_addr(ix, code->entry), name,
			code->flags & INDEX_CODE_ALL_RETURNS
				? ""
				: " (not all are known)");
		for (k = 0; k < nr; k++)
			print_return(ix, &r[k], out);
		rows += 1 + nr;
	}
	return rows;
}
