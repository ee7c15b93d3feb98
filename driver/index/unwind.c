// SPDX-License-Identifier: GPL-2.0
/* Unwind rows of an index. */
#include "index/unwind.h"

#include "unwind_step.h"

/* All rows of a section; *ret_nr is 0 where they are damaged. */
static const void *all_rows(const struct index *ix, enum index_section section,
			    u32 *ret_nr)
{
	const void *rows;

	*ret_nr = index_nr(ix, section);
	rows = index_rows(ix, section, 0, *ret_nr);
	if (!rows)
		*ret_nr = 0;
	return rows;
}

void index_unwind_table(const struct index *ix, struct sx_unwind_table *ret)
{
	ret->rows = all_rows(ix, INDEX_UNWIND, &ret->row_nr);
	ret->rules = all_rows(ix, INDEX_UNWIND_RULES, &ret->rule_nr);
	ret->saves = all_rows(ix, INDEX_UNWIND_SAVES, &ret->save_nr);
	ret->exprs = all_rows(ix, INDEX_UNWIND_EXPRS, &ret->expr_len);
}

const struct sx_unwind_rule *index_find_unwind(const struct index *ix, u32 addr)
{
	struct sx_unwind_table table;

	index_unwind_table(ix, &table);
	return sx_unwind_find(&table, addr);
}

const struct sx_unwind_save *
index_unwind_saves(const struct index *ix, const struct sx_unwind_rule *rule,
		   u32 *ret_nr)
{
	const struct sx_unwind_save *saves = index_rows(
		ix, INDEX_UNWIND_SAVES, rule->save_first, rule->save_nr);

	*ret_nr = saves ? rule->save_nr : 0;
	return saves;
}
